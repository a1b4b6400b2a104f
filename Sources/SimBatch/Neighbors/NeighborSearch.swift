/// The exact k nearest (or farthest) neighbors of every row of a matrix: among its own rows, or
/// among those of another.
///
/// `prepare → screen → verify → write`, see the README. The answer depends on nothing but rows
/// and options: not on threads, tiles, memory, kernels or BLAS.
public struct NeighborSearch: Sendable {
  let base: StoredMatrix
  let queries: StoredMatrix?
  let options: NeighborOptions
  /// Where a long search saves its state; nil for one that starts over when interrupted.
  public var checkpoints: CheckpointOptions?
  /// By query: the rows of the base that it was made from; empty in a self-join, where row i is its own.
  let ownRows: [Set<Int>]
  /// The mean row of the base, where columns are centred and somebody has computed it before.
  var columnMean: Memory<Double>?

  /// - Parameters:
  ///   - base: n × d; the rows that neighbors are looked for among.
  ///   - queries: q × d; the rows whose neighbors are wanted, or nil for those of `base`.
  ///   - ownRows: by query, the rows of `base` that it was made from, which are what
  ///     ``NeighborOptions/selfNeighbor`` is about; empty for none.
  /// - Throws: ``JobError/usage(_:)`` or ``JobError/data(_:)`` where they do not fit together.
  public init(
    base: StoredMatrix,
    queries: StoredMatrix? = nil,
    ownRows: [Set<Int>] = [],
    options: NeighborOptions
  ) throws(JobError) {
    precondition(ownRows.isEmpty || ownRows.count == queries?.rowCount, "a set for each query")
    try JobChecks.requireShapes(base: base, queries: queries, rows: options.rows)
    guard options.count >= 1 else { throw .usage("--top \(options.count): expected at least 1") }
    guard options.limit == nil || !options.farthest else {
      throw .usage("a limit on the score bounds the nearest; it cannot be combined with --farthest")
    }
    if options.selfNeighbor == .first {
      guard !options.farthest else {
        throw .usage("--self first puts the nearest first; it cannot be combined with --farthest")
      }
      guard queries == nil || ownRows.allSatisfy({ $0.count == 1 }) && !ownRows.isEmpty else {
        throw .usage("--self first needs rows of the input; other queries are no rows of it")
      }
    }
    self.base = base
    self.queries = queries
    self.ownRows = ownRows
    self.options = options
  }

  /// k of the output: the neighbors asked for.
  public var neighborCount: Int { options.count }

  /// Entries of a row of the answer: k, or all that a row can have if those are fewer.
  var entryCount: Int {
    let own = queries == nil ? 1 : ownRows.map(\.count).min() ?? 0
    let others = base.rowCount - (options.selfNeighbor == .exclude ? own : 0)
    return max(1, min(options.count, others))
  }

  /// Neighbors that are looked for: own rows of queries may be among them, the row that is put first
  /// is not.
  var foundCount: Int {
    let wanted = options.selfNeighbor == .first ? entryCount - 1 : entryCount
    let own = options.selfNeighbor == .include ? 0 : ownRows.map(\.count).max() ?? 0
    return max(1, min(wanted + own, base.rowCount))
  }

  /// Rows of the output.
  public var rowCount: Int { (queries ?? base).rowCount }

  /// Computes everything and writes it to `sink` in row order.
  ///
  /// - Throws: ``JobError`` for rows that cannot be judged, too little memory or a broken BLAS, and
  ///   whatever `sink` throws.
  /// - Complexity: O(n² · d / 2) time, or O(q · n · d) with queries; O(n · (d + k)) memory.
  public func run(to sink: any NeighborSink, progress: (any ProgressObserver)? = nil) throws
    -> NeighborReport
  {
    NeighborReport(options, try answer(to: sink, progress: progress))
  }

  /// The same without a report, which measures what the machine could do at the most.
  func answer(to sink: any NeighborSink, progress: (any ProgressObserver)?) throws
    -> AnsweredSearch
  {
    var clock = StageClock()
    if let checkpoints, checkpoints.restarts { FileSystem.remove(checkpoints.path) }
    let earlier = try checkpoints.flatMap { try StateFile.readState($0.path) }
    let start = try JobStart(options.resources, usesBLAS: !isDirect(after: earlier))
    let (kernels, workers) = (start.kernels, start.workers)
    let way = try way(workers: workers, earlier: earlier)
    clock.end("start")
    let examined = try ExaminedSides(
      base: base,
      queries: queries,
      measure: options.measure,
      rows: options.rows,
      releasingPages: way.isByBlocks,
      columnMean: columnMean,
      kernels: kernels,
      workers: workers
    )
    let calibrated = try options.calibration?.drawn(
      from: examined,
      kernels: kernels,
      workers: workers
    )
    if calibrated != nil { clock.end("calibrate") }
    // Random pairs may have read all mapped rows.
    examined.releasePages()
    let saving = try savedState(way, examined, earlier: earlier)
    let outcome = try compare(
      way,
      examined,
      NeighborMeans(
        kernels: kernels,
        workers: workers,
        plan: way.memory,
        checkpoints: saving,
        progress: progress
      ),
      &clock
    )
    try write(outcome.answers, 0..<rowCount, examined, calibrated, start, to: sink)
    try sink.finish()
    saving?.remove()
    clock.end("write")
    return AnsweredSearch(
      examined: examined,
      kernels: kernels,
      workers: workers,
      plan: way.memory,
      calibrated: calibrated,
      outcome: outcome,
      clock: clock
    )
  }

  /// What saves the state of this search, where it goes by blocks.
  private func savedState(_ way: SearchWay, _ examined: ExaminedSides, earlier: StateFile?)
    throws(JobError) -> Checkpoints?
  {
    guard let checkpoints, case .blocks(let plan, _) = way else { return nil }
    return try Checkpoints(
      checkpoints,
      settings: JobSettings(self, examined),
      blockSide: plan.side,
      earlier: earlier
    )
  }

  /// Writes rows in order; the workers make a batch of runs at a time.
  func write(
    _ answers: any NeighborAnswers,
    _ rows: Range<Int>,
    _ examined: ExaminedSides,
    _ calibrated: CalibratedScores?,
    _ start: JobStart,
    to sink: any NeighborSink
  ) throws {
    let workers = start.workers
    let scorer = try PairScorer(examined, kernels: start.kernels, workers: workers)
    let run = max(1, min(1024, (1 << 18) / foundCount))
    let batch = 4 * workers * run
    for first in stride(from: rows.lowerBound, to: rows.upperBound, by: batch) {
      let made = Synchronized<[NeighborRows]>([])
      let count = min(batch, rows.upperBound - first)
      let starts = try starts(of: first..<first + count, scorer)
      Workers.forEachChunk(of: count, size: run, workers: workers) { worker, range in
        let found = answers.rows(
          first + range.lowerBound..<first + range.upperBound,
          worker: worker
        )
        let rows = arranged(found, starts: starts?[range])
        let rated = calibrated?.rated(rows) ?? rows
        made.update { $0.append(rated) }
      }
      for rows in made.value.sorted(by: { $0.firstRow < $1.firstRow }) {
        try sink.write(rows)
      }
    }
  }

  /// What each of `rows` has as its first neighbor: itself, and nothing where it is bad; nil where rows
  /// are not put first.
  private func starts(of rows: Range<Int>, _ scorer: PairScorer) throws(JobError) -> [Neighbor?]? {
    guard options.selfNeighbor == .first else { return nil }
    let pairs = rows.map { RowPair(row: $0, other: queries == nil ? $0 : ownRows[$0].first ?? $0) }
    return zip(pairs, try scorer.scores(of: pairs)).map { pair, score in
      score.isNaN ? nil : Neighbor(row: pair.other, score: score)
    }
  }

  /// What was found, with each row in its place among its own neighbors.
  private func arranged(_ found: NeighborRows, starts: ArraySlice<Neighbor?>?) -> NeighborRows {
    let leavesOut = options.selfNeighbor != .include && !ownRows.isEmpty
    guard leavesOut || starts != nil else { return found }
    let rows = found.firstRow..<found.firstRow + found.rowCount
    return found.replacingOwnRows(
      leavesOut ? Array(ownRows[rows]) : Array(repeating: [], count: rows.count),
      by: starts.map(Array.init) ?? Array(repeating: nil, count: rows.count),
      neighborCount: entryCount
    )
  }
}

/// A search whose answer is written, and what there is to tell of it.
struct AnsweredSearch {
  let examined: ExaminedSides
  let kernels: Kernels
  let workers: Int
  let plan: MemoryPlan
  let calibrated: CalibratedScores?
  let outcome: NeighborOutcome
  let clock: StageClock
}
