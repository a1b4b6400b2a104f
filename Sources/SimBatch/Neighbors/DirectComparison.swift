import CSimKernels

/// Few queries against all rows of a base: every pair is scored in `Double` from the stored rows.
///
/// Nothing is prepared, bounded or dropped, since preparing a base takes longer than a few products
/// with it. The scores are those that verification gives, by the same kernels, so the answer has
/// the same bytes.
final class DirectComparison: NeighborAnswers {
  /// Up to so many queries this is faster than to prepare the base.
  static let mostQueries = 8
  /// Rows of the base that a worker takes at a time.
  static let chunk = 512

  private let base: ExaminedRows
  private let queries: ExaminedRows
  private let neighborCount: Int
  private let leastKey: Float
  private let scoringMemory: Memory<sim_scoring>
  private let baseMemory: Memory<sim_side>
  /// Expanded queries, row-major.
  private let expanded: Memory<Double>
  /// By query.
  private let answers = Synchronized<[[RankedRow]]>([])

  init(
    base: ExaminedRows,
    queries: ExaminedRows,
    options: NeighborOptions,
    neighborCount: Int,
    kernels: Kernels
  ) throws(JobError) {
    self.base = base
    self.queries = queries
    self.neighborCount = neighborCount
    scoringMemory = try Memory([
      sim_scoring(
        kernels: kernels.table,
        measure: options.measure.kernelValue,
        farthest: options.farthest,
        scale: 1
      )
    ])
    baseMemory = try Memory([Self.side(of: base)])
    let scoring = UnsafePointer(scoringMemory.pointer)
    leastKey = options.limit.map { sim_key(scoring, $0) } ?? -.infinity
    let dimensions = base.source.dimensions
    expanded = try Memory(count: queries.source.rowCount * dimensions)
    var side = Self.side(of: queries)
    for query in 0..<queries.source.rowCount where queries.isGood(query) {
      sim_expand_row(scoring, &side, query, expanded.pointer + query * dimensions)
    }
  }

  /// Rows as scoring reads them; valid while `rows` is alive.
  private static func side(of rows: ExaminedRows) -> sim_side {
    var side = sim_side()
    side.rows = rows.source.kernelRows
    side.info = UnsafePointer(rows.info.pointer)
    return side
  }

  private var scoring: UnsafePointer<sim_scoring> { UnsafePointer(scoringMemory.pointer) }

  /// Scores all pairs.
  ///
  /// - Complexity: O(q · n · d), in parallel; reads every row once.
  func run(workers: Int, progress: (any ProgressObserver)?) throws(JobError) -> ScreenWork {
    let queryCount = queries.source.rowCount
    let none = [BestRows](repeating: BestRows(count: neighborCount), count: queryCount)
    let found = (0..<workers).map { _ in Synchronized(none) }
    let rowCount = base.source.rowCount
    let done = Counter()
    let seconds = try Memory<Double>(count: workers)
    Workers.forEachChunk(of: rowCount, size: Self.chunk, workers: workers) { worker, range in
      let start = StageClock.now
      found[worker].update { self.score(range, &$0) }
      seconds[worker] += StageClock.now - start
      done.add(range.count * queryCount)
      progress?.progress(stage: "compare", done: done.current, total: rowCount * queryCount)
    }
    let lists = found.map(\.value)
    answers.update {
      $0 = (0..<queryCount).map { query in
        none[query].best(and: lists.map { $0[query] })
      }
    }
    let pairs = rowCount * queryCount
    return ScreenWork(
      name: "direct",
      pairCount: pairs,
      operations: 2 * Double(pairs) * Double(base.source.dimensions),
      productSeconds: (0..<workers).reduce(0) { $0 + seconds[$1] }
    )
  }

  /// Offers a run of rows to the lists of all queries.
  private func score(_ range: Range<Int>, _ lists: inout [BestRows]) {
    let (scoring, side) = (scoring, UnsafePointer(baseMemory.pointer))
    let dimensions = base.source.dimensions
    for row in range where base.isGood(row) {
      for query in lists.indices where queries.isGood(query) {
        let score = sim_reported_score(
          scoring,
          expanded.pointer + query * dimensions,
          queries.info[query].norm,
          side,
          row
        )
        let key = sim_key(scoring, score)
        if key >= leastKey { lists[query].offer(RankedRow(key: key, row: UInt32(row))) }
      }
    }
  }

  func rows(_ range: Range<Int>, worker: Int) -> NeighborRows {
    var neighbors: [Int32] = []
    var scores: [Float] = []
    let scoring = scoring
    for best in answers.value[range] {
      let missing = neighborCount - best.count
      neighbors += best.map { Int32($0.row) } + repeatElement(-1, count: missing)
      // A key is a score or its negative: negated twice it is the score.
      scores += best.map { sim_key(scoring, $0.key) + 0 } + repeatElement(.nan, count: missing)
    }
    return NeighborRows(
      firstRow: range.lowerBound,
      neighborCount: neighborCount,
      neighbors: neighbors,
      scores: scores
    )
  }
}
