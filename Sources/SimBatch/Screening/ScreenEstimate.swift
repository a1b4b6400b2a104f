import CSimKernels
import Glibc

/// What each screen would cost on a comparison, from a sample of its pairs and the rates of this
/// machine; seconds of one worker.
struct ScreenEstimate {
  private(set) var costs: [(choice: ScreenChoice, seconds: Double)] = []

  /// The cheapest; the full screen where nothing is known.
  var best: ScreenChoice { costs.min { $0.seconds < $1.seconds }?.choice ?? .full }

  /// Columns that are considered.
  private static let ladder = [
    16, 24, 32, 40, 48, 64, 80, 96, 128, 160, 192, 224, 256, 320, 384, 512, 768, 1024,
  ]

  /// - Complexity: about 10 ms for 384 dimensions.
  init(
    _ comparison: Comparison,
    axes: PrincipalAxes?,
    thresholds: Thresholds,
    neighborCount: Int?
  ) throws(JobError) {
    let rates = try MachineRates.measure(comparison.kernels)
    let sample = try PairSample(comparison, axes: axes, thresholds: thresholds)
    let pairs = Double(comparison.pairCount)
    let rows = Double(
      comparison.rows.rowCount + (comparison.isSelfJoin ? 0 : comparison.columns.rowCount)
    )
    let d = Double(comparison.dimensions)
    costs.append((.full, pairs * (2 * d / rates.product + rates.scan)))

    // Errors of 8 bits for values that one scale suits: both rows', see `ScreenRounding`.
    let rounding = try sample.roundingError(comparison)
    let canUseInt8 = comparison.kernels.table.pointee.has_int8_dot
    let refined = rates.refine(dimensions: d)
    let quantise = rows * d * rates.quantise
    let rise = Self.rise(
      share: sample.share(columns: comparison.dimensions, slack: 0),
      neighborCount: neighborCount,
      comparison: comparison
    )
    let passingAll = rise * sample.share(columns: comparison.dimensions, slack: 2 * rounding)
    if canUseInt8 {
      let first = pairs * (2 * d / rates.int8 + rates.int8Block)
      costs.append(
        (.int8(columns: comparison.dimensions), quantise + first + pairs * passingAll * refined)
      )
    }
    guard axes != nil else { return }
    for columns in Self.ladder where Double(columns) < d {
      let p = Double(columns)
      let project = rows * 2 * d * p / rates.product
      let float = rise * sample.share(columns: columns - 1, slack: 0)
      costs.append(
        (
          .prefix(columns: columns),
          project + pairs * (2 * p / rates.product + rates.scan + float * refined)
        )
      )
      guard canUseInt8 else { continue }
      let kept = columns - QuantizedRows.tailColumns
      let inside = sample.insideShare(columns: kept).squareRoot()
      let passing =
        rise * sample.share(columns: kept, slack: 2 * ScreenEstimate.mixedRounding * inside)
      let second = passing * rates.second(dimensions: d)
      costs.append(
        (
          .int8(columns: columns),
          project + quantise + rows * p * rates.quantise
            + pairs * (2 * p / rates.int8 + rates.int8Block + second + passingAll * refined)
        )
      )
    }
  }

  /// By what factor fewer pairs pass over a whole run than with the thresholds at its start.
  ///
  /// After m rows a row's threshold lets k of m pass, at the end k of n (twice that for pairs, which
  /// pass by either row). The mean over the run of a share that falls like 1/m from s₀ to s₁ is
  /// s₁ ln(s₀/s₁) / (1 − s₁/s₀). Shares fall off exponentially with the threshold where it matters,
  /// so the factor is the same with slack.
  private static func rise(share: Double, neighborCount: Int?, comparison: Comparison) -> Double {
    guard let neighborCount else { return 1 }
    let sides = comparison.isSelfJoin ? 2.0 : 1.0
    let last = sides * Double(neighborCount) / Double(max(1, comparison.columns.rowCount))
    guard share > 1.01 * last else { return 1 }
    return last * log(share / last) / (1 - last / share) / share
  }

  /// Length of the rounding error of a unit row of Gaussian coordinates at the best scale: steps of
  /// 4 standard deviations / 127, each with a variance of 1/12 of a step.
  static let mixedRounding = 4.0 / 127 / 3.4641
}

/// Bounds of a sample of pairs for every number of columns.
private struct PairSample {
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

/// Seconds that the parts of a screen take on this machine, on one worker.
private struct MachineRates {
  /// Operations a second of `sgemm` and of the int8 kernel.
  let product: Double
  let int8: Double
  /// Comparing a pair of an `sgemm` tile with its thresholds.
  let scan = 0.08e-9
  /// Starting and comparing a pair in the int8 kernel.
  let int8Block = 0.03e-9
  /// Quantising a value.
  let quantise = 1.0e-9

  /// A pair on the second level: two rows of bytes from the second cache.
  func second(dimensions: Double) -> Double { 5e-9 + dimensions * 0.026e-9 }

  /// A `Float` product of two rows from memory, and offering it.
  func refine(dimensions: Double) -> Double { 20e-9 + dimensions * 0.2e-9 }

  static func measure(_ kernels: Kernels) throws(JobError) -> MachineRates {
    let (side, dimensions) = (192, 192)
    let rows = try Memory<Float>(count: side * dimensions)
    let tile = try Memory<Float>(count: side * side)
    let product = best(2 * Double(side * side * dimensions)) {
      BLAS.multiply(
        left: rows.pointer,
        leftStride: dimensions,
        rows: side,
        right: rows.pointer,
        rightStride: dimensions,
        columns: side,
        dimensions: dimensions,
        sign: 1,
        tile: tile.pointer,
        tileStride: side
      )
    }
    guard kernels.table.pointee.has_int8_dot else { return MachineRates(product: product, int8: 1) }
    let left = try Memory<Int8>(count: side * dimensions)
    let panels = try Memory<UInt8>(count: side * dimensions)
    let addends = try Memory<Int32>(count: side, padding: 64)
    let limits = try Memory<Int32>(count: side, padding: 64)
    for index in 0..<side { limits[index] = Int32(SIM_INT8_UNREACHABLE) }
    let pairs = try Memory<UInt32>(count: 1)
    let int8 = best(2 * Double(side * side * dimensions)) {
      var hits = sim_hits(pairs: pairs.pointer, count: 0, capacity: 1)
      var kernelTile = sim_int8_tile()
      kernelTile.left = UnsafePointer(left.pointer)
      kernelTile.panels = UnsafePointer(panels.pointer)
      kernelTile.width = dimensions
      kernelTile.rows = side
      kernelTile.columns = side
      kernelTile.row_addend = UnsafePointer(addends.pointer)
      kernelTile.column_addend = UnsafePointer(addends.pointer)
      kernelTile.row_threshold = UnsafePointer(limits.pointer)
      kernelTile.column_threshold = UnsafePointer(limits.pointer)
      kernelTile.unit = true
      sim_screen_int8(kernels.table, &kernelTile, &hits)
    }
    return MachineRates(product: product, int8: int8)
  }

  /// Operations a second, best of four runs.
  private static func best(_ operations: Double, _ body: () -> Void) -> Double {
    (0..<4).map { _ in
      let start = StageClock.now
      body()
      return operations / max(StageClock.now - start, 1e-9)
    }.max() ?? 1
  }
}
