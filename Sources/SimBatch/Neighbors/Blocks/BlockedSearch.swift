/// A neighbor search by pairs of blocks: what is in memory is two blocks of prepared rows and the
/// answers so far. The answers are those of a search in one piece.
struct BlockedSearch {
  let search: NeighborSearch
  let plan: BlockPlan
  let memory: MemoryPlan
  let kernels: Kernels
  let workers: Int
  let checkpoints: Checkpoints?

  /// Compares all pairs of blocks that are left.
  ///
  /// - Throws: ``JobError/interrupted(state:)`` when asked to stop, with the state saved.
  /// - Complexity: that of a search in one piece, and O(rows · d) for each block that is prepared
  ///   anew.
  func run(_ examined: ExaminedSides, progress: (any ProgressObserver)?) throws -> NeighborOutcome {
    let answers = try RunningAnswers(
      rowCount: search.rowCount,
      neighborCount: search.foundCount,
      lowerIsBetter: search.options.measure.isDistance != search.options.farthest
    )
    var done = try checkpoints?.restore(answers, plan: plan) ?? .none
    var panels = try BlockPanels(
      examined,
      plan: plan,
      farthest: search.options.farthest,
      kernels: kernels,
      workers: workers
    )
    let comparing = BlockProgress(progress, plan: plan)
    let earlier = done.pairs
    while done.pairs < plan.pairs.count {
      let pair = plan.pairs[done.pairs]
      comparing.begin(done.pairs)
      guard let found = try compare(pair, panels.sides(of: pair), answers, comparing) else { break }
      done.add(found, bytesRead: panels.bytesRead)
      examined.releasePages()
      try checkpoints?.saveIfDue(answers, done)
      if checkpoints?.stop.isRequested == true { break }
    }
    if done.pairs < plan.pairs.count { try checkpoints?.interrupt(answers, done) }
    // An interruption while the answers are written should not cost what took so long.
    try checkpoints?.saveIfBegun(answers, done)
    var work = done.work
    work.blockPairs = plan.pairs.count
    work.blockPairsResumed = earlier
    return NeighborOutcome(
      answers: answers,
      work: work,
      verified: done.verified,
      distinctRows: nil
    )
  }

  /// Compares two blocks and takes in what rows found; nil when it was asked to stop.
  private func compare(
    _ pair: BlockPlan.Pair,
    _ sides: PreparedSides,
    _ answers: RunningAnswers,
    _ progress: BlockProgress
  ) throws(JobError) -> (work: ScreenWork, verified: Int)? {
    // In a self-join a block meets itself first.
    let knowsThresholds = sides.queries != nil && (search.queries == nil || pair.columns > 0)
    let isCross = search.queries == nil && sides.queries != nil
    let screening = try NeighborScreening(
      sides,
      options: search.options,
      knowsThresholds: knowsThresholds,
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
      leastKeys: { answers.leastKey(ofRow: $0) },
      plan: memory,
      workers: workers
    )
    let work = try screening.run(comparison, progress: progress)
    if checkpoints?.stop.isRequested == true { return nil }
    let verified = comparison.verify()
    merge(plan.ownRows(pair.rows)) { answers.merge(comparison.rows($0, worker: $1)) }
    if isCross {
      merge(plan.baseRows(pair.columns)) { range, worker in
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

/// What has been compared.
struct BlockWork {
  /// Pairs of blocks.
  var pairs: Int
  var work: ScreenWork
  var verified: Int

  static let none = BlockWork(pairs: 0, work: .none, verified: 0)

  mutating func add(_ found: (work: ScreenWork, verified: Int), bytesRead: Int) {
    pairs += 1
    work.add(found.work)
    work.bytesRead = bytesRead
    verified += found.verified
  }
}

/// Tells of a search by blocks as of one piece.
final class BlockProgress: ProgressObserver {
  private let observer: (any ProgressObserver)?
  private let pairsBefore: [Int]
  private let total: Int
  private let pair = Counter()

  init(_ observer: (any ProgressObserver)?, plan: BlockPlan) {
    self.observer = observer
    var before = 0
    pairsBefore = plan.pairs.map { pair in
      defer { before += plan.pairCount(pair) }
      return before
    }
    total = before
  }

  func begin(_ pair: Int) { self.pair.add(pair - self.pair.current) }

  func progress(stage: String, done: Int, total: Int) {
    observer?.progress(stage: stage, done: pairsBefore[pair.current] + done, total: self.total)
  }
}
