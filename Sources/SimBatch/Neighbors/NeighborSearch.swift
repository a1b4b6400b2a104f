import CSimKernels

/// The exact k nearest (or farthest) neighbors of every row of a matrix: among its own rows, or
/// among those of another.
///
/// `prepare → screen → verify → write`, see the README. The answer depends on nothing but rows
/// and options: not on threads, tiles, memory, kernels or BLAS.
public struct NeighborSearch {
  private let base: StoredMatrix
  private let queries: StoredMatrix?
  private let options: NeighborOptions

  /// - Parameters:
  ///   - base: n × d; the rows that neighbors are looked for among.
  ///   - queries: q × d; the rows whose neighbors are wanted, or nil for those of `base`.
  /// - Throws: ``JobError/usage(_:)`` or ``JobError/data(_:)`` where they do not fit together.
  public init(base: StoredMatrix, queries: StoredMatrix? = nil, options: NeighborOptions)
    throws(JobError)
  {
    try JobChecks.requireShapes(base: base, queries: queries, rows: options.rows)
    guard options.count >= 1 else { throw .usage("--top \(options.count): expected at least 1") }
    guard options.limit == nil || !options.farthest else {
      throw .usage("a limit on the score bounds the nearest; it cannot be combined with --farthest")
    }
    self.base = base
    self.queries = queries
    self.options = options
  }

  /// k of the output: the neighbors asked for, or all that a row can have if those are fewer.
  public var neighborCount: Int {
    let possible = queries == nil && !options.includeSelf ? base.rowCount - 1 : base.rowCount
    return max(1, min(options.count, possible))
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
    var clock = StageClock()
    BLAS.useCallingThreadOnly()
    try BLASSelfTest.run()
    let kernels = try Kernels.selected()
    let workers = max(1, options.resources.threads ?? MachineLimits.processorCount)
    let plan = try MemoryPlan(
      base: base,
      queries: queries,
      options: options,
      neighborCount: neighborCount,
      workers: workers
    )
    clock.end("start")

    let sides = try PreparedSides(
      base: base,
      queries: queries,
      measure: options.measure,
      rows: options.rows,
      farthest: options.farthest,
      kernels: kernels,
      workers: workers
    )
    clock.end("prepare")

    let screening = try NeighborScreening(
      sides,
      options: options,
      plan: plan,
      kernels: kernels,
      workers: workers
    )
    let comparison = try NeighborComparison(
      screening.comparison,
      options: options,
      neighborCount: neighborCount,
      plan: plan,
      workers: workers
    )
    clock.end("order")
    let work = try screening.run(comparison, progress: progress)
    clock.end("compare")
    let verified = try comparison.verify()
    clock.end("verify")
    try write(comparison, workers: workers, to: sink)
    try sink.finish()
    clock.end("write")
    return NeighborReport(
      base: base,
      queries: queries,
      options: options,
      neighborCount: neighborCount,
      sides: sides,
      kernels: kernels,
      workers: workers,
      plan: plan,
      work: work,
      verified: verified,
      clock: clock
    )
  }

  /// Writes all rows in order; the workers make a batch of runs at a time.
  private func write(
    _ comparison: NeighborComparison,
    workers: Int,
    to sink: any NeighborSink
  ) throws {
    let run = max(1, min(1024, (1 << 18) / neighborCount))
    let batch = 4 * workers * run
    for first in stride(from: 0, to: rowCount, by: batch) {
      let made = Synchronized<[NeighborRows]>([])
      let count = min(batch, rowCount - first)
      Workers.forEachChunk(of: count, size: run, workers: workers) { worker, range in
        let rows = comparison.rows(
          first + range.lowerBound..<first + range.upperBound,
          worker: worker
        )
        made.update { $0.append(rows) }
      }
      for rows in made.value.sorted(by: { $0.firstRow < $1.firstRow }) { try sink.write(rows) }
    }
  }
}
