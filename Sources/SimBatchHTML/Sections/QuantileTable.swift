import SimBatch

/// Quantiles of one or more spreads beside each other.
enum QuantileTable {
  /// - Parameter spreads: with the names of their columns; all with the same shares.
  static func of(_ spreads: [(name: String, spread: Spread)], caption: String) -> Table? {
    let spreads = spreads.filter { $0.spread.count > 0 }
    guard let first = spreads.first?.spread else { return nil }
    let rows = first.quantiles.map { quantile in
      Table.Row(
        head: .text(name(of: quantile.share)),
        cells: spreads.map { cell($0.spread.quantile(quantile.share)) }
      )
    }
    let mean = Table.Row(head: .text("mean"), cells: spreads.map { cell($0.spread.mean) })
    let deviation = Table.Row(
      head: .text("standard deviation"),
      cells: spreads.map { .number(Figure.number($0.spread.standardDeviation)) }
    )
    let count = Table.Row(
      head: .text("sample"),
      cells: spreads.map { .number(Figure.count($0.spread.count)) }
    )
    return Table(
      caption,
      [.text("quantile")] + spreads.map { .number($0.name) },
      rows + [mean, deviation, count]
    )
  }

  /// The middle half in words: `Half of them lie between 1 and 2.`
  static func middle(_ spread: Spread) -> String {
    guard let low = spread.quantile(0.25), let high = spread.quantile(0.75) else { return "" }
    return "Half of them lie between \(Figure.central(low)) and \(Figure.central(high))."
  }

  private static func cell(_ estimate: Estimate?) -> Table.Cell {
    guard let estimate else { return .number(Figure.none) }
    return .number(Figure.central(estimate), note: Figure.interval(estimate))
  }

  private static func name(of share: Double) -> String {
    switch share {
    case 0: "least"
    case 0.5: "median"
    case 1: "greatest"
    default: Figure.share(share)
    }
  }
}

extension Spread {
  func quantile(_ share: Double) -> Estimate? { quantiles.first { $0.share == share }?.value }
}
