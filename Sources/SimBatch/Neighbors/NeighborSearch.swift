/// The exact k nearest (or farthest) neighbors of every row of a matrix: among its own rows, or
/// among those of another.
///
/// `prepare → screen → verify → write`, see the README. The answer depends on nothing but rows
/// and options: not on threads, tiles, memory, kernels or BLAS.
public struct NeighborSearch {
  let base: StoredMatrix
  let queries: StoredMatrix?
  let options: NeighborOptions
  /// By query: rows of the base that are no answers to it.
  private let leftOut: [Set<Int>]

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
    let run = try compute(to: sink, progress: progress)
    return NeighborReport(
      base: base,
      queries: queries,
      options: options,
      neighborCount: neighborCount,
      examined: run.examined,
      kernels: run.kernels,
      workers: run.workers,
      plan: run.plan,
      outcome: run.outcome,
      clock: run.clock
    )
  }

  /// What a report tells of.
  private struct Run {
    let examined: ExaminedSides
    let kernels: Kernels
    let workers: Int
    let plan: MemoryPlan
    let outcome: NeighborOutcome
    let clock: StageClock
  }

  /// Computes everything and writes it to `sink`, without a report: that measures the speed of the
  /// machine, which takes longer than to answer a few queries.
  func write(to sink: any NeighborSink, progress: (any ProgressObserver)?) throws {
    _ = try compute(to: sink, progress: progress)
  }

  private func compute(to sink: any NeighborSink, progress: (any ProgressObserver)?) throws -> Run {
    var clock = StageClock()
    let kernels = try Kernels.selected()
    let workers = options.resources.workerCount
    let plan = try memoryPlan(workers: workers)
    clock.end("start")
    let examined = try ExaminedSides(
      base: base,
      queries: queries,
      measure: options.measure,
      rows: options.rows,
      kernels: kernels,
      workers: workers
    )
    let outcome = try compare(
      examined,
      NeighborMeans(kernels: kernels, workers: workers, plan: plan, progress: progress),
      &clock
    )
    try write(outcome.answers, workers: workers, to: sink)
    try sink.finish()
    clock.end("write")
    return Run(
      examined: examined,
      kernels: kernels,
      workers: workers,
      plan: plan,
      outcome: outcome,
      clock: clock
    )
  }

  /// Writes all rows in order; the workers make a batch of runs at a time.
  private func write(
    _ answers: any NeighborAnswers,
    workers: Int,
    to sink: any NeighborSink
  ) throws {
    let run = max(1, min(1024, (1 << 18) / foundCount))
    let batch = 4 * workers * run
    for first in stride(from: 0, to: rowCount, by: batch) {
      let made = Synchronized<[NeighborRows]>([])
      let count = min(batch, rowCount - first)
      Workers.forEachChunk(of: count, size: run, workers: workers) { worker, range in
        let rows = answers.rows(
          first + range.lowerBound..<first + range.upperBound,
          worker: worker
        )
        made.update { $0.append(rows) }
      }
      for rows in made.value.sorted(by: { $0.firstRow < $1.firstRow }) {
        try sink.write(withoutLeftOut(rows))
      }
    }
  }

  private func withoutLeftOut(_ rows: NeighborRows) -> NeighborRows {
    guard !leftOut.isEmpty else { return rows }
    let unwanted = leftOut[rows.firstRow..<rows.firstRow + rows.rowCount]
    return rows.leavingOut(unwanted, neighborCount: neighborCount)
  }
}
