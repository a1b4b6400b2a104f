import Synchronization

/// Finds the near-duplicates of a matrix: exact, over all pairs of rows.
///
/// `prepare in keep order → estimate → pairs, tile by tile → groups`. Decisions depend on nothing
/// but rows and options: not on threads, tiles, memory, kernels or BLAS.
public struct DuplicateSearch {
  private let matrix: StoredMatrix
  private let old: StoredMatrix?
  private let options: DuplicateOptions
  /// The rows that are decided, ascending; nil for all.
  private let subset: [UInt32]?

  /// - Parameters:
  ///   - rows: n × d; the rows to be decided.
  ///   - against: m × d; rows that are always kept and that others may be duplicates of.
  /// - Throws: ``JobError`` where rows and options do not fit together.
  public init(rows: StoredMatrix, against old: StoredMatrix? = nil, options: DuplicateOptions)
    throws(JobError)
  {
    try self.init(rows: rows, against: old, options: options, only: nil)
  }

  /// - Parameter subset: the rows that are decided, ascending, in the keep order ``KeepOrder/first``;
  ///   others count as bad. nil for all.
  init(
    rows: StoredMatrix,
    against old: StoredMatrix?,
    options: DuplicateOptions,
    only subset: [UInt32]?
  ) throws(JobError) {
    try JobChecks.requireShapes(
      base: old ?? rows,
      queries: old == nil ? nil : rows,
      rows: options.rows
    )
    guard options.grouping == .representative || old == nil else {
      throw .usage("--group connected has no kept rows to compare with; it cannot use --against")
    }
    guard options.maximalPairs >= 0 else {
      throw .usage("--max-pairs \(options.maximalPairs): expected at least 0")
    }
    switch options.threshold {
    case .limit(let limit):
      guard !limit.isNaN else { throw .usage("the limit is not a number") }
    case .target(let rowCount, _):
      guard rowCount >= 1 else { throw .usage("--target \(rowCount): expected at least 1") }
      if case .central = options.keepOrder {
        throw .usage(
          "--keep central depends on the limit, and --target looks for one: choose another"
        )
      }
    }
    matrix = rows
    self.old = old
    self.options = options
    self.subset = subset
  }

  /// Decides every row.
  ///
  /// - Parameter pairs: where the pairs that reach the limit go, or nil.
  /// - Throws: ``JobError`` for rows that cannot be judged, too little memory or a broken BLAS;
  ///   ``DuplicateError`` for too many pairs; ``OutputError`` for pairs that cannot be written.
  /// - Complexity: O(n · (n / 2 + m) · d) time, O((n + m) · d) memory however many pairs there are,
  ///   of which all but O(n + m) may be in scratch files.
  public func run(pairs output: PairOutput? = nil, progress: (any ProgressObserver)? = nil) throws
    -> (decisions: DuplicateDecisions, report: DuplicateReport)
  {
    var clock = StageClock()
    let start = try JobStart(options.resources)
    let (kernels, workers) = (start.kernels, start.workers)
    let plan = try DuplicatePlan(rows: matrix, old: old, options: options, workers: workers)
    clock.end("start")

    // Central rows need a limit first, a target needs an order first: they exclude each other.
    var order = subset
    if !options.keepOrder.isCentral {
      order = order ?? options.keepOrder.order(rowCount: matrix.rowCount)
    }
    let sides = try DuplicateSides(
      rows: matrix,
      old: old,
      order: order,
      options: options,
      scratch: plan.scratch?.folder,
      kernels: kernels,
      workers: workers
    )
    clock.end("prepare")
    var job = DuplicateJob(
      matrix: matrix,
      options: options,
      sides: sides,
      plan: plan,
      workers: workers,
      calibrated: try options.calibration?.drawn(
        from: sides.examined,
        kernels: kernels,
        workers: workers
      )
    )
    if options.calibration != nil { clock.end("calibrate") }

    let limit = try limit(job, progress: progress)
    clock.end("limit")
    let estimate = try checkedEstimate(job, limit: limit, output: output)
    clock.end("estimate")
    if options.keepOrder.isCentral, let limit {
      let degrees = try CentralDegrees.count(job, limit: limit, progress: progress)
      let central = KeepOrder.centralOrder(degrees)
      job = try job.reordered(central)
      order = central
    }
    clock.end("order")

    let comparison = try DuplicateComparison(job, order: order, limit: limit, output: output)
    var (work, verified) = try comparison.run(progress: progress)
    work.scratchBytes = job.sides.scratchByteCount
    clock.end("compare")
    var decisions = try comparison.decisions()
    decisions.calibrated = job.calibrated
    clock.end("group")
    if let output, let spool = comparison.spool { try output.write(spool, job.calibrated) }
    clock.end("write pairs")
    let report = DuplicateReport(
      job: job,
      limit: limit,
      estimate: estimate,
      pairs: comparison.pairCount,
      work: work,
      verified: verified,
      decisions: decisions,
      clock: clock
    )
    return (decisions, report)
  }

  /// The limit of the job; nil where a target leaves all rows.
  private func limit(_ job: DuplicateJob, progress: (any ProgressObserver)?) throws -> Float? {
    switch options.threshold {
    case .limit(let limit): return limit
    case .target(let rowCount, let floor):
      let search = TargetSearch(
        job: job,
        target: rowCount,
        floor: floor,
        selfScores: try job.sides.selfScores()
      )
      return try search.limit(progress: progress)
    }
  }

  /// Refuses a job whose pairs will be too many, as far as a sample can tell.
  private func checkedEstimate(_ job: DuplicateJob, limit: Float?, output: PairOutput?) throws
    -> PairEstimate?
  {
    guard let limit, job.sides.rows.rowCount >= PairEstimate.leastRowCount else { return nil }
    let estimate = try PairEstimate.measure(job, limit: limit)
    if estimate.leastPairs > options.maximalPairs {
      throw DuplicateError.estimateExceedsMaximum(
        pairs: Int(estimate.pairs),
        maximum: options.maximalPairs
      )
    }
    try output?.checkSpace(forPairs: estimate.leastPairs)
    return estimate
  }
}
