import SimBatch

/// How often each row is a neighbor of others.
struct HubnessPart {
  let facts: [Fact]
  let figure: PageFigure?
  let hubs: Table?

  init(_ hubness: HubnessSection) {
    let k = Figure.count(hubness.neighbors)
    facts = [
      Fact("Rows whose \(k) nearest were sought", Figure.count(hubness.rows)),
      Fact("Skewness (0 even, above 1.5 hubs)", Figure.estimate(hubness.skewness)),
      Fact("Rows that are nobody's neighbor", Figure.share(hubness.orphanShare)),
      Fact("Places in lists that the top 1% of rows have", Figure.share(hubness.topShare)),
    ]
    figure = Self.figure(hubness)
    hubs = Table(
      "The rows in most lists",
      [.text("row"), .number("lists")],
      hubness.hubs.map { hub in
        .init(
          head: .quoted(ShownText.name(hub.row), note: ShownText.number(hub.row)),
          cells: [.number(Figure.count(hub.lists))]
        )
      }
    )
  }

  private static func figure(_ hubness: HubnessSection) -> PageFigure? {
    let worst = hubness.hubs.first.map {
      " The worst hub, \(ShownText.name($0.row)), is in \(Figure.count($0.lists)) lists."
    }
    let plot = BarPlot(
      id: "hubness",
      title: "Rows by the number of lists of \(hubness.neighbors) nearest that they are in",
      description: "\(Figure.share(hubness.orphanShare)) of rows are in no list; the skewness is "
        + "\(Figure.estimate(hubness.skewness)).\(worst ?? "")",
      nameHead: "in so many lists",
      valueHead: "rows",
      bars: hubness.histogram.map { bin in
        .init(
          name: bin.low == bin.high
            ? Figure.count(bin.low) : "\(Figure.count(bin.low))–\(Figure.count(bin.high))",
          value: bin.rows
        )
      }
    )
    return PageFigure(
      plot.drawing,
      caption: "How many rows are in how many lists of nearest neighbors. The steps double: a long "
        + "tail means that a few rows answer everything."
    )
  }
}
