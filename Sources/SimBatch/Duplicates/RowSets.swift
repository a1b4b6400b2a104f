import CSimKernels

/// The good rows of a matrix as sets of identical ones, in the order in which they are decided.
struct RowSets: Sendable {
  let examined: ExaminedRows
  let distinct: DistinctRows

  /// Sets.
  var count: Int { distinct.count }
  /// Rows of the matrix that the measure can judge.
  var goodCount: Int { storedCount - examined.badRowCount }
  /// Rows of the matrix.
  var storedCount: Int { examined.source.rowCount }
}

extension PreparedSide {
  /// The rows that were prepared.
  var sets: RowSets { RowSets(examined: examined, distinct: distinct) }
}

/// The score of two rows, and its order.
struct DuplicateScoring: Sendable {
  let kernels: Kernels
  let measure: Measure
  /// Prepared rows are stored ones times this.
  let scale: Double

  var kernelValue: sim_scoring {
    sim_scoring(
      kernels: kernels.table,
      measure: measure.kernelValue,
      farthest: false,
      scale: scale
    )
  }

  /// Greater keys are more alike.
  func key(_ score: Float) -> Float { measure.isDistance ? -score : score }

  /// Whether a score reaches a limit.
  func reaches(_ score: Float, _ limit: Float) -> Bool { key(score) >= key(limit) }
}

/// What a deduplication decides: sets of identical rows, and sets of old rows.
///
/// Sets come in the keep order of their first members, so that a set of a lower number is always the
/// one that is decided first.
struct DuplicateSets: Sendable {
  /// The rows to be decided.
  let rows: RowSets
  /// Rows that are always kept, or nil.
  let old: RowSets?
  let scoring: DuplicateScoring

  /// The same rows in another keep order.
  ///
  /// - Complexity: O(n) expected.
  func reordered(_ order: [UInt32]) throws(JobError) -> DuplicateSets {
    DuplicateSets(
      rows: RowSets(
        examined: rows.examined,
        distinct: try DistinctRows(rows.examined, merging: true, order: order)
      ),
      old: old,
      scoring: scoring
    )
  }

  /// The rows that scores are of; old rows are the base.
  var examined: ExaminedSides {
    ExaminedSides(
      base: (old ?? rows).examined,
      queries: old == nil ? nil : rows.examined
    )
  }

  /// The reported scores of pairs of sets of ``rows``, one after the other.
  ///
  /// - Complexity: O(d) for each pair.
  func scores(of pairs: some Sequence<(UInt32, UInt32)>) throws(JobError) -> [Float] {
    let source = rows.examined.source
    let space = try Memory<Double>(count: source.dimensions)
    let info = rows.examined.info
    var scoring = scoring.kernelValue
    var side = sim_side()
    side.rows = source.kernelRows
    side.info = UnsafePointer(info.pointer)
    return pairs.map { a, b in
      let first = Int(rows.distinct.firstRows[Int(a)])
      let second = Int(rows.distinct.firstRows[Int(b)])
      sim_expand_row(&scoring, &side, first, space.pointer)
      return sim_reported_score(&scoring, space.pointer, info[first].norm, &side, second)
    }
  }

  /// By set of more than one row: the score that its rows have with each other.
  func selfScores() throws(JobError) -> [UInt32: Float] {
    let sets = rows.distinct.twins.keys.sorted()
    return Dictionary(uniqueKeysWithValues: zip(sets, try scores(of: sets.map { ($0, $0) })))
  }

  /// The same, only of sets whose rows reach a limit with each other.
  func selfScores(reaching limit: Float) throws(JobError) -> [UInt32: Float] {
    try selfScores().filter { scoring.reaches($0.value, limit) }
  }
}
