import SimBatch

/// What a score is worth.
struct ScorePart {
  let valueName: String
  let figure: PageFigure?
  let quantiles: Table?
  let thresholds: Table?
  let hasExtrapolated: Bool
  let scale: Table?

  init(_ scores: ScoreSection) {
    valueName = scores.valueName
    figure = Self.figure(scores)
    quantiles = QuantileTable.of(
      [("random pairs", scores.randomPairs), ("nearest neighbors", scores.nearest)],
      caption:
        "\(scores.valueName.capitalizedFirst)s of random pairs, and of rows with their nearest"
    )
    thresholds = Self.thresholds(scores)
    hasExtrapolated = scores.thresholds.contains(where: \.isExtrapolated)
    scale = Table(
      "Reading a \(scores.valueName)",
      [.number(scores.valueName), .number("percentile"), .number("z")],
      scores.scale.map { mark in
        .init(
          head: .number(Figure.number(mark.score)),
          cells: [
            .number(Figure.share(mark.percentile)),
            .number(Figure.fixed(mark.standardScore, decimals: 1)),
          ]
        )
      },
      style: "narrow"
    )
  }

  private static func figure(_ scores: ScoreSection) -> PageFigure? {
    let name = scores.valueName
    let random = scores.randomPairs
    let sentences =
      [
        median("random pairs", random, name),
        median("rows with their nearest neighbor", scores.nearest, name),
      ]
      + scores.thresholds.map { threshold in
        "Random pairs reach \(Figure.central(threshold.score)) once in \(threshold.name) pairs."
      }
    let plot = HistogramPlot(
      id: "scores",
      title: "\(name.capitalizedFirst)s of random pairs beside those of nearest neighbors",
      description: sentences.joined(separator: " "),
      xName: name,
      unit: "pairs",
      filled: .init(name: "random pairs", histogram: random.histogram),
      line: .init(name: "nearest neighbors", histogram: scores.nearest.histogram),
      markers: scores.thresholds.map { threshold in
        .init(
          name: "once in \(threshold.name): \(Figure.central(threshold.score))",
          value: threshold.score.value,
          interval: threshold.score.range
        )
      }
    )
    return PageFigure(
      plot.drawing,
      caption: "Filled: random pairs (\(Figure.count(random.count))). Line: each row with its "
        + "nearest other row (\(Figure.count(scores.nearest.count))). Dashed: what random pairs "
        + "reach once in so many pairs."
    )
  }

  private static func median(_ what: String, _ spread: Spread, _ name: String) -> String {
    "The median \(name) of \(what) is \(Figure.estimate(spread.quantile(0.5)))."
  }

  private static func thresholds(_ scores: ScoreSection) -> Table? {
    Table(
      "What random pairs reach",
      [
        .text("once in"), .number(scores.valueName), .number("pairs found beyond"),
        .number("by chance"),
      ],
      scores.thresholds.map { threshold in
        .init(
          head: .text(
            "\(threshold.name) pairs",
            note: "\(Figure.number(threshold.pairs))" + (threshold.isExtrapolated ? " *" : "")
          ),
          cells: [
            .number(Figure.central(threshold.score), note: Figure.interval(threshold.score)),
            .number(threshold.pairsFound.map(Figure.count) ?? Figure.none),
            .number(Figure.number(threshold.pairsExpected)),
          ]
        )
      }
    )
  }
}

extension String {
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
