/// A neighbor search by pairs of blocks: what is in memory is two blocks of prepared rows and the
/// answers so far. The answers are those of a search in one piece.
struct BlockedSearch {
  let search: NeighborSearch
  let plan: BlockPlan
  let memory: MemoryPlan
  /// What a plan knows of the rows; nil without one.
  var planned: PlannedRows?
  let kernels: Kernels
  let workers: Int
  let checkpoints: Checkpoints?

  /// Compares all pairs of blocks that are left.
  ///
  /// - Throws: ``JobError/interrupted(state:)`` when asked to stop, with the state saved.
  /// - Complexity: that of a search in one piece, and O(rows · d) for each block that is prepared
  ///   anew.
  func run(_ examined: ExaminedSides, progress: (any ProgressObserver)?) throws -> NeighborOutcome {
    let (answers, done, earlier) = try found(examined, progress: progress)
    var work = done.work
    work.blockPairs = plan.pairs.count
    work.blockPairsResumed = earlier.pairs
    return NeighborOutcome(
      answers: answers,
      work: work,
      verified: done.verified,
      distinctRows: nil
    )
  }

  /// The answers of the region of the plan, what has been done, and what of it in earlier runs.
  func found(_ examined: ExaminedSides, progress: (any ProgressObserver)?) throws
    -> (answers: RunningAnswers, done: BlockWork, earlier: BlockWork)
  {
    let answers = try search.emptyAnswers(plan.region.collectingRows)
    var panels = try BlockPanels(
      examined,
      planned: planned,
      farthest: search.options.farthest,
      kernels: kernels,
      workers: workers
    )
    let loop = BlockLoop(plan: plan, checkpoints: checkpoints)
    let (done, earlier) = try loop.run(answers, progress: progress) { step in
      let found = try compare(step, panels.sides(of: step.pair), answers)
      examined.releasePages()
      return found.map {
        BlockLoop.Cost(work: $0.work, verified: $0.verified, bytesRead: panels.bytesRead)
      }
    }
    return (answers, done, earlier)
  }

  /// Compares two blocks and takes in what rows found; nil when it was asked to stop.
  private func compare(
    _ step: BlockLoop.Step,
    _ sides: PreparedSides,
    _ answers: RunningAnswers
  ) throws(JobError) -> (work: ScreenWork, verified: Int)? {
    let pair = step.pair
    let seeds = planned?.seeds
    let isCross = search.queries == nil && !plan.isSelf(pair)
    let screening = try NeighborScreening(
      sides,
      options: search.options,
      knowsThresholds: seeds != nil || step.rowsHaveMet,
      plan: memory,
      stop: checkpoints?.stop,
      kernels: kernels,
      workers: workers
    )
    let comparison = try NeighborComparison(
      screening.comparison,
      options: search.options,
      neighborCount: search.foundCount,
      columnsCollect: isCross,
      leastKeys: { max(answers.leastKey(ofRow: $0), seeds?[$0] ?? -.infinity) },
      plan: memory,
      workers: workers
    )
    let work = try screening.run(comparison, progress: step.progress)
    if checkpoints?.stop.isRequested == true { return nil }
    let verified = comparison.verify()
    merge(pair.rows) { answers.merge(comparison.rows($0, worker: $1)) }
    if isCross {
      merge(pair.columns) { range, worker in
        if let rows = comparison.columnRows(range, worker: worker) { answers.merge(rows) }
      }
    }
    return (work, verified)
  }

  private func merge(_ rows: Range<Int>, _ body: @escaping @Sendable (Range<Int>, Int) -> Void) {
    let first = rows.lowerBound
    Workers.forEachChunk(of: rows.count, size: 512, workers: workers) { worker, range in
      body(first + range.lowerBound..<first + range.upperBound, worker)
    }
  }
}

extension NeighborSearch {
  /// Answers of rows that have met none yet.
  func emptyAnswers(_ rows: [Range<Int>]) throws(JobError) -> RunningAnswers {
    try RunningAnswers(
      rows,
      columnCount: base.rowCount,
      neighborCount: foundCount,
      lowerIsBetter: options.measure.isDistance != options.farthest
    )
  }
}
