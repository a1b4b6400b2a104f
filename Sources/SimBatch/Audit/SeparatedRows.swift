import CSimKernels

/// Some rows of a matrix at unit length (less the mean row first, where columns are centred).
struct SeparatedRows: Sendable {
  /// Positions, ascending.
  let rows: [Int]
  /// By `cosine`.
  private let examined: ExaminedRows
  private let kernels: Kernels

  /// - Precondition: `cosine` can judge all of `rows`.
  init(_ examined: ExaminedRows, rows: [Int], kernels: Kernels) {
    precondition(examined.measure == .cosine && rows.allSatisfy { examined.isGood($0) })
    self.rows = rows
    self.examined = examined
    self.kernels = kernels
  }

  var count: Int { rows.count }

  private var dimensions: Int { examined.source.dimensions }

  /// A seeded half of the rows, and the other, which has one more where their number is odd.
  func halves(_ seed: UInt64) -> (SeparatedRows, SeparatedRows) {
    let first = RowSelection.sample(count / 2, of: count, seed: seed).map { rows[$0] }
    let chosen = Set(first)
    return (
      SeparatedRows(examined, rows: first, kernels: kernels),
      SeparatedRows(examined, rows: rows.filter { !chosen.contains($0) }, kernels: kernels)
    )
  }

  /// The mean of these rows less that of the others, d values; NaN where there are none of either.
  ///
  /// - Complexity: O(rows · d).
  func meanDifference(to others: SeparatedRows) -> [Double] {
    zip(mean, others.mean).map { $0 - $1 }
  }

  private var mean: [Double] {
    var source = examined.source.kernelRows
    var sum = [Double](repeating: 0, count: dimensions)
    var values = sum
    for row in rows {
      let info = examined.info[row]
      kernels.table.pointee.expand?(&source, row, info.scale / info.norm, 0, &values)
      for dimension in values.indices { sum[dimension] += values[dimension] }
    }
    return sum.map { $0 / Double(rows.count) }
  }

  /// By row: its product with `direction`, d values.
  ///
  /// - Complexity: O(rows · d).
  func products(_ direction: [Double]) -> [Double] {
    var source = examined.source.kernelRows
    return rows.map { row in
      let info = examined.info[row]
      let product = kernels.table.pointee.dot_with_row?(&source, row, info.scale, 0, direction)
      return (product ?? .nan) / info.norm
    }
  }
}
