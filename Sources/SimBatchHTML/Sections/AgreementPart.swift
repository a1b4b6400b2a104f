import SimBatch

/// How far similarities agree, as heat maps and as a plot over dimensions.
struct AgreementPart {
  let intro: String
  let options: Table?
  let overlap: Table?
  let rankCorrelation: Table?
  let figure: PageFigure?
  let enough: String?

  init(_ agreement: AgreementSection) {
    let k = Figure.count(agreement.neighbors)
    intro =
      "Each of \(Figure.count(agreement.rows)) sampled rows was compared with the whole matrix "
      + "under each similarity."
    options = Table(
      "The similarities compared",
      [.text("similarity"), .text("options")],
      zip(agreement.variants, agreement.commandLines).map { name, line in
        .init(head: .text(name), cells: [.init(text: line, style: "text code")])
      }
    )
    overlap =
      HeatTable(
        caption: "Share of the \(k) nearest that two similarities have in common",
        names: agreement.variants,
        values: agreement.overlap
      ).table
    rankCorrelation =
      HeatTable(
        caption: "Rank correlation of the scores of a row with all others "
          + "(\(Figure.rows(agreement.rankedRows)))",
        names: agreement.variants,
        values: agreement.rankCorrelation
      ).table
    figure = Self.figure(agreement)
    enough = figure == nil ? nil : Self.enough(agreement)
  }

  private static func enough(_ agreement: AgreementSection) -> String {
    func count(_ value: Int?, _ what: String) -> String {
      value.map { "the first \(Figure.count($0)) \(what) keep it" } ?? "only all \(what) keep it"
    }
    return "An overlap of \(Figure.number(agreement.wantedOverlap)) is wanted: "
      + count(agreement.enoughDimensions, "dimensions") + ", "
      + count(agreement.enoughAxes, "principal axes") + "."
  }

  private static func figure(_ agreement: AgreementSection) -> PageFigure? {
    let plot = LinePlot(
      id: "dimensions",
      title: "Overlap of the nearest \(agreement.neighbors) against the number of dimensions kept",
      description: enough(agreement),
      xName: "dimensions kept",
      yName: "overlap at \(agreement.neighbors)",
      xScale: .logarithmic,
      yScale: .linear,
      yRange: 0...1,
      series: [
        .init(style: .first, points: agreement.truncation.map(\.point)),
        .init(style: .second, points: agreement.principalAxes.map(\.point)),
      ],
      level: .init(
        name: "\(Figure.number(agreement.wantedOverlap))",
        value: agreement.wantedOverlap
      )
    )
    return PageFigure(
      plot.drawing,
      caption: "Overlap with the neighbors that all dimensions find. Squares: the first dimensions "
        + "as they are stored. Diamonds: principal axes, strongest first. Bands: 95% intervals. "
        + "Dashed: the overlap wanted."
    )
  }
}

extension AgreementSection.DimensionOverlap {
  fileprivate var point: LinePlot.Point {
    .init(x: Double(dimensions), y: overlap.value, interval: overlap.range)
  }
}
