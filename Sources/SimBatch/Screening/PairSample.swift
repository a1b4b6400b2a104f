import CSimKernels
import Glibc

/// Bounds of a sample of pairs for every number of columns, and the thresholds that they meet from now to
/// the end of a comparison.
struct PairSample {
  private static let rowSample = 64
  private static let columnSample = 2048

  private let rows: SampledRows
  private let columns: SampledRows
  private let products: Memory<Float>
  private let comparison: Comparison
  /// Whether a pair passes by the threshold of its column, too.
  private let columnsCollect: Bool
  /// By moment, by sampled row.
  private var thresholds: [[Float]] = []
  /// By number of axes: the share of the squared length that they hold.
  private let inside: [Double]

  /// Moments of the rest of a comparison: where in it they lie, and for what share of it they stand.
  /// Thresholds rise fast at first.
  private static let moments: [(place: Double, share: Double)] = [
    (0.02, 0.05), (0.13, 0.2), (0.4, 0.35), (0.8, 0.4),
  ]

  /// - Parameters:
  ///   - thresholds: those of now.
  ///   - neighborCount: k of a top-k job, whose thresholds rise; nil where they do not.
  ///   - doneShare: of the pairs of the comparison.
  init(
    _ comparison: Comparison,
    axes: PrincipalAxes?,
    thresholds: Thresholds,
    neighborCount: Int?,
    doneShare: Double
  ) throws(JobError) {
    self.comparison = comparison
    columnsCollect = thresholds.columns != nil
    rows = try SampledRows(comparison.rows, axes: axes, count: Self.rowSample, phase: 0.37)
    // More than a part of few columns would take longer than the comparison.
    let count = min(Self.columnSample, max(Self.columnSample / 8, comparison.columns.rowCount / 8))
    columns = try SampledRows(comparison.columns, axes: axes, count: count, phase: 0.71)
    products = try Memory<Float>(count: rows.count * columns.count)
    let shares = axes?.shares ?? [Double](repeating: 0, count: comparison.dimensions)
    inside = shares.reduce(into: [0]) { sums, share in sums.append((sums.last ?? 0) + share) }
    let now = rows.positions.map { thresholds.rows[$0] }
    guard let neighborCount else {
      self.thresholds = [now]
      return
    }
    let others = max(1, comparison.columns.rowCount - (comparison.isSelfJoin ? 1 : 0))
    multiply(kept: comparison.dimensions)
    let best = (0..<rows.count).map { row in
      (0..<columns.count).filter { isPair(row, $0) }
        .map { products.pointer[row * columns.count + $0] + offset(row, $0) }.sorted(by: >)
    }
    self.thresholds = Self.moments.map { moment in
      let met = (doneShare + (1 - doneShare) * moment.place) * Double(others)
      return zip(now, best).map { now, best in
        max(now, Self.value(ofRank: Double(neighborCount) * Double(best.count) / met, of: best))
      }
    }
  }

  /// The value that so many of a larger sample of its size would reach, where `values`, in descending order,
  /// are a sample. Beyond the greatest, by the rate at which the greatest eight fall off, as if it were that
  /// of an exponential distribution.
  private static func value(ofRank rank: Double, of values: [Float]) -> Float {
    guard rank < Double(values.count) else { return -.infinity }
    if rank >= 1 { return values[Int(rank) - 1] }
    guard values.count >= 8 else { return values[0] }
    // Of eight values of such a distribution, greatest and least lie 1 + 1/2 + … + 1/7 of its mean apart.
    let mean = (values[0] - values[7]) / 2.593
    return values[0] + mean * Float(-log(rank))
  }

  private func isPair(_ row: Int, _ column: Int) -> Bool {
    !comparison.isSelfJoin || rows.positions[row] != columns.positions[column]
  }

  private func offset(_ row: Int, _ column: Int) -> Float {
    rows.offsets[row] + columns.offsets[column]
  }

  private func multiply(kept: Int) {
    BLAS.multiply(
      left: rows.coordinates.pointer,
      leftStride: rows.dimensions,
      rows: rows.count,
      right: columns.coordinates.pointer,
      rightStride: rows.dimensions,
      columns: columns.count,
      dimensions: kept,
      sign: comparison.sign,
      tile: products.pointer,
      tileStride: columns.count
    )
  }

  /// The share of the pairs to come whose bound over the first `columns` coordinates, plus `slack` for rows
  /// of unit length, reaches a threshold.
  func share(columns kept: Int, slack: Double) -> Double {
    let kept = max(1, kept)
    multiply(kept: kept)
    let (rowTails, columnTails) = (rows.tails(kept: kept), columns.tails(kept: kept))
    let slack = Float(slack)
    var passing = [Int](repeating: 0, count: thresholds.count)
    var counted = 0
    for i in 0..<rows.count {
      let (tail, allowance) = (rowTails[i], slack * rows.lengths[i])
      let limits = thresholds.map { $0[i] }
      for j in 0..<columns.count where isPair(i, j) {
        let bound =
          products.pointer[i * columns.count + j] + tail * columnTails[j] + offset(i, j)
          + allowance * columns.lengths[j]
        // Limits rise from moment to moment.
        var moment = 0
        while moment < limits.count, bound >= limits[moment] {
          passing[moment] += 1
          moment += 1
        }
        counted += 1
      }
    }
    guard counted > 0 else { return 1 }
    let shares = passing.map { count in
      let share = Double(count) / Double(counted)
      // Either threshold will do.
      return columnsCollect ? 1 - (1 - share) * (1 - share) : share
    }
    guard shares.count > 1 else { return shares[0] }
    return zip(Self.moments, shares).reduce(0) { sum, pair in sum + pair.0.share * pair.1 }
  }

  /// Share of the squared length that the first `columns` axes hold.
  func insideShare(columns: Int) -> Double { inside[max(0, min(columns, rows.dimensions))] }

  /// Length of the rounding error of rows of unit length without projection.
  func roundingError() throws(JobError) -> Double {
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
  let offsets: [Float]
  let lengths: [Float]
  let dimensions: Int

  init(
    _ ordered: OrderedSide,
    axes: PrincipalAxes?,
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
