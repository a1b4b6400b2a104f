import CSimKernels

/// Rows as whole numbers of 8 bits, with the proven error of each. See `sim_int8.h`.
///
/// Without a projection the columns are the dimensions themselves. With one they are the projected
/// coordinates and then ``tailColumns`` columns that share the length of the rest: one column
/// would be far longer than the others and waste the scale.
final class QuantizedRows: Sendable {
  static let tailColumns = 4

  let rowCount: Int
  /// Int8 values of a row; a multiple of 4 for panels, of 64 for `dot_int8`.
  let width: Int
  /// σ: what a whole number stands for in a row of unit length.
  let scale: Double
  /// Row-major, padded to whole groups of rows.
  let values: Memory<Int8>
  /// Σ q, by position.
  let sums: Memory<Int32>
  /// ε, by position: length of the error of a row of unit length.
  let errors: Memory<Float>
  /// Lengths of prepared rows, rounded up; nil for unit rows.
  let norms: Memory<Float>?

  /// - Parameters:
  ///   - negated: multiplies all but the tail by −1 (the left side of a search for the farthest).
  ///   - granule: what the width is a multiple of.
  ///   - scale: σ of another side of the same comparison, or nil to choose one.
  /// - Complexity: O(n · d · columns), in parallel.
  init(
    _ ordered: OrderedSide,
    projection: Projection?,
    negated: Bool,
    scale: Double?,
    granule: Int,
    kernels: Kernels,
    workers: Int
  ) throws(JobError) {
    let source = try ScreenRows(ordered, projection: projection)
    let tail = projection == nil ? 0 : Self.tailColumns
    let width = (source.columns + granule - 1) / granule * granule
    let sigma: Double
    if let scale {
      sigma = scale
    } else {
      sigma = try Self.sampledScale(source, tail: tail, kernels: kernels).scale
    }
    let group = Int(SIM_INT8_ROW_GROUP)
    rowCount = ordered.rowCount
    self.width = width
    self.scale = sigma
    let values = try Memory<Int8>(count: (rowCount + group - 1) / group * group * width)
    let sums = try Memory<Int32>(count: rowCount, padding: group)
    let errors = try Memory<Float>(count: rowCount)
    let scratch = try source.scratch(workers: workers)
    let isUnit = ordered.side.examined.measure.hasUnitRows
    let norms = isUnit ? nil : try Memory<Float>(count: rowCount)
    Workers.forEachChunk(of: rowCount, size: ScreenRows.chunk, workers: workers) { worker, range in
      let rows = source.rows(range, worker: worker, scratch: scratch)
      for (index, position) in range.enumerated() {
        let norm = source.norm(position)
        let row = values.pointer + position * width
        errors[position] = sim_quantise_row(
          kernels.table,
          rows + index * source.stride,
          source.columns,
          tail,
          norm,
          sigma,
          row,
          width,
          sums.pointer + position
        )
        norms?[position] = Float(norm).nextUp
        guard negated else { continue }
        for column in 0..<source.columns - tail { row[column] = -row[column] }
        sums[position] = (0..<width).reduce(Int32(0)) { $0 + Int32(row[$1]) }
      }
    }
    self.values = values
    self.sums = sums
    self.errors = errors
    self.norms = norms
  }

  /// Columns in panels, as the kernels read the right side of a tile.
  func panels() throws(JobError) -> Memory<UInt8> {
    let side = Int(SIM_PANEL)
    let count = (rowCount + side - 1) / side
    let panels = try Memory<UInt8>(count: count * side * width)
    for panel in 0..<count {
      sim_pack_panel(
        values.pointer + panel * side * width,
        width,
        min(side, rowCount - panel * side),
        width,
        panels.pointer + panel * side * width
      )
    }
    return panels
  }

  /// The scale with the least mean error on a sample: a greater one clips less and rounds more.
  ///
  /// - Returns: the scale and that mean error, for rows of unit length.
  static func sampledScale(_ source: ScreenRows, tail: Int, kernels: Kernels) throws(JobError)
    -> (error: Double, scale: Double)
  {
    let sample = Array(
      Swift.stride(from: 0, to: source.rowCount, by: max(1, source.rowCount / 64))
    )
    let scratch = try source.scratch(workers: 1)
    let quantized = try Memory<Int8>(count: source.columns)
    var best = (error: Double.infinity, scale: 1.0 / 127)
    let typical = 1 / Double(max(1, source.columns)).squareRoot()
    for spread in [2.5, 3, 3.5, 4, 4.5, 5, 6, 8, 12] {
      let scale = min(spread * typical, 1) / 127
      var error = 0.0
      for position in sample {
        let row = source.rows(position..<position + 1, worker: 0, scratch: scratch)
        var sum: Int32 = 0
        error += Double(
          sim_quantise_row(
            kernels.table,
            row,
            source.columns,
            tail,
            source.norm(position),
            scale,
            quantized.pointer,
            source.columns,
            &sum
          )
        )
      }
      if error < best.error { best = (error, scale) }
    }
    return (best.error / Double(max(1, sample.count)), best.scale)
  }
}

/// The rows that a screen bounds products of, in screen order, made a chunk at a time.
struct ScreenRows: Sendable {
  static let chunk = 256

  let ordered: OrderedSide
  let projection: Projection?
  /// Columns of a row: the dimensions, or projected coordinates and the tail.
  let columns: Int
  private let tail: Int

  /// Floats from row to row of what ``rows(_:worker:scratch:)`` returns.
  var stride: Int { projection == nil ? ordered.side.stride : columns }
  var rowCount: Int { ordered.rowCount }

  init(
    _ ordered: OrderedSide,
    projection: Projection?,
    tail: Int = QuantizedRows.tailColumns
  ) throws(JobError) {
    self.ordered = ordered
    self.projection = projection
    self.tail = tail
    columns = projection.map { $0.count + tail } ?? ordered.dimensions
  }

  func scratch(workers: Int) throws(JobError) -> Memory<Float> {
    try Memory(count: workers * Self.chunk * (ordered.side.stride + columns))
  }

  /// Length of a prepared row; 1 for unit rows.
  func norm(_ position: Int) -> Double {
    ordered.side.norm(Int(ordered.preparedRow[position]))
  }

  /// The rows of a chunk (at most ``chunk``), one after the other; valid until the next call of this
  /// worker.
  func rows(_ range: Range<Int>, worker: Int, scratch: Memory<Float>) -> UnsafePointer<Float> {
    precondition(range.count <= Self.chunk)
    let side = ordered.side
    let gathered = scratch.pointer + worker * Self.chunk * (side.stride + columns)
    for (index, position) in range.enumerated() {
      let row = Int(ordered.preparedRow[position])
      (gathered + index * side.stride).update(
        from: side.values.pointer + row * side.stride,
        count: side.stride
      )
    }
    guard let projection else { return UnsafePointer(gathered) }
    let projected = gathered + Self.chunk * side.stride
    BLAS.multiply(
      left: gathered,
      leftStride: side.stride,
      rows: range.count,
      right: projection.directions.pointer,
      rightStride: projection.dimensions,
      columns: projection.count,
      dimensions: projection.dimensions,
      sign: 1,
      tile: projected,
      tileStride: columns
    )
    for (index, position) in range.enumerated() {
      appendTail(projected + index * columns, squaredNorm: norm(position) * norm(position))
    }
    return UnsafePointer(projected)
  }

  /// The length of what the projection leaves out, at the least, spread over the tail columns.
  private func appendTail(_ row: UnsafeMutablePointer<Float>, squaredNorm: Double) {
    guard let projection else { return }
    var inside = 0.0
    for column in 0..<projection.count { inside += Double(row[column]) * Double(row[column]) }
    let outside = max(0, squaredNorm - inside) + projection.tailSlack * squaredNorm
    let share = Float((outside / Double(tail)).squareRoot()).nextUp
    for column in projection.count..<columns { row[column] = share }
  }
}
