import CSimKernels

/// One side of a comparison: stored rows, which of them take part, and their `Float` form, such
/// that the screen value of two rows is about the dot product of their prepared rows.
///
/// | measure | prepared row |
/// | --- | --- |
/// | pearson | (x − mean(x)) / ‖x − mean(x)‖ |
/// | cosine | x / ‖x‖ |
/// | dot | x · scale |
/// | euclidean | (x − origin) · scale; distances do not depend on the origin, `Float` does |
final class PreparedSide: Sendable {
  let examined: ExaminedRows
  let distinct: DistinctRows
  /// Prepared rows × `stride`, row-major; zeros beyond the dimensions.
  let values: Memory<Float>
  /// Floats from row to row: the dimensions, rounded up to whole cache lines.
  let stride: Int
  let bounds: RowBounds
  /// Of prepared rows; nil for unit rows.
  private let squaredNorms: Memory<Double>?

  /// The length of a prepared row, at least; 1 for unit rows.
  func norm(_ row: Int) -> Double {
    // Rounding to `Float` may lengthen a row by 2⁻²⁴.
    squaredNorms.map { $0[row].squareRoot() * (1 + 0x1p-23) } ?? 1
  }

  /// ‖p‖² of a prepared row before it was rounded to `Float`; 1 for unit rows.
  func squaredNorm(_ row: Int) -> Double { squaredNorms.map { $0[row] } ?? 1 }

  /// Bytes of a scratch file that the prepared rows take; 0 where they are in memory.
  var scratchByteCount: Int { values.scratchByteCount }

  /// Lets the system have back the memory of prepared rows that are in a scratch file.
  func releasePages(of rows: Range<Int>) {
    values.releasePages(rows.lowerBound * stride..<rows.upperBound * stride)
  }

  var rowCount: Int { distinct.count }
  var dimensions: Int { examined.source.dimensions }

  /// Bytes that the prepared rows of `rowCount` rows take.
  static func byteCount(rowCount: Int, dimensions: Int) -> Int {
    rowCount * stride(dimensions: dimensions) * MemoryLayout<Float>.size
  }

  private static func stride(dimensions: Int) -> Int { (dimensions + 15) / 16 * 16 }

  /// - Parameters:
  ///   - frame: scale and origin, the same for both sides of a comparison.
  ///   - merging: see ``DistinctRows``.
  ///   - order: see ``DistinctRows``.
  ///   - scratch: where the prepared rows go; nil for memory.
  /// - Complexity: O(n · d), in parallel.
  init(
    _ examined: ExaminedRows,
    frame: Frame,
    farthest: Bool,
    merging: Bool,
    order: [UInt32]? = nil,
    scratch: ScratchFolder? = nil,
    kernels: Kernels,
    workers: Int
  ) throws(JobError) {
    let distinct = try DistinctRows(examined, merging: merging, order: order)
    let dimensions = examined.source.dimensions
    let stride = Self.stride(dimensions: dimensions)
    let values = try Memory<Float>(count: distinct.count * stride, scratch: scratch)
    let squaredNorms = try Memory<Double>(count: distinct.count)
    let work = try Memory<Double>(count: workers * dimensions)
    Workers.forEachChunk(of: distinct.count, size: 256, workers: workers) { worker, range in
      var rows = examined.source.kernelRows
      let origin = frame.origin.map { UnsafePointer($0.pointer) }
      for row in range {
        let stored = Int(distinct.firstRows[row])
        let info = examined.info.pointer + stored
        let factor = examined.measure.hasUnitRows ? 1 / info.pointee.norm : frame.scale
        squaredNorms[row] = sim_prepare_row(
          kernels.table,
          &rows,
          stored,
          info,
          origin,
          factor,
          values.pointer + row * stride,
          stride,
          work.pointer + worker * dimensions
        )
      }
      guard scratch != nil else { return }
      values.releasePages(range.lowerBound * stride..<range.upperBound * stride)
      examined.source.releasePages()
    }
    self.squaredNorms = examined.measure.hasUnitRows ? nil : squaredNorms
    self.examined = examined
    self.distinct = distinct
    self.values = values
    self.stride = stride
    bounds = try RowBounds(
      measure: examined.measure,
      farthest: farthest,
      dimensions: dimensions,
      scale: frame.scale,
      squaredNorms: squaredNorms
    )
  }
}

/// Scale and origin of prepared rows that are not of unit length.
struct Frame: Sendable {
  /// A power of two that makes the longest row about 1 long; 1 for unit rows.
  let scale: Double
  /// Subtracted from each row (Euclid), or nil.
  let origin: Memory<Double>?

  /// The frame in which the rows of `base` and `queries` keep most of `Float`'s precision.
  ///
  /// - Parameter origin: that of an earlier frame of the same rows; nil to compute it.
  init(
    measure: Measure,
    base: ExaminedRows,
    queries: ExaminedRows?,
    origin known: Memory<Double>? = nil,
    kernels: Kernels,
    workers: Int
  ) throws(JobError) {
    guard !measure.hasUnitRows else {
      scale = 1
      origin = nil
      return
    }
    var origin = known
    if measure == .euclidean, base.source.columnMean == nil, known == nil {
      origin = try ColumnMean.of(base.source, kernels: kernels, workers: workers)
    }
    var longest = 0.0
    for rows in [base, queries].compactMap({ $0 }) {
      for row in 0..<rows.source.rowCount where rows.isGood(row) {
        longest = max(longest, rows.norm(row))
      }
    }
    if let origin {
      longest += (0..<origin.count).reduce(0.0) { $0 + origin[$1] * origin[$1] }.squareRoot()
    }
    self.origin = origin
    // Scores of rows shorter than this are 0 as `Float`, and a greater scale would leave its range.
    let largestExponent = measure == .dot ? 74 : 149
    let exponent = longest > 0 ? max(Int(longest.exponent) + 1, -largestExponent) : 0
    scale = Double(sign: .plus, exponent: -exponent, significand: 1)
  }
}

extension Frame {
  /// The frame of rows that are compared with each other, or of queries with a base.
  init(_ examined: ExaminedSides, kernels: Kernels, workers: Int) throws(JobError) {
    try self.init(
      measure: examined.base.measure,
      base: examined.base,
      queries: examined.queries,
      kernels: kernels,
      workers: workers
    )
  }
}
