"""Opens pages in Chromium at the widths of a phone and of a desk, in both themes, and measures them."""

import argparse
import os
import pathlib
import sys

from browser import Browser

WIDTHS = (400, 1400)
THEMES = ("light", "dark")
# No picture is taller: most programs show longer ones too small to read.
PICTURE_HEIGHT = 1800

# Each gives a list of sentences, empty if all is well.
MEASUREMENTS = {
    "nothing wider than the window": """(() => {
      const wide = document.documentElement.scrollWidth - innerWidth;
      return wide > 0 ? [`the page is ${wide} px wider than the window`] : [];
    })()""",
    "texts of a picture do not overlap": """(() => {
      const found = [];
      for (const svg of document.querySelectorAll('svg')) {
        const frame = svg.getBoundingClientRect();
        const texts = [...svg.querySelectorAll('text')].map(e => [e.textContent, e.getBoundingClientRect()]);
        texts.forEach(([a, r], i) => {
          if (r.left < frame.left - 1 || r.right > frame.right + 1 || r.bottom > frame.bottom + 1)
            found.push(`"${a}" leaves its picture`);
          for (const [b, s] of texts.slice(i + 1))
            if (Math.min(r.right, s.right) - Math.max(r.left, s.left) > 0.5 &&
                Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top) > 0.5)
              found.push(`"${a}" lies over "${b}"`);
        });
      }
      return found;
    })()""",
    "letters of 11 px and more": """(() => {
      const found = new Set();
      for (const text of document.querySelectorAll('svg text')) {
        const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
        if (size < 11) found.add(`letters of ${size.toFixed(1)} px in a picture`);
      }
      for (const element of document.querySelectorAll('body *'))
        if (!element.closest('svg') && parseFloat(getComputedStyle(element).fontSize) < 11)
          found.add(`letters of ${getComputedStyle(element).fontSize} in ${element.tagName}`);
      return [...found];
    })()""",
    "contrast of 4.5 and more": """(() => {
      const parts = color => color.match(/[0-9.]+/g).map(Number);
      const light = color => {
        const [r, g, b] = parts(color).map(v => v / 255)
          .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const behind = element => {
        for (let e = element; e; e = e.parentElement) {
          const color = getComputedStyle(e).backgroundColor;
          if (parts(color)[3] !== 0) return color;
        }
        return 'rgb(255, 255, 255)';
      };
      const found = new Set();
      for (const e of document.querySelectorAll('body *')) {
        if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
        if (['title', 'desc'].includes(e.tagName)) continue;
        const ink = e.tagName === 'text' ? getComputedStyle(e).fill : getComputedStyle(e).color;
        const [a, b] = [light(ink), light(behind(e))].sort((x, y) => y - x);
        const contrast = (a + 0.05) / (b + 0.05);
        if (contrast < 4.5) found.add(`${e.tagName} ${ink} on ${behind(e)}: ${contrast.toFixed(2)}`);
      }
      return [...found];
    })()""",
}


def complaints(browser, url):
    """What went wrong while the page was opened."""
    for event in browser.events:
        method, parameters = event.get("method"), event.get("params", {})
        if method == "Network.requestWillBeSent" and parameters["request"]["url"] != url:
            yield f"asks for {parameters['request']['url']}"
        elif method == "Runtime.exceptionThrown":
            yield f"throws: {parameters['exceptionDetails']['text']}"
        elif method == "Runtime.consoleAPICalled":
            yield f"writes to the console ({parameters['type']})"
        elif method == "Log.entryAdded":
            yield f"{parameters['entry']['level']}: {parameters['entry']['text']}"


def photograph(browser, folder, name, width):
    height = browser.evaluate("document.documentElement.scrollHeight")
    for number, top in enumerate(range(0, height, PICTURE_HEIGHT), 1):
        picture = browser.picture(top, width, min(PICTURE_HEIGHT, height - top))
        (folder / f"{name}-{number}.png").write_bytes(picture)


def main():
    parser = argparse.ArgumentParser(prog="check-pages")
    parser.add_argument("--screenshots", type=pathlib.Path, metavar="DIR", help="where to put pictures of the pages")
    parser.add_argument("--browser", default="chromium")
    parser.add_argument("pages", nargs="+", type=pathlib.Path, metavar="FILE")
    arguments = parser.parse_args()
    if arguments.screenshots:
        arguments.screenshots.mkdir(parents=True, exist_ok=True)
    failed = 0
    browser = Browser(arguments.browser)
    try:
        for page in arguments.pages:
            url = page.resolve(strict=True).as_uri()
            for width in WIDTHS:
                for theme in THEMES:
                    browser.open(url, width, 900, theme)
                    faults = [f"{what}: {fault}" for what, script in MEASUREMENTS.items()
                              for fault in browser.evaluate(script)]
                    faults += complaints(browser, url)
                    title = f"{page.name} at {width} px, {theme}"
                    print(f"{'FAIL' if faults else 'ok  '} {title}", flush=True)
                    for fault in faults:
                        print(f"     {fault}", flush=True)
                    failed += bool(faults)
                    if arguments.screenshots:
                        photograph(browser, arguments.screenshots, f"{page.stem}-{width}-{theme}", width)
    finally:
        browser.close()
    print(f"{len(arguments.pages)} pages, {failed} of their views failed")
    return os.EX_SOFTWARE if failed else os.EX_OK


if __name__ == "__main__":
    sys.exit(main())
