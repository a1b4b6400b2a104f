import Synchronization

/// Finds the near-duplicates of a matrix: exact, over all pairs of rows.
///
/// `prepare in keep order → estimate → pairs, tile by tile → groups`. Decisions depend on nothing
/// but rows and options: not on threads, tiles, memory, kernels or BLAS.
public struct DuplicateSearch {
  let matrix: StoredMatrix
  let old: StoredMatrix?
  let options: DuplicateOptions
  /// Where a long search saves its state; nil for one that starts over when interrupted.
  public var checkpoints: CheckpointOptions?
  /// The rows that are decided, ascending; nil for all.
  let subset: [UInt32]?

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
    case .limit(let limit): try options.measure.requireReachable(limit)
    case .target(let rowCount, let floor):
      try options.measure.requireReachable(floor)
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
    if let checkpoints, checkpoints.restarts { FileSystem.remove(checkpoints.path) }
    let earlier = try checkpoints.flatMap { try StateFile.readState($0.path) }
    if let side = try blockSide(workers: options.resources.workerCount, earlier: earlier) {
      return try run(blockSide: side, earlier: earlier, pairs: output, progress: progress)
    }
    return try runInOnePiece(pairs: output, progress: progress)
  }

  /// Removes the state of this search: everything that it found is in place.
  public func removeState() {
    if let checkpoints { FileSystem.remove(checkpoints.path) }
  }

  private func runInOnePiece(pairs output: PairOutput?, progress: (any ProgressObserver)?) throws
    -> (decisions: DuplicateDecisions, report: DuplicateReport)
  {
    var clock = StageClock()
    let start = try JobStart(options.resources)
    let (kernels, workers) = (start.kernels, start.workers)
    let plan = try DuplicatePlan(rows: matrix, old: old, options: options, workers: workers)
    clock.end("start")

    // Central rows need a limit first, a target needs an order first: they exclude each other.
    var order = knownOrder
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
    let job = try job(sides.sets, plan: plan, workers: workers)
    if options.calibration != nil { clock.end("calibrate") }
    var prepared = PreparedDuplicates(job, sides)
    let limit = try limit(prepared, progress: progress)
    clock.end("limit")
    let estimate = try checkedEstimate(prepared, limit: limit, output: output)
    clock.end("estimate")
    if options.keepOrder.isCentral, let limit {
      let central = try prepared.centralOrder(limit: limit, progress: progress)
      prepared = try prepared.reordered(central)
      order = central
    }
    clock.end("order")
    let decider = try DuplicateDecider(prepared.job, order: order, limit: limit, output: output)
    let (work, verified) = try prepared.compare(decider, limit: limit, progress: progress)
    clock.end("compare")
    return try finish(
      decider,
      prepared.job,
      DuplicateWork(limit: limit, estimate: estimate, work: work, verified: verified),
      to: output,
      clock
    )
  }

  /// The stored rows that are decided, in keep order; nil for all in the order of their numbers. Of
  /// central rows only which there are.
  var knownOrder: [UInt32]? {
    options.keepOrder.isCentral
      ? subset : subset ?? options.keepOrder.order(rowCount: matrix.rowCount)
  }

  /// What the stages of this search share.
  func job(_ sets: DuplicateSets, plan: DuplicatePlan, workers: Int) throws -> DuplicateJob {
    DuplicateJob(
      matrix: matrix,
      options: options,
      sets: sets,
      plan: plan,
      workers: workers,
      calibrated: try options.calibration?.drawn(
        from: sets.examined,
        kernels: sets.scoring.kernels,
        workers: workers
      )
    )
  }

  /// Decides, writes pairs and reports, once all pairs have come.
  func finish(
    _ decider: DuplicateDecider,
    _ job: DuplicateJob,
    _ work: DuplicateWork,
    to output: PairOutput?,
    _ stages: StageClock
  ) throws -> (decisions: DuplicateDecisions, report: DuplicateReport) {
    var clock = stages
    var decisions = try decider.decisions()
    decisions.calibrated = job.calibrated
    clock.end("group")
    if let output, let spool = decider.spool { try output.write(spool, job.calibrated) }
    clock.end("write pairs")
    let report = DuplicateReport(
      job: job,
      work,
      pairs: ReachingPairs(decider, decisions, sets: job.sets),
      decisions: decisions,
      clock: clock
    )
    return (decisions, report)
  }

  /// The limit of the job; nil where a target leaves all rows.
  private func limit(_ prepared: PreparedDuplicates, progress: (any ProgressObserver)?) throws
    -> Float?
  {
    switch options.threshold {
    case .limit(let limit): return limit
    case .target(let rowCount, let floor):
      let search = TargetSearch(
        prepared: prepared,
        target: rowCount,
        floor: floor,
        selfScores: try prepared.job.sets.selfScores()
      )
      return try search.limit(progress: progress)
    }
  }

  private func checkedEstimate(
    _ prepared: PreparedDuplicates,
    limit: Float?,
    output: PairOutput?
  ) throws -> PairEstimate? {
    let (job, sides) = (prepared.job, prepared.sides)
    guard let limit, sides.rows.rowCount >= PairEstimate.leastRowCount else { return nil }
    let rows = PairEstimate.sampledRows(job.sets.rows)
    let sample = try sides.prepared(rows, workers: job.workers)
    let counted = SampledPairs(job, limit: limit, rows: rows, sample: sample)
    try counted.count(sides.rows, of: job.sets.rows, weight: 1)
    if let old = sides.old { try counted.count(old, of: old.sets, weight: 2) }
    return try checked(counted.estimate(), output)
  }

  /// Refuses a job whose pairs will be too many, as far as a sample can tell.
  func checked(_ estimate: PairEstimate, _ output: PairOutput?) throws -> PairEstimate {
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

/// What a deduplication cost, and at which limit.
struct DuplicateWork {
  /// nil where a target leaves all rows.
  let limit: Float?
  /// nil for few rows.
  let estimate: PairEstimate?
  let work: ScreenWork
  /// Candidates scored in `Double`.
  let verified: Int
}
