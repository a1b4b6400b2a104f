/// The decisions, once all pairs have been found.
extension DuplicateSearch {
  /// Decides rows by all pairs that there are.
  ///
  /// - Parameters:
  ///   - source: pairs that reach the limit, among others maybe.
  ///   - job: its sets are in the order of their lowest rows.
  func decide(
    _ source: some PairSource,
    _ job: DuplicateJob,
    _ done: DuplicateWork,
    to output: PairOutput?,
    _ stages: StageClock
  ) throws -> (decisions: DuplicateDecisions, report: DuplicateReport) {
    var clock = stages
    var (job, order) = (job, knownOrder)
    if options.keepOrder.isCentral, let limit = done.limit {
      order = try centralOrder(source, job.sets, limit: limit)
    }
    if let order { job.sets = try job.sets.reordered(order) }
    clock.end("order")
    let decider = try DuplicateDecider(job, order: order, limit: done.limit, output: output)
    try decider.take(source, directory: pairFolder(output), name: pairName(output))
    var decisions = try decider.decisions()
    decisions.calibrated = job.calibrated
    clock.end("group")
    if let output, let spool = decider.spool { try output.write(spool, job.calibrated) }
    clock.end("write pairs")
    let report = DuplicateReport(
      job: job,
      done,
      pairs: ReachingPairs(decider, decisions, sets: job.sets),
      decisions: decisions,
      clock: clock
    )
    return (decisions, report)
  }

  /// The stored rows in the keep order ``KeepOrder/central``.
  private func centralOrder(_ source: some PairSource, _ sets: DuplicateSets, limit: Float) throws
    -> [UInt32]
  {
    var degrees = CentralDegrees(sets.rows, selfScores: try sets.selfScores(reaching: limit))
    let rows = PairRows(sets)
    try source.forEachRun { degrees.take(rows.scored($0).own) }
    return degrees.order
  }
}
