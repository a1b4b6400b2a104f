/// A deduplication by blocks: what is in memory is two blocks of prepared rows, and the pairs that
/// reach the limit are in a file until all are found. The decisions are those of a search in one
/// piece.
extension DuplicateSearch {
  /// Rows of a block; nil for a search in one piece.
  ///
  /// - Parameter earlier: what an earlier run of it left.
  /// - Throws: ``JobError/overBudget(needed:budget:)`` where memory allows none;
  ///   ``JobError/usage(_:)`` for blocks of a search that cannot go by blocks.
  func blockSide(workers: Int, earlier: StateFile?) throws(JobError) -> Int? {
    guard case .limit = options.threshold else {
      // It looks for a limit first, among pairs that it holds.
      guard options.resources.blockSide == nil else {
        throw .usage("--target looks for a limit first; it cannot be used with --block")
      }
      guard earlier == nil else {
        throw .usage("--target cannot go on from a state; --restart forgets the one that is there")
      }
      return nil
    }
    if let side = try askedBlockSide(workers: workers, earlier: earlier) { return side }
    // Only pairs that are in a file can be saved.
    return checkpoints == nil ? nil : blockMemory(workers: workers).largestSide
  }

  /// Rows of a block of a shard, which always goes by blocks.
  ///
  /// - Throws: ``JobError/overBudget(needed:budget:)`` where memory allows none.
  func shardBlockSide(workers: Int, earlier: StateFile?) throws(JobError) -> Int {
    if let side = try askedBlockSide(workers: workers, earlier: earlier) { return side }
    let memory = blockMemory(workers: workers)
    if let side = memory.largestSide { return side }
    throw .overBudget(
      needed: memory.needed(side: DuplicateBlockMemory.leastSide),
      budget: memory.budget
    )
  }

  /// Rows of a block where an earlier run, or the user, has chosen them.
  private func askedBlockSide(workers: Int, earlier: StateFile?) throws(JobError) -> Int? {
    var before: Int?
    if let earlier { before = try Checkpoints.blockSide(of: earlier) }
    guard let asked = before ?? options.resources.blockSide else { return nil }
    let memory = blockMemory(workers: workers)
    // More rows than there are count for nothing, and could not be counted.
    let side = min(asked, memory.mostRows)
    guard memory.needed(side: side) <= memory.budget else {
      throw .overBudget(needed: memory.needed(side: side), budget: memory.budget)
    }
    return side
  }

  private func blockMemory(workers: Int) -> DuplicateBlockMemory {
    DuplicateBlockMemory(rows: matrix, old: old, options: options, workers: workers)
  }

  /// The limit of a search by blocks.
  var givenLimit: Float {
    guard case .limit(let limit) = options.threshold else {
      preconditionFailure("a search for a limit goes by no blocks")
    }
    return limit
  }

  /// All pairs that may reach the limit: those of rows with each other, and of old rows with rows,
  /// in one numbering in which old rows come first.
  var region: PairRegion {
    let oldCount = old?.rowCount ?? 0
    let all = 0..<oldCount + matrix.rowCount
    return PairRegion(rows: all, columns: oldCount..<all.upperBound, isSelfJoin: true)
  }

  /// Compares all rows by blocks, and decides them.
  func run(
    blockSide side: Int,
    earlier: StateFile?,
    pairs output: PairOutput?,
    progress: (any ProgressObserver)?
  ) throws -> (decisions: DuplicateDecisions, report: DuplicateReport) {
    var clock = StageClock()
    let start = try JobStart(options.resources)
    clock.end("start")
    let examined = try examined(start)
    let saving = try checkpoints.map {
      try Checkpoints(
        $0,
        settings: JobSettings(self, examined),
        blockSide: side,
        earlier: earlier
      )
    }
    var panels = try BlockPanels(
      examined,
      farthest: false,
      kernels: start.kernels,
      workers: start.workers
    )
    let job = try blockJob(examined, scale: panels.scale, side: side, start)
    clock.end("prepare")
    let blocked = BlockedDuplicates(
      job: job,
      limit: givenLimit,
      plan: BlockPlan(region, side: side, border: old?.rowCount ?? 0),
      checkpoints: saving
    )
    let estimate = try blocked.estimate(panels: panels).map { try checked($0, output) }
    clock.end("estimate")
    let found = try foundPairs(job, output)
    let stop = checkpoints?.stop ?? StopRequest()
    let (done, earlier) = try stop.whileSaving {
      try blocked.run(found, panels: &panels, progress: progress)
    }
    clock.end("compare")
    var work = done.work
    work.blockPairs = blocked.plan.pairs.count
    work.blockPairsResumed = earlier.pairs
    return try decide(
      found,
      job,
      DuplicateWork(limit: givenLimit, estimate: estimate, work: work, verified: done.verified),
      to: output,
      clock
    )
  }

  /// What the stages of a search by blocks share: sets are in the order of their lowest rows.
  func blockJob(_ examined: ExaminedSides, scale: Double, side: Int, _ start: JobStart) throws
    -> DuplicateJob
  {
    let memory = blockMemory(workers: start.workers)
    return try job(
      sets(examined, scale: scale, start),
      plan: DuplicatePlan(memory, side: side),
      workers: start.workers
    )
  }

  func examined(_ start: JobStart) throws(JobError) -> ExaminedSides {
    try ExaminedSides(
      base: old ?? matrix,
      queries: old == nil ? nil : matrix,
      measure: options.measure,
      rows: options.rows,
      releasingPages: true,
      kernels: start.kernels,
      workers: start.workers
    )
  }

  /// Sets in the order of their lowest rows.
  private func sets(_ examined: ExaminedSides, scale: Double, _ start: JobStart)
    throws(JobError) -> DuplicateSets
  {
    func sets(_ rows: ExaminedRows, _ order: [UInt32]?) throws(JobError) -> RowSets {
      RowSets(examined: rows, distinct: try DistinctRows(rows, merging: true, order: order))
    }
    var old: RowSets?
    if examined.queries != nil { old = try sets(examined.base, nil) }
    return DuplicateSets(
      rows: try sets(examined.queries ?? examined.base, subset),
      old: old,
      scoring: DuplicateScoring(kernels: start.kernels, measure: options.measure, scale: scale)
    )
  }

  private func foundPairs(_ job: DuplicateJob, _ output: PairOutput?) throws -> FoundPairs {
    try FoundPairs(
      PairRows(job.sets, limit: givenLimit),
      maximalPairs: options.maximalPairs,
      directory: pairFolder(output),
      name: pairName(output)
    )
  }

  /// The pairs of a shard, which lie where its state does.
  func foundPairs(_ job: DuplicateJob, beside state: String) throws -> FoundPairs {
    try FoundPairs(
      PairRows(job.sets, limit: givenLimit),
      maximalPairs: options.maximalPairs,
      directory: FileSystem.place(of: state).directory,
      name: state
    )
  }

  /// Where pairs lie that are not decided yet: beside an output, since there has to be room for
  /// pairs there.
  private func pairFolder(_ output: PairOutput?) -> String {
    if let output { return output.directory }
    if let path = checkpoints?.path, let place = try? FileSystem.place(of: path) {
      return place.directory
    }
    return (options.resources.scratch ?? .ofSystem).path
  }

  private func pairName(_ output: PairOutput?) -> String {
    output?.path ?? checkpoints?.path ?? matrix.name
  }

  /// Decides rows by all pairs that there are.
  ///
  /// - Parameter job: its sets are in the order of their lowest rows.
  func decide(
    _ source: some PairSource,
    _ job: DuplicateJob,
    _ done: DuplicateWork,
    to output: PairOutput?,
    _ stages: StageClock
  ) throws -> (decisions: DuplicateDecisions, report: DuplicateReport) {
    var clock = stages
    let order =
      options.keepOrder.isCentral ? try centralOrder(source, job.sets) : knownOrder
    var job = job
    if let order { job.sets = try job.sets.reordered(order) }
    clock.end("order")
    let decider = try DuplicateDecider(job, order: order, limit: givenLimit, output: output)
    try decider.take(
      source,
      PairRows(job.sets, limit: givenLimit),
      directory: pairFolder(output),
      name: pairName(output)
    )
    return try finish(decider, job, done, to: output, clock)
  }

  /// The stored rows in the keep order ``KeepOrder/central``.
  private func centralOrder(_ source: some PairSource, _ sets: DuplicateSets) throws -> [UInt32] {
    let selfScores = try sets.selfScores(reaching: givenLimit)
    let degrees = CentralDegrees(sets.rows, selfScores: selfScores)
    let rows = try PairRows(sets, limit: givenLimit)
    try source.forEachRun { degrees.take(rows.scored($0).own) }
    return degrees.order
  }
}
