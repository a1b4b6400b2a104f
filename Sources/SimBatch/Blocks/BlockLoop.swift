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
    /// The state of this pair that an interrupted run saved; nil for a new one.
    let open: StateReader?
    let progress: BlockProgress
    fileprivate let checkpoints: Checkpoints?
    fileprivate let save: (any OpenComparison, Cost) throws -> Void

    /// The time until the pair is to be paused.
    var slice: TimeSlice { checkpoints?.slice ?? .unlimited }

    /// Whether the state has been saved before, so that what came since is worth saving.
    var hasBegun: Bool { checkpoints?.hasBegun == true }

    /// Saves the state of the job, with that of this pair.
    ///
    /// - Parameter cost: what the pair took so far in this run.
    /// - Throws: ``JobError/interrupted(state:)`` when asked to stop.
    func pause(_ open: any OpenComparison, _ cost: Cost) throws { try save(open, cost) }
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
  ///   - compare: compares a pair of blocks; pauses whenever its slice is over.
  /// - Returns: all that has been done, and what of it in earlier runs.
  /// - Throws: ``JobError/interrupted(state:)`` when asked to stop, with the state saved.
  func run(
    _ findings: any SavedFindings,
    progress: (any ProgressObserver)?,
    compare: (Step) throws -> Cost
  ) throws -> (done: BlockWork, earlier: BlockWork) {
    let earlier = try checkpoints?.restore(findings, pairs: plan.pairs.count) ?? .none
    var done = earlier
    var open = checkpoints?.openReader
    var met = Set(plan.pairs[..<done.pairs].flatMap { [$0.rows, $0.columns] })
    let comparing = BlockProgress(progress, plan: plan)
    while done.pairs < plan.pairs.count {
      let pair = plan.pairs[done.pairs]
      comparing.begin(done.pairs)
      let start = StageClock.now
      func with(_ cost: Cost) -> BlockWork {
        var sum = done
        let bytesRead = (earlier.work.bytesRead ?? 0) + cost.bytesRead
        sum.add(cost, seconds: StageClock.now - start, bytesRead: bytesRead)
        return sum
      }
      let step = Step(
        pair: pair,
        rowsHaveMet: met.contains(pair.rows),
        open: open,
        progress: comparing,
        checkpoints: checkpoints,
        save: { try checkpoints?.pause(findings, with($1), $0) }
      )
      done = with(try compare(step))
      done.pairs += 1
      open = nil
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
