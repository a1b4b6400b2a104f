/// A deduplication that many machines share: one plans, each runs some shards, one merges.
///
/// A shard finds the pairs of a region that reach the limit. Those of all parts are all that there
/// are, so the decisions are those of ``run(pairs:progress:)``.
extension DuplicateSearch {
  /// Examines all rows and divides their pairs into shards.
  ///
  /// - Throws: ``JobError``; ``OutputError`` where the folder cannot be written.
  /// - Complexity: O(n · d) time.
  public func plan(_ request: PlanRequest) throws -> ShardPlan {
    _ = try givenLimit
    let start = try JobStart(options.resources)
    let examined = try examined(start)
    let frame = try Frame(examined, kernels: start.kernels, workers: start.workers)
    let plan = request.plan(
      "duplicates",
      JobSettings(self, examined),
      region,
      costs: try costs(examined, start)
    )
    try plan.write(to: request.folder) { path in
      try PlannedRows.write(examined, origin: frame.origin, seeds: nil, to: path)
    }
    return plan
  }

  /// Where pairs will be dear: where many come near the limit.
  private func costs(_ examined: ExaminedSides, _ start: JobStart) throws(JobError) -> PairCosts {
    guard old == nil else { return .even }
    let limit = try givenLimit
    return try PairCosts.sampled(examined.base, farthest: false, keys: { _ in limit }, start: start)
  }

  /// The limit of a job that is divided.
  private var givenLimit: Float {
    get throws(JobError) {
      guard case .limit(let limit) = options.threshold else {
        throw .usage(
          """
          --target looks for a limit first, among pairs of all rows, and cannot be divided into \
          shards; give the limit by --min-score or --max-distance
          """
        )
      }
      return limit
    }
  }

  /// Finds what a shard is to find.
  ///
  /// - Throws: ``JobError/data(_:)`` where the job is not that of the plan, or rows have changed;
  ///   ``JobError/interrupted(state:)``; ``DuplicateError/pairsExceedMaximum(found:maximum:)``.
  public func run(
    shard: Int,
    of plan: ShardPlan,
    in folder: PlanFolder,
    checkpoints: CheckpointOptions,
    progress: (any ProgressObserver)? = nil
  ) throws -> ShardReport {
    let own = try BlockShard(shard, of: plan, in: folder, checkpoints)
    let start = try JobStart(options.resources)
    let planned = try planned(plan, in: folder)
    let memory = try memory(workers: start.workers, earlier: own.earlier)
    var panels = try BlockPanels(
      planned.examined,
      planned: planned,
      farthest: false,
      kernels: start.kernels,
      workers: start.workers
    )
    let blocked = BlockedDuplicates(
      job: try job(planned.examined, scale: panels.scale, memory, start),
      plan: blockPlan(own.region, memory),
      checkpoints: try own.checkpoints(blockSide: memory.blockSide)
    )
    let limit = try givenLimit
    // Pairs lie where the state does.
    let found = try FoundPairs(
      PairRows(blocked.job.sets),
      limit: limit,
      maximalPairs: options.maximalPairs,
      directory: FileSystem.place(of: checkpoints.path).directory,
      name: checkpoints.path
    )
    let (done, before) = try checkpoints.stop.whileSaving {
      try blocked.run(found, limit: limit, &panels, progress: progress)
    }
    return try own.finish(done, before: before, payload: found.write)
  }

  /// Decides rows by the parts of all shards.
  ///
  /// - Throws: ``JobError/data(_:)`` that names the shards whose parts are missing, damaged or of
  ///   another plan; ``DuplicateError/pairsExceedMaximum(found:maximum:)``; ``OutputError``.
  /// - Complexity: O(pairs · log pairs), in memory within ``ResourceOptions/memory``.
  public func merge(
    _ plan: ShardPlan,
    in folder: PlanFolder,
    pairs output: PairOutput? = nil
  ) throws -> (decisions: DuplicateDecisions, report: DuplicateReport) {
    var clock = StageClock()
    let start = try JobStart(options.resources, usesBLAS: false)
    let planned = try planned(plan, in: folder)
    let parts = try PartFiles(plan, in: folder)
    clock.end("start")
    // No row is compared, and no score depends on the scale.
    let memory = DuplicateMemory(self, blockSide: 1, workers: start.workers)
    let job = try job(planned.examined, scale: 1, memory, start)
    clock.end("prepare")
    let rows = PairRows(job.sets)
    var work = parts.work.work
    work.blockPairs = parts.work.pairs
    return try decide(
      JoinedPairs(sources: parts.files.map { try SavedPairs($0, rows) }),
      job,
      DuplicateWork(
        limit: try givenLimit,
        estimate: nil,
        work: work,
        verified: parts.work.verified
      ),
      to: output,
      clock
    )
  }

  /// What the plan knows of the rows, once it is sure that the job is the plan's.
  private func planned(_ plan: ShardPlan, in folder: PlanFolder) throws -> PlannedRows {
    let (base, queries) = old.map { ($0, matrix) } ?? (matrix, nil)
    return try PlannedRows(
      of: plan,
      in: folder,
      base: base,
      queries: queries,
      options.measure,
      options.rows,
      settings: { JobSettings(self, $0) }
    )
  }
}

/// Pairs of several sources, one after the other.
struct JoinedPairs<Source: PairSource>: PairSource {
  let sources: [Source]

  func forEachRun(_ body: ([PairSpool.Pair]) throws -> Void) throws {
    for source in sources { try source.forEachRun(body) }
  }
}
