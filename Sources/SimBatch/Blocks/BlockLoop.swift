/// Compares the pairs of blocks of a plan one after another, and saves what is found.
struct BlockLoop {
  let plan: BlockPlan
  /// nil for a job that starts over when interrupted.
  let checkpoints: Checkpoints?

  /// A pair of blocks that is to be compared.
  struct Step {
    let pair: BlockPlan.Pair
    /// Whether its rows have been compared with others before.
    let rowsHaveMet: Bool
    let progress: BlockProgress
  }

  /// What a pair of blocks took.
  struct Cost {
    let work: ScreenWork
    let verified: Int
    /// Bytes of stored rows that were read, by all pairs of this run together.
    let bytesRead: Int
  }

  /// - Parameters:
  ///   - findings: takes in what is found.
  ///   - compare: compares a pair of blocks; nil when it was asked to stop.
  /// - Returns: all that has been done, and what of it in earlier runs.
  /// - Throws: ``JobError/interrupted(state:)`` when asked to stop, with the state saved.
  func run(
    _ findings: any SavedFindings,
    progress: (any ProgressObserver)?,
    compare: (Step) throws -> Cost?
  ) throws -> (done: BlockWork, earlier: BlockWork) {
    let earlier = try checkpoints?.restore(findings, pairs: plan.pairs.count) ?? .none
    var done = earlier
    var met = Set(plan.pairs[..<done.pairs].flatMap { [$0.rows, $0.columns] })
    let comparing = BlockProgress(progress, plan: plan)
    while done.pairs < plan.pairs.count {
      let pair = plan.pairs[done.pairs]
      comparing.begin(done.pairs)
      let step = Step(pair: pair, rowsHaveMet: met.contains(pair.rows), progress: comparing)
      let start = StageClock.now
      guard let cost = try compare(step) else { break }
      let bytesRead = (earlier.work.bytesRead ?? 0) + cost.bytesRead
      done.add(cost, seconds: StageClock.now - start, bytesRead: bytesRead)
      met.formUnion([pair.rows, pair.columns])
      try checkpoints?.saveIfDue(findings, done)
      if checkpoints?.stop.isRequested == true { break }
    }
    if done.pairs < plan.pairs.count { try checkpoints?.interrupt(findings, done) }
    // An interruption while the answer is written should not cost what took so long.
    try checkpoints?.saveIfBegun(findings, done)
    return (done, earlier)
  }
}
