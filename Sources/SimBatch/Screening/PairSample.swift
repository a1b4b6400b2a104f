import CSimKernels

/// Bounds of a sample of pairs for every number of columns.
struct PairSample {
  private static let rowSample = 128
  private static let columnSample = 768

  private let dimensions: Int
  /// By number of columns: the sampled pairs' distance to their threshold, bound − threshold, and
  /// the product of the lengths of both rows.
  private let margins: (Int) -> (margins: [Float], lengths: [Float])
  private let inside: [Double]

  init(_ comparison: Comparison, axes: PrincipalAxes?, thresholds: Thresholds) throws(JobError) {
    let d = comparison.dimensions
    dimensions = d
    let rows = try SampledRows(
      comparison.rows,
      axes: axes,
      thresholds: thresholds.rows,
      count: Self.rowSample,
      phase: 0.37
    )
    let columns = try SampledRows(
      comparison.columns,
      axes: axes,
      thresholds: thresholds.columns,
      count: Self.columnSample,
      phase: 0.71
    )
    let products = try Memory<Float>(count: rows.count * columns.count)
    let sign = comparison.sign
    var sums = [Double](repeating: 0, count: d + 1)
    for column in 0..<(axes == nil ? 0 : d) {
      sums[column + 1] = sums[column] + (axes?.shares[column] ?? 0)
    }
    inside = sums
    margins = { kept in
      BLAS.multiply(
        left: rows.coordinates.pointer,
        leftStride: d,
        rows: rows.count,
        right: columns.coordinates.pointer,
        rightStride: d,
        columns: columns.count,
        dimensions: kept,
        sign: sign,
        tile: products.pointer,
        tileStride: columns.count
      )
      let rowTails = rows.tails(kept: kept)
      let columnTails = columns.tails(kept: kept)
      var found: [Float] = []
      var lengths: [Float] = []
      found.reserveCapacity(rows.count * columns.count)
      lengths.reserveCapacity(rows.count * columns.count)
      for i in 0..<rows.count {
        for j in 0..<columns.count
        where rows.positions[i] != columns.positions[j] || !comparison.isSelfJoin {
          let bound =
            products.pointer[i * columns.count + j] + rowTails[i] * columnTails[j]
            + rows.offsets[i] + columns.offsets[j]
          found.append(bound - min(rows.thresholds[i], columns.thresholds[j]))
          lengths.append(rows.lengths[i] * columns.lengths[j])
        }
      }
      return (found, lengths)
    }
  }

  /// The share of pairs whose bound over the first `columns` coordinates, plus `slack` for rows of
  /// unit length, reaches a threshold.
  func share(columns: Int, slack: Double) -> Double {
    let (margins, lengths) = margins(max(1, columns))
    guard !margins.isEmpty else { return 1 }
    let slack = Float(slack)
    let passing = zip(margins, lengths).reduce(0) { $0 + ($1.0 + slack * $1.1 >= 0 ? 1 : 0) }
    return Double(passing) / Double(margins.count)
  }

  /// Share of the squared length that the first `columns` axes hold.
  func insideShare(columns: Int) -> Double { inside[max(0, min(columns, dimensions))] }

  /// Length of the rounding error of rows of unit length without projection.
  func roundingError(_ comparison: Comparison) throws(JobError) -> Double {
    try QuantizedRows.sampledScale(
      ScreenRows(comparison.columns, projection: nil),
      tail: 0,
      kernels: comparison.kernels
    ).error
  }
}

/// Some rows of a side, projected onto all axes.
private struct SampledRows {
  let count: Int
  let positions: [Int]
  let coordinates: Memory<Float>
  let thresholds: [Float]
  let offsets: [Float]
  let lengths: [Float]
  private let dimensions: Int

  init(
    _ ordered: OrderedSide,
    axes: PrincipalAxes?,
    thresholds: Memory<Float>?,
    count: Int,
    phase: Double
  ) throws(JobError) {
    let total = ordered.rowCount
    self.count = min(count, total)
    let d = ordered.dimensions
    dimensions = d
    // Evenly spread, but not in step with another sample.
    positions = (0..<self.count).map { index in
      min(total - 1, Int((Double(index) + phase) * Double(total) / Double(min(count, total))))
    }
    coordinates = try Memory<Float>(count: self.count * d)
    let side = ordered.side
    let gathered = axes == nil ? coordinates : try Memory<Float>(count: self.count * d)
    for (index, position) in positions.enumerated() {
      let row = side.values.pointer + Int(ordered.preparedRow[position]) * side.stride
      (gathered.pointer + index * d).update(from: row, count: d)
    }
    if let axes {
      BLAS.multiply(
        left: gathered.pointer,
        leftStride: d,
        rows: self.count,
        right: axes.axes.pointer,
        rightStride: d,
        columns: d,
        dimensions: d,
        sign: 1,
        tile: coordinates.pointer,
        tileStride: d
      )
    }
    self.thresholds = positions.map { position in thresholds.map { $0[position] } ?? .infinity }
    offsets = positions.map { ordered.bounds.offset($0) }
    lengths = positions.map { Float(side.norm(Int(ordered.preparedRow[$0]))) }
  }

  /// Length of what the first `kept` coordinates leave out, by row.
  func tails(kept: Int) -> [Float] {
    (0..<count).map { index in
      let row = coordinates.pointer + index * dimensions
      var outside: Float = 0
      for l in kept..<max(kept, dimensions) { outside += row[l] * row[l] }
      return outside.squareRoot()
    }
  }
}
