import CSimKernels

/// Two rows whose score is wanted: by position, one of the queries (in a self-join, of the base)
/// and one of the base.
public struct RowPair: Hashable, Sendable {
  public let row: Int
  public let other: Int

  public init(row: Int, other: Int) {
    self.row = row
    self.other = other
  }
}

/// Reported scores of given pairs, in `Double` from the stored rows: those that any other job gives.
struct PairScorer: Sendable {
  private let base: ExaminedRows
  private let queries: ExaminedRows
  private let scoringMemory: Memory<sim_scoring>
  private let workers: Int

  /// Pairs that a worker takes at a time.
  private static let chunk = 1024

  init(_ sides: ExaminedSides, kernels: Kernels, workers: Int) throws(JobError) {
    base = sides.base
    queries = sides.queries ?? sides.base
    scoringMemory = try Memory([
      sim_scoring(
        kernels: kernels.table,
        measure: sides.base.measure.kernelValue,
        farthest: false,
        scale: 1
      )
    ])
    self.workers = workers
  }

  /// The scores (distances for `euclidean`) of `pairs`; NaN where a row is bad.
  ///
  /// - Complexity: O(pairs · d), in parallel.
  func scores(of pairs: [RowPair]) throws(JobError) -> [Float] {
    let scores = try Memory<Float>(count: pairs.count)
    let expanded = try Memory<Double>(count: workers * base.source.dimensions)
    Workers.forEachChunk(of: pairs.count, size: Self.chunk, workers: workers) { worker, range in
      let expansion = expanded.pointer + worker * base.source.dimensions
      let (from, to) = (side(of: queries), side(of: base))
      for index in range {
        let pair = pairs[index]
        guard queries.isGood(pair.row), base.isGood(pair.other) else {
          scores[index] = .nan
          continue
        }
        scores[index] = score(pair, from: from, to: to, expansion)
      }
      base.source.releasePages()
      queries.source.releasePages()
    }
    return (0..<scores.count).map { scores[$0] }
  }

  /// The scores of one row (of the queries, in a self-join of the base) with every row of the base,
  /// its own included; NaN where a row is bad.
  ///
  /// - Complexity: O(n · d), in parallel.
  func scores(ofRow row: Int) throws(JobError) -> [Float] {
    try scores(of: (0..<base.source.rowCount).map { RowPair(row: row, other: $0) })
  }

  /// Writes the scores of one row with the rows of the base at `others`, on the calling thread: for
  /// callers that score many rows at once.
  ///
  /// - Precondition: all of them are good.
  /// - Parameters:
  ///   - scores: room for one of each of `others`.
  ///   - expansion: room for d values.
  /// - Complexity: O(others · d).
  func score(
    row: Int,
    with others: Memory<UInt32>,
    to scores: UnsafeMutablePointer<Float>,
    expansion: UnsafeMutablePointer<Double>
  ) {
    var (from, to) = (side(of: queries), side(of: base))
    let scoring = UnsafePointer(scoringMemory.pointer)
    let norm = queries.info[row].norm
    sim_expand_row(scoring, &from, row, expansion)
    for index in 0..<others.count {
      scores[index] = sim_reported_score(scoring, expansion, norm, &to, Int(others[index]))
    }
  }

  private func score(
    _ pair: RowPair,
    from: sim_side,
    to: sim_side,
    _ expansion: UnsafeMutablePointer<Double>
  ) -> Float {
    var (from, to) = (from, to)
    let scoring = UnsafePointer(scoringMemory.pointer)
    sim_expand_row(scoring, &from, pair.row, expansion)
    return sim_reported_score(scoring, expansion, queries.info[pair.row].norm, &to, pair.other)
  }

  /// Rows as scoring reads them; valid while `rows` is alive.
  private func side(of rows: ExaminedRows) -> sim_side {
    var side = sim_side()
    side.rows = rows.source.kernelRows
    side.info = UnsafePointer(rows.info.pointer)
    return side
  }
}
