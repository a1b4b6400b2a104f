/// A neighbor search by pairs of blocks: what is in memory is two blocks of prepared rows and the
/// answers so far. Where memory allows, all rows are one block.
struct BlockedSearch {
  let search: NeighborSearch
  let plan: BlockPlan
  let memory: MemoryPlan
  /// What a plan knows of the rows; nil without one.
  var planned: PlannedRows?
  let kernels: Kernels
  let workers: Int
  let checkpoints: Checkpoints?

  /// What the pairs of blocks of a region have found.
  struct Found {
    /// The best of what rows have met in all pairs.
    let answers: RunningAnswers
    /// The lists of the only pair, which hold the answers then.
    fileprivate(set) var lists: NeighborComparison?
    /// Good rows of the base, identical ones counted once; nil where they were not told apart.
    fileprivate(set) var distinctRows: Int?
    fileprivate(set) var done = BlockWork.none
    /// What of it earlier runs had done.
    fileprivate(set) var earlier = BlockWork.none
  }

  /// Compares all pairs of blocks that are left.
  ///
  /// - Throws: ``JobError/interrupted(state:)`` when asked to stop, with the state saved.
  /// - Complexity: that of a search in one piece, and O(rows · d) for each block that is prepared
  ///   anew.
  func run(
    _ examined: ExaminedSides,
    _ clock: inout StageClock,
    progress: (any ProgressObserver)?
  ) throws -> NeighborOutcome {
    let isWhole = plan.pairs.count == 1
    let found = try found(
      examined,
      collecting: isWhole ? [] : plan.region.collectingRows,
      &clock,
      progress: progress
    )
    var work = found.done.work
    work.blockPairs = plan.pairs.count
    work.blockPairsResumed = found.earlier.pairs
    return NeighborOutcome(
      answers: found.lists ?? found.answers,
      work: work,
      verified: found.done.verified,
      distinctRows: found.distinctRows
    )
  }

  /// What the region of the plan holds.
  ///
  /// - Parameter rows: those whose answers are collected over all pairs; none where lists of the only
  ///   pair will do.
  func found(
    _ examined: ExaminedSides,
    collecting rows: [Range<Int>],
    _ clock: inout StageClock,
    progress: (any ProgressObserver)?
  ) throws -> Found {
    var found = Found(answers: try search.emptyAnswers(rows))
    var panels = try BlockPanels(
      examined,
      planned: planned,
      farthest: search.options.farthest,
      kernels: kernels,
      workers: workers
    )
    let loop = BlockLoop(plan: plan, checkpoints: checkpoints)
    clock.end("prepare")
    (found.done, found.earlier) = try loop.run(found.answers, progress: progress) { step in
      let sides = try panels.sides(of: step.pair)
      clock.end("prepare")
      let bytesRead = panels.bytesRead
      let (lists, cost) = try compare(step, sides, found.answers, bytesRead: bytesRead, &clock)
      if rows.isEmpty {
        (found.lists, found.distinctRows) = (lists, sides.base.rowCount)
      } else {
        take(step.pair, lists, into: found.answers)
      }
      examined.releasePages()
      clock.end("verify")
      return cost
    }
    return found
  }

  private func isCross(_ pair: BlockPlan.Pair) -> Bool {
    search.queries == nil && !plan.isSelf(pair)
  }

  /// Compares two blocks; the lists then hold what their rows found in each other.
  private func compare(
    _ step: BlockLoop.Step,
    _ sides: PreparedSides,
    _ answers: RunningAnswers,
    bytesRead: Int,
    _ clock: inout StageClock
  ) throws -> (lists: NeighborComparison, cost: BlockLoop.Cost) {
    let seeds = planned?.seeds
    let isCross = isCross(step.pair)
    let saved = try step.open.map { try SavedLists($0, of: sides, columnsCollect: isCross) }
    var screening = try NeighborScreening(
      sides,
      options: search.options,
      knowsThresholds: seeds != nil || step.rowsHaveMet,
      saved: saved,
      plan: memory,
      kernels: kernels,
      workers: workers
    )
    let hasAnswers = answers.hasRows
    let lists = try NeighborComparison(
      screening.comparison,
      options: search.options,
      neighborCount: search.foundCount,
      columnsCollect: isCross,
      leastKeys: hasAnswers || seeds != nil
        ? {
          max(hasAnswers ? answers.leastKey(ofRow: $0) : -.infinity, seeds?[$0] ?? -.infinity)
        } : nil,
      plan: memory,
      tileSide: screening.done.side,
      saved: saved,
      workers: workers
    )
    clock.end("order")
    var work = ScreenWork.none
    func cost(verified: Int) -> BlockLoop.Cost {
      BlockLoop.Cost(work: work, verified: verified, bytesRead: bytesRead)
    }
    repeat {
      work.add(try screening.run(lists, slice: step.slice, progress: step.progress))
      let isOnlyPair = screening.isFinished && plan.pairs.count == 1
      // An interruption while the answer is written should not cost what took so long.
      if isOnlyPair ? step.hasBegun : !screening.isFinished {
        try step.pause(OpenLists(screening: screening, comparison: lists), cost(verified: 0))
      }
    } while !screening.isFinished
    clock.end("compare")
    return (lists, cost(verified: lists.verify()))
  }

  /// Takes in what the rows of a pair found.
  private func take(
    _ pair: BlockPlan.Pair,
    _ lists: NeighborComparison,
    into answers: RunningAnswers
  ) {
    merge(pair.rows) { answers.merge(lists.rows($0, worker: $1)) }
    guard isCross(pair) else { return }
    merge(pair.columns) { range, worker in
      if let rows = lists.columnRows(range, worker: worker) { answers.merge(rows) }
    }
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
