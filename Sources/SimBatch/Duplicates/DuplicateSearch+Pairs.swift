/// The search for the pairs that reach the limit, or that find it.
extension DuplicateSearch {
  /// What a search has found.
  struct Found {
    /// nil where a target leaves all rows.
    let pairs: FoundPairs?
    let work: DuplicateWork
  }

  /// Compares all rows.
  ///
  /// - Returns: the job, whose prepared rows are gone, and what was found.
  func found(
    _ examined: ExaminedSides,
    _ memory: DuplicateMemory,
    _ start: JobStart,
    _ earlier: StateFile?,
    pairs output: PairOutput?,
    progress: (any ProgressObserver)?,
    _ clock: inout StageClock
  ) throws -> (job: DuplicateJob, found: Found) {
    var panels = try BlockPanels(
      examined,
      farthest: false,
      kernels: start.kernels,
      workers: start.workers
    )
    let job = try job(examined, scale: panels.scale, memory, start)
    let settings = JobSettings(self, examined)
    clock.end("prepare")
    let plan = blockPlan(region, memory)
    func blocked(_ settings: JobSettings) throws -> BlockedDuplicates {
      let saving = try checkpoints.map {
        try Checkpoints($0, settings: settings, blockSide: plan.side, earlier: earlier)
      }
      return BlockedDuplicates(job: job, plan: plan, checkpoints: saving)
    }
    func estimate(_ blocked: BlockedDuplicates, _ limit: Float) throws -> PairEstimate? {
      defer { clock.end("estimate") }
      return try blocked.estimate(limit: limit, &panels).map { try checked($0, output) }
    }
    let stop = checkpoints?.stop ?? StopRequest()
    switch options.threshold {
    case .limit(let limit):
      let blocked = try blocked(settings)
      let estimate = try estimate(blocked, limit)
      let pairs = try foundPairs(job, limit: limit, beside: output)
      let done = try stop.whileSaving {
        try blocked.run(pairs, limit: limit, &panels, progress: progress)
      }
      clock.end("compare")
      return (job, Found(pairs: pairs, work: DuplicateWork(limit, estimate, done, plan)))
    case .target(let target, let floor):
      let search = try TargetSearch(job, order: knownOrder, target: target, floor: floor)
      guard let first = search.firstCount(earlier) else {
        return (job, Found(pairs: nil, work: .none))
      }
      let blocked = try blocked(settings.collecting(first))
      let (limit, pairs, done) = try stop.whileSaving {
        try search.found(first, sample: search.sample(blocked, &panels)) { count, limit in
          if count != first { blocked.checkpoints?.begin(settings.collecting(count)) }
          let pairs = try foundPairs(job, limit: limit, beside: output, search.heldPairs)
          return (pairs, try blocked.run(pairs, limit: limit, &panels, progress: progress))
        }
      }
      clock.end("compare")
      let estimate = try estimate(blocked, limit)
      return (job, Found(pairs: pairs, work: DuplicateWork(limit, estimate, done, plan)))
    }
  }

  /// Refuses a job whose pairs will be too many, as far as a sample can tell.
  private func checked(_ estimate: PairEstimate, _ output: PairOutput?) throws -> PairEstimate {
    if estimate.leastPairs > options.maximalPairs {
      throw DuplicateError.estimateExceedsMaximum(
        pairs: Int(estimate.pairs),
        maximum: options.maximalPairs
      )
    }
    try output?.checkSpace(forPairs: estimate.leastPairs)
    return estimate
  }

  /// - Parameter held: counts pairs of sets, where only so many may be held.
  private func foundPairs(
    _ job: DuplicateJob,
    limit: Float,
    beside output: PairOutput?,
    _ held: PairTally? = nil
  ) throws -> FoundPairs {
    try FoundPairs(
      PairRows(job.sets),
      limit: limit,
      maximalPairs: options.maximalPairs,
      held: held,
      directory: pairFolder(output),
      name: pairName(output)
    )
  }

  /// Where pairs lie that are not decided yet and do not fit into memory: beside an output, since
  /// there has to be room for pairs there.
  func pairFolder(_ output: PairOutput?) -> String {
    if let output { return output.directory }
    if let path = checkpoints?.path, let place = try? FileSystem.place(of: path) {
      return place.directory
    }
    return (options.resources.scratch ?? .ofSystem).path
  }

  /// The output that such pairs are for.
  func pairName(_ output: PairOutput?) -> String {
    output?.path ?? checkpoints?.path ?? matrix.name
  }
}

/// What a deduplication cost, and at which limit.
struct DuplicateWork {
  /// nil where a target leaves all rows.
  let limit: Float?
  /// nil for few rows.
  let estimate: PairEstimate?
  let work: ScreenWork
  /// Candidates scored in `Double`.
  let verified: Int

  /// Nothing was compared.
  static let none = DuplicateWork(limit: nil, estimate: nil, work: .none, verified: 0)
}

extension DuplicateWork {
  /// - Parameter done: all that has been done, and what of it in earlier runs.
  init(
    _ limit: Float,
    _ estimate: PairEstimate?,
    _ done: (done: BlockWork, earlier: BlockWork),
    _ plan: BlockPlan
  ) {
    var work = done.done.work
    work.blockPairs = plan.pairs.count
    work.blockPairsResumed = done.earlier.pairs
    self.init(limit: limit, estimate: estimate, work: work, verified: done.done.verified)
  }
}
