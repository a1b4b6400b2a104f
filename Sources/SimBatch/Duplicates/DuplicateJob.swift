/// A deduplication under way: what its stages share.
struct DuplicateJob: Sendable {
  let matrix: StoredMatrix
  let options: DuplicateOptions
  /// In keep order as soon as that is known.
  var sets: DuplicateSets
  let plan: DuplicatePlan
  let workers: Int
  /// nil without calibration.
  let calibrated: CalibratedScores?

  var scoring: DuplicateScoring { sets.scoring }

  /// A search for all pairs of prepared rows that reach a limit.
  func search(
    rows: PreparedSide,
    columns: PreparedSide,
    isSelfJoin: Bool,
    limit: Float
  ) -> PairSearch {
    PairSearch(
      rows: rows,
      columns: columns,
      isSelfJoin: isSelfJoin,
      limit: limit,
      scale: scoring.scale,
      kernels: scoring.kernels,
      tileSide: plan.tileSide,
      workers: workers,
      screen: plan.allowsOtherScreens ? options.resources.screen : .full,
      bandBlocks: plan.scratch?.bandBlocks
    )
  }
}

/// A deduplication whose rows are all prepared.
struct PreparedDuplicates: Sendable {
  private(set) var job: DuplicateJob
  private(set) var sides: DuplicateSides

  /// - Parameter sides: the rows of the job.
  init(_ job: DuplicateJob, _ sides: DuplicateSides) {
    self.job = job
    self.sides = sides
  }

  var scoring: DuplicateScoring { sides.scoring }

  /// The same with rows in another order.
  func reordered(_ order: [UInt32]) throws(JobError) -> PreparedDuplicates {
    var moved = self
    moved.sides = try sides.reordered(order, workers: job.workers)
    moved.job.sets = moved.sides.sets
    return moved
  }
}
