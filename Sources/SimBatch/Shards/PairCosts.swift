/// What comparing pairs is expected to cost, by the places of their rows: in units of a pair that the
/// first level of a screen drops.
struct PairCosts: Sendable {
  /// Rows of a bin, and columns.
  private let rowsByBin: Int
  private let columnsByBin: Int
  /// By bin of rows, then of columns: the cost of a pair.
  private let costs: [[Double]]

  /// - Parameter costs: by bin of rows, then of columns.
  init(rowsByBin: Int, columnsByBin: Int, costs: [[Double]]) {
    precondition(rowsByBin > 0 && columnsByBin > 0)
    self.rowsByBin = rowsByBin
    self.columnsByBin = columnsByBin
    self.costs = costs
  }

  /// All pairs cost the same.
  static let even = PairCosts(rowsByBin: .max, columnsByBin: .max, costs: [[1]])

  func cost(of region: PairRegion) -> Double {
    guard costs.count > 1 || (costs.first?.count ?? 0) > 1 else {
      return Double(region.pairCount) * (costs.first?.first ?? 1)
    }
    var sum = 0.0
    for (index, line) in costs.enumerated() {
      let rows = region.rows.clamped(to: index * rowsByBin..<(index + 1) * rowsByBin)
      guard !rows.isEmpty else { continue }
      for (place, cost) in line.enumerated() {
        let columns = region.columns.clamped(to: place * columnsByBin..<(place + 1) * columnsByBin)
        guard !columns.isEmpty else { continue }
        let part = PairRegion(rows: rows, columns: columns, isSelfJoin: region.isSelfJoin)
        sum += Double(part.pairCount) * cost
      }
    }
    return sum
  }
}
