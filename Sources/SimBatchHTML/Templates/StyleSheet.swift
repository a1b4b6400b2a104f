/// The style of the page: colours by theme, then what has them.
///
/// Texts have a contrast of 4.5 and more with what is behind them in both themes (WCAG 2, AA);
/// `scripts/check-pages` measures it.
enum StyleSheet {
  static let text = colors + pageStyle + tableStyle + pictureStyle

  private static let colors = """
    :root { color-scheme: light dark;
      --page: #ffffff; --text: #1b1f24; --muted: #57606a; --line: #d0d7de; --soft: #f3f5f8;
      --link: #0a58ca; --warning: #8a3b00; --warning-page: #fff4e8; --note: #0b5394;
      --note-page: #eef5fc; --bar: #8fb7e3; --first: #1f5fae; --second: #b3460e;
      --grid: #e3e7ec; --axis: #6e7781; --mark: #5b2a86;
      --heat-text: #1b1f24; --heat-text-far: #ffffff;
      --heat0: #f3f6fa; --heat1: #e1eaf5; --heat2: #cbdcf0; --heat3: #aecbe9; --heat4: #8ab5df;
      --heat5: #6fa5d8; --heat6: #2f6db3; --heat7: #14467f; }
    @media (prefers-color-scheme: dark) { :root {
      --page: #14171c; --text: #e6e8eb; --muted: #a3abb5; --line: #3a424c; --soft: #1d222a;
      --link: #7db7ff; --warning: #ffb573; --warning-page: #2f2115; --note: #8cc4ff;
      --note-page: #16263a; --bar: #39618f; --first: #82b8f2; --second: #ffa76b;
      --grid: #2a3038; --axis: #8b949e; --mark: #d3a6ff;
      --heat-text: #ffffff; --heat-text-far: #0d1117;
      --heat0: #1d232b; --heat1: #1f2c3b; --heat2: #21384f; --heat3: #234666; --heat4: #27577f;
      --heat5: #2f6a99; --heat6: #79b1dd; --heat7: #b5d8f5; } }

    """

  private static let pageStyle = """
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--page); color: var(--text); overflow-wrap: anywhere;
      font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
    header, main, footer { max-width: 70rem; margin: 0 auto; padding: 0 1rem; }
    h1 { font-size: 1.6rem; line-height: 1.25; margin: 1.5rem 0 0; }
    h2 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 .75rem; }
    h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
    h3 small { font-weight: normal; color: var(--muted); }
    p { max-width: 44rem; margin: 0 0 1rem; }
    a { color: var(--link); }
    .subtitle, .note, figcaption, footer { color: var(--muted); }
    .note, figcaption, footer { font-size: .875rem; }
    section { margin: 0 0 1.5rem; padding: 1.5rem 0 0; border-top: 1px solid var(--line); }
    header + main > section:first-child { border: 0; padding-top: .5rem; }
    footer { padding-bottom: 2rem; }
    nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0 0 1.5rem; padding: 0;
      list-style: none; }
    .findings { margin: 0; padding: 0; list-style: none; }
    .findings li { margin: 0 0 .75rem; padding: .75rem 1rem; border-left: .35rem solid;
      border-radius: .25rem; }
    .findings p { margin: .15rem 0 0; color: var(--text); }
    .findings .advice::before { content: "→ "; }
    .severity { font-size: .8rem; letter-spacing: .05em; text-transform: uppercase; }
    .warning { color: var(--warning); background: var(--warning-page); }
    li.note { color: var(--note); background: var(--note-page); }
    li.note { font-size: inherit; }
    .facts { margin: 0 0 1.25rem; }
    .facts div { display: flex; flex-wrap: wrap; gap: 0 1.5rem; justify-content: space-between;
      padding: .25rem 0; border-bottom: 1px solid var(--line); }
    .facts dt { color: var(--muted); }
    .facts dd { margin: 0; font-variant-numeric: tabular-nums; min-width: 0; }
    blockquote { margin: 0 0 .75rem; padding: .25rem .75rem; border-inline-start: 3px solid
      var(--line); max-width: 44rem; }
    .pair { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 2.5rem;
      align-items: start; }
    @media (min-width: 56rem) {
      .pair { grid-template-columns: repeat(2, minmax(0, 1fr)); }
      .facts { columns: 2; column-gap: 2.5rem; }
      .pair .facts { columns: 1; }
      .facts div { break-inside: avoid; } }

    """

  private static let tableStyle = """
    .box { overflow-x: auto; margin: 0 0 1.5rem; max-width: 100%; }
    table { border-collapse: collapse; width: 100%; font-size: .925rem;
      font-variant-numeric: tabular-nums; }
    caption { text-align: start; font-weight: 600; padding: 0 0 .35rem; }
    caption span { position: sticky; inset-inline-start: 0; display: inline-block;
      max-width: calc(100vw - 2rem); }
    th, td { padding: .3rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top;
      text-align: start; font-weight: normal; }
    thead th { color: var(--muted); font-size: .85rem; vertical-align: bottom; }
    .number { text-align: end; white-space: nowrap; overflow-wrap: normal; }
    thead .number { white-space: normal; }
    .quoted { min-width: 7rem; }
    .code { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
      font-size: .85em; }
    td small, th small { display: block; font-size: .8rem; color: var(--muted); }
    .narrow { max-width: 26rem; }
    .wordy { min-width: 34rem; }
    .heatmap { width: auto; border-collapse: separate; border-spacing: 2px; }
    .heatmap th { border: 0; }
    .heatmap th[scope=row] { position: sticky; inset-inline-start: 0; background: var(--page);
      min-width: 7rem; max-width: 11rem; }
    .heatmap td { border: 0; border-radius: 3px; min-width: 4.6rem; text-align: center; }
    .heatmap thead .number { text-align: center; }
    .heatmap td[class*=heat] { color: var(--heat-text); }
    .heatmap td small { color: inherit; font-size: .75rem; }
    .heatmap td.heat6, .heatmap td.heat7 { color: var(--heat-text-far); }

    """
    + (0..<HeatTable.stepCount).map { ".heat\($0) { background: var(--heat\($0)); }\n" }.joined()

  private static let pictureStyle = """
    figure { margin: 0 0 1.5rem; max-width: 34rem; }
    svg { display: block; width: 100%; height: auto; overflow: visible;
      font: 14px system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
    svg text { fill: var(--text); stroke: var(--page); stroke-width: 4px; paint-order: stroke; }
    svg text.label { font-variant-numeric: tabular-nums; }
    svg text.name { fill: var(--muted); }
    svg text.mark { fill: var(--mark); }
    svg path { fill: none; stroke-width: 1.25; }
    .grid { stroke: var(--grid); }
    .axis { stroke: var(--axis); }
    .bars { fill: var(--bar); }
    svg .steps { stroke: var(--second); stroke-width: 2; }
    svg .marker { stroke: var(--mark); stroke-dasharray: 4 3; }
    svg .interval { fill: var(--mark); fill-opacity: .15; }
    svg .line { stroke-width: 2; }
    svg .line.first { stroke: var(--first); }
    svg .line.second { stroke: var(--second); }
    svg .band { fill-opacity: .2; }
    svg .band.first, svg .dot.first { fill: var(--first); }
    svg .band.second, svg .dot.second { fill: var(--second); }
    figcaption { margin-top: .5rem; }

    """
}
