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
}

/// With what a comparison computes.
struct NeighborMeans {
  let kernels: Kernels
  let workers: Int
  let plan: MemoryPlan
  let progress: (any ProgressObserver)?
}

extension NeighborSearch {
  /// Whether few queries are scored directly.
  var isDirect: Bool {
    guard let queries, options.resources.screen == .auto else { return false }
    return queries.rowCount <= DirectComparison.mostQueries
  }

  func memoryPlan(workers: Int) throws(JobError) -> MemoryPlan {
    if let queries, isDirect {
      return try MemoryPlan(
        direct: base,
        queries: queries,
        options: options,
        neighborCount: foundCount,
        workers: workers
      )
    }
    return try MemoryPlan(
      base: base,
      queries: queries,
      options: options,
      neighborCount: foundCount,
      workers: workers
    )
  }

  /// Finds the answers in whichever way is the faster; they are the same.
  func compare(_ examined: ExaminedSides, _ means: NeighborMeans, _ clock: inout StageClock)
    throws(JobError) -> NeighborOutcome
  {
    if let queries = examined.queries, isDirect {
      return try scoreAll(examined.base, queries, means, &clock)
    }
    return try screen(examined, means, &clock)
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

  /// Prepares all rows, screens all pairs, and verifies what is left.
  private func screen(
    _ examined: ExaminedSides,
    _ means: NeighborMeans,
    _ clock: inout StageClock
  ) throws(JobError) -> NeighborOutcome {
    let sides = try PreparedSides(
      examined,
      farthest: options.farthest,
      kernels: means.kernels,
      workers: means.workers
    )
    clock.end("prepare")

    let screening = try NeighborScreening(
      sides,
      options: options,
      plan: means.plan,
      kernels: means.kernels,
      workers: means.workers
    )
    let comparison = try NeighborComparison(
      screening.comparison,
      options: options,
      neighborCount: foundCount,
      plan: means.plan,
      workers: means.workers
    )
    clock.end("order")
    let work = try screening.run(comparison, progress: means.progress)
    clock.end("compare")
    let verified = try comparison.verify()
    clock.end("verify")
    return NeighborOutcome(
      answers: comparison,
      work: work,
      verified: verified,
      distinctRows: sides.base.rowCount
    )
  }
}
