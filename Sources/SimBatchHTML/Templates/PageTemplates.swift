/// The Mustache texts that a page is made from, by the names that they call each other.
///
/// Source rather than resources, because the program is one file.
enum PageTemplates {
  static let all = [
    "page": page,
    "findings": findings,
    "matrix": matrix,
    "scores": scores,
    "agreement": agreement,
    "hubness": hubness,
    "example": example,
    "texts": texts,
    "queries": queries,
    "settings": settings,
    "facts": facts,
    "figure": figure,
    "table": table,
    "cell": cell,
  ]

  /// Sections that are always there come first in the list of contents.
  static let page = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>{{title}}</title>
    <style>
    {{{style}}}
    </style>
    </head>
    <body>
    <header>
    <h1><bdi>{{title}}</bdi></h1>
    <p class="subtitle">{{subtitle}}</p>
    </header>
    <main>
    {{>findings}}
    <nav aria-label="Sections"><ul>
    <li><a href="#matrix">The matrix</a></li>
    <li><a href="#scores">What a {{scores.valueName}} is worth</a></li>
    <li><a href="#agreement">Agreement</a></li>
    <li><a href="#hubs">Hubs</a></li>
    {{#hasExamples}}<li><a href="#examples">Examples</a></li>{{/hasExamples}}
    {{#texts}}<li><a href="#texts">Texts</a></li>{{/texts}}
    {{#queries}}<li><a href="#asked">Queries</a></li>{{/queries}}
    <li><a href="#settings">Settings</a></li>
    </ul></nav>
    {{#matrix}}{{>matrix}}{{/matrix}}
    {{#scores}}{{>scores}}{{/scores}}
    {{#agreement}}{{>agreement}}{{/agreement}}
    {{#hubness}}{{>hubness}}{{/hubness}}
    {{#hasExamples}}
    <section id="examples" aria-labelledby="examples-head">
    <h2 id="examples-head">Examples</h2>
    <p>The nearest of a row should be what you mean by near. The farthest are arbitrary: least alike
    in this measure, which seldom means opposite.</p>
    {{#examples}}{{>example}}{{/examples}}
    </section>
    {{/hasExamples}}
    {{#texts}}{{>texts}}{{/texts}}
    {{#queries}}{{>queries}}{{/queries}}
    {{#settings}}{{>settings}}{{/settings}}
    </main>
    <footer><p>Ranges in small letters and in brackets are intervals of 95%, from the sample
    alone.</p></footer>
    </body>
    </html>

    """
}
