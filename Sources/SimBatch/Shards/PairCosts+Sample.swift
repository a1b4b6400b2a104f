/// Costs after pruning, as a sample of rows tells them: from each bin some, all compared with each
/// other.
extension PairCosts {
  /// Bins in each direction, and rows that are taken from each.
  private static let binCount = 32
  private static let rowsByBin = 32
  /// What a first level of 8 bits adds to a score of rows of unit length, about (its rounding error is
  /// about 0.009 for each of two rows).
  private static let slack: Float = 0.02
  /// Pairs that the first level drops cost about a nanosecond of a core, those that it lets through
  /// about 15, and some of them more; only the shares of shards depend on it, no answer.
  private static let weight = 16.0

  /// - Parameters:
  ///   - keys: by stored row, what answers must reach: a pair passes where it reaches that of either.
  /// - Returns: even costs for measures whose rows are not of unit length, and for few rows.
  /// - Complexity: O(1024² · d).
  static func sampled(
    _ examined: ExaminedRows,
    farthest: Bool,
    keys: (Int) -> Float,
    start: JobStart
  ) throws(JobError) -> PairCosts {
    let count = examined.source.rowCount
    guard examined.measure.hasUnitRows, count >= 4 * binCount * rowsByBin else { return .even }
    let binRows = (count + binCount - 1) / binCount
    let step = binRows / rowsByBin
    let rows = (0..<binCount).flatMap { bin in
      (0..<rowsByBin).map { bin * binRows + $0 * step }.filter { $0 < count }
    }
    let side = try PreparedSide(
      examined,
      frame: Frame(
        measure: examined.measure,
        base: examined,
        queries: nil,
        kernels: start.kernels,
        workers: start.workers
      ),
      farthest: farthest,
      merging: false,
      order: rows.map { UInt32($0) },
      kernels: start.kernels,
      workers: start.workers
    )
    let passing = try Self.passing(side, sign: farthest ? -1 : 1, keys: keys, binRows: binRows)
    return PairCosts(
      rowsByBin: binRows,
      columnsByBin: binRows,
      costs: passing.map { line in line.map { 1 + weight * $0 } }
    )
  }

  /// By bins of a pair: the share of sampled pairs that the first level would let through.
  private static func passing(
    _ side: PreparedSide,
    sign: Float,
    keys: (Int) -> Float,
    binRows: Int
  ) throws(JobError) -> [[Double]] {
    let count = side.rowCount
    let products = try Memory<Float>(count: count * count)
    BLAS.multiply(
      left: side.values.pointer,
      leftStride: side.stride,
      rows: count,
      right: side.values.pointer,
      rightStride: side.stride,
      columns: count,
      dimensions: side.dimensions,
      sign: sign,
      tile: products.pointer,
      tileStride: count
    )
    let stored = (0..<count).map { Int(side.distinct.firstRows[$0]) }
    let limits = stored.map { keys($0) - slack }
    let empty = [Int](repeating: 0, count: binCount)
    var passing = [[Int]](repeating: empty, count: binCount)
    var compared = passing
    for i in 0..<count {
      for j in 0..<count where i != j {
        let (row, column) = (stored[i] / binRows, stored[j] / binRows)
        compared[row][column] += 1
        let passes = products.pointer[i * count + j] >= min(limits[i], limits[j])
        passing[row][column] += passes ? 1 : 0
      }
    }
    return zip(passing, compared).map { passing, compared in
      zip(passing, compared).map { $1 == 0 ? 0 : Double($0) / Double($1) }
    }
  }
}
