import CSimKernels

/// Bounds of a sample of pairs for every number of columns.
struct PairSample {
  private static let rowSample = 128
  private static let columnSample = 768

  private let rows: SampledRows
  private let columns: SampledRows
  private let products: Memory<Float>
  private let sign: Float
  private let isSelfJoin: Bool
  /// By number of axes: the share of the squared length that they hold.
  private let inside: [Double]

  init(_ comparison: Comparison, axes: PrincipalAxes?, thresholds: Thresholds) throws(JobError) {
    rows = try SampledRows(
      comparison.rows,
      axes: axes,
      thresholds: thresholds.rows,
      count: Self.rowSample,
      phase: 0.37
    )
    columns = try SampledRows(
      comparison.columns,
      axes: axes,
      thresholds: thresholds.columns,
      count: Self.columnSample,
      phase: 0.71
    )
    products = try Memory<Float>(count: rows.count * columns.count)
    sign = comparison.sign
    isSelfJoin = comparison.isSelfJoin
    let shares = axes?.shares ?? [Double](repeating: 0, count: comparison.dimensions)
    inside = shares.reduce(into: [0]) { sums, share in sums.append((sums.last ?? 0) + share) }
  }

  /// The share of pairs whose bound over the first `columns` coordinates, plus `slack` for rows of
  /// unit length, reaches a threshold.
  func share(columns kept: Int, slack: Double) -> Double {
    let kept = max(1, kept)
    BLAS.multiply(
      left: rows.coordinates.pointer,
      leftStride: rows.dimensions,
      rows: rows.count,
      right: columns.coordinates.pointer,
      rightStride: rows.dimensions,
      columns: columns.count,
      dimensions: kept,
      sign: sign,
      tile: products.pointer,
      tileStride: columns.count
    )
    let (rowTails, columnTails) = (rows.tails(kept: kept), columns.tails(kept: kept))
    let slack = Float(slack)
    var passing = 0
    var counted = 0
    for i in 0..<rows.count {
      let (threshold, offset) = (rows.thresholds[i], rows.offsets[i])
      let (tail, allowance) = (rowTails[i], slack * rows.lengths[i])
      for j in 0..<columns.count where !isSelfJoin || rows.positions[i] != columns.positions[j] {
        let bound =
          products.pointer[i * columns.count + j] + tail * columnTails[j] + offset
          + columns.offsets[j] + allowance * columns.lengths[j]
        passing += bound >= min(threshold, columns.thresholds[j]) ? 1 : 0
        counted += 1
      }
    }
    return counted == 0 ? 1 : Double(passing) / Double(counted)
  }

  /// Share of the squared length that the first `columns` axes hold.
  func insideShare(columns: Int) -> Double { inside[max(0, min(columns, rows.dimensions))] }

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
  let dimensions: Int

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
