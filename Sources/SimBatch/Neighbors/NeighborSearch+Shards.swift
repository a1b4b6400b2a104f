/// A neighbor search that many machines share: one plans, each runs some shards, one merges.
///
/// A shard compares the pairs of a region and keeps, of each row that has some there, the best k. The
/// best k of all parts are the answer, so the bytes are those of ``run(to:progress:)``.
extension NeighborSearch {
  /// Examines all rows, finds scores that the answers of each row are sure to reach, and divides the
  /// pairs into shards.
  ///
  /// - Throws: ``JobError``; ``OutputError`` where the folder cannot be written.
  /// - Complexity: O(n · d · tile) time.
  public func plan(_ request: PlanRequest) throws -> ShardPlan {
    guard ownRows.isEmpty else { throw JobError.usage("lookups of rows are no job for shards") }
    let start = try JobStart(options.resources)
    let examined = try examined(start)
    let seeds = try NeighborSeeds(self, examined, start)
    let whole = PairRegion(baseCount: base.rowCount, queryCount: queries?.rowCount)
    let plan = request.plan(
      "neighbors",
      JobSettings(self, examined),
      whole,
      costs: try seeds.costs(examined, start)
    )
    try plan.write(to: request.folder) { path in
      try PlannedRows.write(examined, origin: seeds.origin, seeds: seeds.keys, to: path)
    }
    return plan
  }

  /// Finds what a shard is to find, unless it is there already.
  ///
  /// - Throws: ``JobError/data(_:)`` where the job is not that of the plan, or rows have changed;
  ///   ``JobError/interrupted(state:)``.
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
    let (blocks, memory) = try way(of: own.region, workers: start.workers, earlier: own.earlier)
    var blocked = BlockedSearch(
      search: self,
      plan: blocks,
      memory: memory,
      kernels: start.kernels,
      workers: start.workers,
      checkpoints: try own.checkpoints(blockSide: blocks.side)
    )
    blocked.planned = planned
    var clock = StageClock()
    let found = try checkpoints.stop.whileSaving {
      try blocked.found(
        planned.examined,
        collecting: own.region.collectingRows,
        &clock,
        progress: progress
      )
    }
    return try own.finish(found.done, before: found.earlier, payload: found.answers.write)
  }

  /// Puts the parts of all shards together.
  ///
  /// - Throws: ``JobError/data(_:)`` that names the shards whose parts are missing, damaged or of
  ///   another plan; whatever `sink` throws.
  /// - Complexity: O(bytes of all parts), in memory within ``ResourceOptions/memory``.
  public func merge(
    _ plan: ShardPlan,
    in folder: PlanFolder,
    to sink: any NeighborSink,
    progress: (any ProgressObserver)? = nil
  ) throws -> NeighborReport {
    var clock = StageClock()
    let start = try JobStart(options.resources, usesBLAS: false)
    let planned = try planned(plan, in: folder)
    let parts = try PartFiles(plan, in: folder)
    clock.end("start")
    let calibrated = try options.calibration?.drawn(
      from: planned.examined,
      kernels: start.kernels,
      workers: start.workers
    )
    if calibrated != nil { clock.end("calibrate") }
    let answers = try zip(parts.files, plan.regions).map { file, region in
      try SavedAnswers(
        file,
        region.collectingRows,
        columnCount: base.rowCount,
        neighborCount: foundCount
      )
    }
    for first in stride(from: 0, to: rowCount, by: mergedRows) {
      let rows = first..<min(first + mergedRows, rowCount)
      try write(
        try merged(answers, rows),
        rows,
        planned.examined,
        calibrated,
        start,
        to: sink
      )
      parts.releasePages()
      progress?.progress(stage: "merge", done: rows.upperBound, total: rowCount)
    }
    try sink.finish()
    clock.end("merge")
    var work = parts.work.work
    work.blockPairs = parts.work.pairs
    let done = AnsweredSearch(
      examined: planned.examined,
      kernels: start.kernels,
      workers: start.workers,
      plan: MemoryPlan(merging: options.resources.memoryBudget),
      calibrated: calibrated,
      outcome: NeighborOutcome(
        answers: try emptyAnswers([]),
        work: work,
        verified: parts.work.verified,
        distinctRows: nil,
        shardSeconds: parts.work.seconds
      ),
      clock: clock
    )
    return NeighborReport(options, done)
  }

  /// Rows whose parts are merged at once, in an eighth of the memory.
  private var mergedRows: Int {
    let row = 3 * RunningAnswers.byteCount(rowCount: 1, neighborCount: foundCount)
    return min(1 << 20, max(1024, options.resources.memoryBudget / 8 / row))
  }

  private func merged(_ parts: [SavedAnswers], _ rows: Range<Int>) throws -> RunningAnswers {
    let answers = try emptyAnswers([rows])
    for part in parts {
      for found in try part.runs(in: rows) { answers.merge(found) }
    }
    return answers
  }

  private func examined(_ start: JobStart) throws(JobError) -> ExaminedSides {
    try ExaminedSides(
      base: base,
      queries: queries,
      measure: options.measure,
      rows: options.rows,
      releasingPages: true,
      columnMean: columnMean,
      kernels: start.kernels,
      workers: start.workers
    )
  }

  /// What the plan knows of the rows, once it is sure that the job is the plan's.
  private func planned(_ plan: ShardPlan, in folder: PlanFolder) throws -> PlannedRows {
    try PlannedRows(
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
