import SimBatch

/// A square table of estimates whose cells are coloured by value: a heat map that can be read out.
struct HeatTable {
  let caption: String
  /// Of rows and columns.
  let names: [String]
  /// A row for each name; nil where there is no value.
  let values: [[Estimate?]]

  /// Colours of the style sheet, from 0 to 1.
  static let stepCount = 8

  /// Nil if there is nothing to compare.
  var table: Table? {
    Table(
      caption,
      // Columns are known by number: their names would not fit above the cells.
      [.text("similarity")] + names.indices.map { .number("\($0 + 1)") },
      zip(names.indices, values).map { place, row in
        .init(head: .text("\(place + 1) \(names[place])"), cells: row.map(Self.cell))
      },
      style: "heatmap"
    )
  }

  private static func cell(_ estimate: Estimate?) -> Table.Cell {
    guard let estimate, estimate.value.isFinite else { return .number(Figure.none) }
    return Table.Cell(
      text: Figure.fixed(estimate.value, decimals: 2),
      note: estimate.range.map {
        let low = Figure.fixed($0.lowerBound, decimals: 2)
        let high = Figure.fixed($0.upperBound, decimals: 2)
        return $0.lowerBound < 0 ? "\(low) to \(high)" : "\(low)–\(high)"
      },
      style: "number heat\(step(of: estimate.value))"
    )
  }

  /// Negative correlations have the colour of none.
  static func step(of value: Double) -> Int {
    min(stepCount - 1, Int(max(0, value) * Double(stepCount)))
  }
}
