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
  /// By query: rows of the base that are no answers to it.
  private let leftOut: [Set<Int>]
  /// The mean row of the base, where columns are centred and somebody has computed it before.
  var columnMean: Memory<Double>?

  /// - Parameters:
  ///   - base: n × d; the rows that neighbors are looked for among.
  ///   - queries: q × d; the rows whose neighbors are wanted, or nil for those of `base`.
  ///   - leavingOut: by query, rows of `base` that are no answers to it, such as the one it was
  ///     made from; empty for none.
  /// - Throws: ``JobError/usage(_:)`` or ``JobError/data(_:)`` where they do not fit together.
  public init(
    base: StoredMatrix,
    queries: StoredMatrix? = nil,
    leavingOut leftOut: [Set<Int>] = [],
    options: NeighborOptions
  ) throws(JobError) {
    precondition(leftOut.isEmpty || leftOut.count == queries?.rowCount, "a set for each query")
    try JobChecks.requireShapes(base: base, queries: queries, rows: options.rows)
    guard options.count >= 1 else { throw .usage("--top \(options.count): expected at least 1") }
    guard options.limit == nil || !options.farthest else {
      throw .usage("a limit on the score bounds the nearest; it cannot be combined with --farthest")
    }
    try options.measure.requireReachable(options.limit)
    self.base = base
    self.queries = queries
    self.leftOut = leftOut
    self.options = options
  }

  /// k of the output: the neighbors asked for, or all that a row can have if those are fewer.
  public var neighborCount: Int {
    max(1, min(options.count, base.rowCount - (leftOut.map(\.count).min() ?? ownRowCount)))
  }

  /// 1 where a row is no neighbor of itself.
  private var ownRowCount: Int { queries == nil && !options.includeSelf ? 1 : 0 }

  /// Neighbors that are looked for, of which some may be left out of the answer.
  var foundCount: Int {
    guard let most = leftOut.map(\.count).max() else { return neighborCount }
    return max(1, min(neighborCount + most, base.rowCount))
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
    NeighborReport(options, neighborCount: neighborCount, try answer(to: sink, progress: progress))
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
    try write(outcome.answers, 0..<rowCount, calibrated, workers: workers, to: sink)
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

  /// Rows that are left out of answers, of all queries.
  var leftOutCount: Int { leftOut.reduce(0) { $0 + $1.count } }

  /// Writes rows in order; the workers make a batch of runs at a time.
  func write(
    _ answers: any NeighborAnswers,
    _ rows: Range<Int>,
    _ calibrated: CalibratedScores?,
    workers: Int,
    to sink: any NeighborSink
  ) throws {
    let run = max(1, min(1024, (1 << 18) / foundCount))
    let batch = 4 * workers * run
    for first in stride(from: rows.lowerBound, to: rows.upperBound, by: batch) {
      let made = Synchronized<[NeighborRows]>([])
      let count = min(batch, rows.upperBound - first)
      Workers.forEachChunk(of: count, size: run, workers: workers) { worker, range in
        let rows = withoutLeftOut(
          answers.rows(first + range.lowerBound..<first + range.upperBound, worker: worker)
        )
        let rated = calibrated?.rated(rows) ?? rows
        made.update { $0.append(rated) }
      }
      for rows in made.value.sorted(by: { $0.firstRow < $1.firstRow }) {
        try sink.write(rows)
      }
    }
  }

  private func withoutLeftOut(_ rows: NeighborRows) -> NeighborRows {
    guard !leftOut.isEmpty else { return rows }
    let unwanted = leftOut[rows.firstRow..<rows.firstRow + rows.rowCount]
    return rows.leavingOut(unwanted, neighborCount: neighborCount)
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
