/// Where the answers are after a comparison.
protocol NeighborAnswers: Sendable {
  /// The answers for a run of stored rows.
  func rows(_ range: Range<Int>, worker: Int) -> NeighborRows
}

/// What a comparison found, and what it did.
struct NeighborOutcome {
  let answers: any NeighborAnswers
  let work: ScreenWork
  /// Candidates scored in `Double`.
  let verified: Int
  /// Good rows of the base, identical ones counted once; nil where they were not told apart.
  let distinctRows: Int?
  /// Wall-clock seconds that all shards took together; nil where there were none.
  var shardSeconds: Double?
}

/// With what a comparison computes.
struct NeighborMeans {
  let kernels: Kernels
  let workers: Int
  let plan: MemoryPlan
  let checkpoints: Checkpoints?
  let progress: (any ProgressObserver)?
}

extension NeighborSearch {
  /// Finds the answers in the way that was chosen.
  func compare(
    _ way: SearchWay,
    _ examined: ExaminedSides,
    _ means: NeighborMeans,
    _ clock: inout StageClock
  ) throws -> NeighborOutcome {
    switch way {
    case .direct:
      guard let queries = examined.queries else { preconditionFailure("no queries") }
      return try scoreAll(examined.base, queries, means, &clock)
    case .blocks(let plan, let memory):
      let blocked = BlockedSearch(
        search: self,
        plan: plan,
        memory: memory,
        kernels: means.kernels,
        workers: means.workers,
        checkpoints: means.checkpoints
      )
      let stop = means.checkpoints?.stop ?? StopRequest()
      return try stop.whileSaving {
        try blocked.run(examined, &clock, progress: means.progress)
      }
    }
  }

  /// Scores every pair.
  private func scoreAll(
    _ base: ExaminedRows,
    _ queries: ExaminedRows,
    _ means: NeighborMeans,
    _ clock: inout StageClock
  ) throws(JobError) -> NeighborOutcome {
    let comparison = try DirectComparison(
      base: base,
      queries: queries,
      options: options,
      neighborCount: foundCount,
      kernels: means.kernels
    )
    clock.end("prepare")
    let work = try comparison.run(workers: means.workers, progress: means.progress)
    clock.end("compare")
    return NeighborOutcome(
      answers: comparison,
      work: work,
      verified: work.pairCount,
      distinctRows: nil
    )
  }
}
