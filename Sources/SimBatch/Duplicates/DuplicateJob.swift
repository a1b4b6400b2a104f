/// A deduplication under way: what its stages share.
struct DuplicateJob: Sendable {
  let matrix: StoredMatrix
  let options: DuplicateOptions
  /// Sets of identical rows: by their lowest rows while pairs are looked for, then in keep order.
  var sets: DuplicateSets
  let memory: DuplicateMemory
  let workers: Int
  /// nil without calibration.
  let calibrated: CalibratedScores?

  var scoring: DuplicateScoring { sets.scoring }

  /// A search for all pairs of prepared rows that reach a limit.
  func search(rows: PreparedSide, columns: PreparedSide, limit: Float) -> PairSearch {
    PairSearch(
      rows: rows,
      columns: columns,
      limit: limit,
      scale: scoring.scale,
      kernels: scoring.kernels,
      tileSide: memory.tileSide,
      workers: workers,
      screen: options.resources.screen
    )
  }
}
