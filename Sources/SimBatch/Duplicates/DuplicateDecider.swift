/// Decides rows by pairs that reach the limit: they are put in the order of their rows, counted, written
/// and turned into groups.
final class DuplicateDecider {
  private enum Grouping {
    case representative(RepresentativeGrouping)
    case connected(ConnectedGrouping)
  }

  private let job: DuplicateJob
  private let limit: Float?
  private let grouping: Grouping
  private let tally: PairTally
  private let expansion: PairExpansion
  /// By set of identical rows that reach the limit with each other: their score.
  private let selfScores: [UInt32: Float]
  /// The pairs, where they are wanted.
  let spool: PairSpool?

  private var sets: DuplicateSets { job.sets }

  /// - Parameters:
  ///   - job: its sets are in keep order.
  ///   - order: the stored rows in keep order; nil for that of their numbers.
  ///   - limit: nil where no row is to be dropped.
  init(_ job: DuplicateJob, order: [UInt32]?, limit: Float?, output: PairOutput?) throws {
    self.job = job
    self.limit = limit
    let sets = job.sets
    switch job.options.grouping {
    case .representative:
      grouping = .representative(try RepresentativeGrouping(sets, order: order))
    case .connected:
      grouping = .connected(ConnectedGrouping(rowCount: sets.rows.count))
    }
    tally = PairTally(maximum: job.options.maximalPairs)
    expansion = PairExpansion(
      rows: sets.rows.distinct,
      old: sets.old?.distinct,
      oldRowCount: sets.old?.storedCount ?? 0
    )
    selfScores = try limit.map { try sets.selfScores(reaching: $0) } ?? [:]
    spool = output.map { $0.makeSpool(rowCount: job.matrix.rowCount) }
  }

  /// Pairs of stored rows so far.
  var pairCount: Int { tally.count }

  /// Those of them that are pairs of identical rows.
  var identicalPairCount: Int {
    selfScores.keys.reduce(0) { count, set in
      let members = sets.rows.distinct.members(of: set).count
      return count + members * (members - 1) / 2
    }
  }

  /// Takes all pairs of a job, which have come in any order; others, which do not reach the limit, are
  /// left out.
  ///
  /// - Parameters:
  ///   - directory: where the pairs lie while they are put in order.
  ///   - name: the output that they are for, which errors name.
  /// - Throws: ``DuplicateError/pairsExceedMaximum(found:maximum:)``; what `source` throws.
  /// - Complexity: O(pairs · log pairs), in memory for the pairs of one row in 512.
  func take(_ source: some PairSource, directory: String, name: String) throws {
    guard let limit else { return }
    takeIdenticalRows()
    try tally.check()
    let (rows, scoring) = (PairRows(sets), sets.scoring)
    let ordered = PairSpool(rowCount: sets.rows.count, directory: directory, name: name)
    try source.forEachRun { run in
      let (old, own) = rows.scored(run.filter { scoring.reaches($0.score, limit) })
      guard takeOld(old) else { return try tally.check() }
      _ = ordered.add(own.map { PairSpool.Pair(row: $0.row, other: $0.column, score: $0.score) })
    }
    try ordered.forEachRange { pairs in
      let scored = pairs.map { ScoredPair(row: $0.row, column: $0.other, score: $0.score) }
      guard takeOwn(scored) else { return try tally.check() }
    }
    if case .representative(let groups) = grouping { groups.finish() }
  }

  /// Takes the pairs of identical rows with each other.
  private func takeIdenticalRows() {
    for (set, score) in selfScores {
      let count = sets.rows.distinct.members(of: set).count
      guard tally.add(count * (count - 1) / 2) else { return }
      if let spool { expansion.forEachPair(within: set, score: score, spool.add) }
    }
  }

  /// Takes pairs of sets of old rows with sets of others.
  ///
  /// - Returns: false where there are too many, or they cannot be written.
  private func takeOld(_ pairs: [ScoredPair]) -> Bool {
    if case .representative(let groups) = grouping { groups.takeOld(pairs) }
    guard let old = sets.old else { return true }
    return tally.add(pairs, rows: old.distinct, columns: sets.rows.distinct)
      && spool?.add(expansion.pairsWithOld(pairs)) ?? true
  }

  /// Takes pairs of sets by ascending row.
  ///
  /// - Returns: false where there are too many, or they cannot be written.
  private func takeOwn(_ pairs: [ScoredPair]) -> Bool {
    switch grouping {
    case .representative(let groups): groups.take(pairs)
    case .connected(let groups): groups.take(pairs)
    }
    return tally.add(pairs, rows: sets.rows.distinct, columns: sets.rows.distinct)
      && spool?.add(expansion.pairs(pairs)) ?? true
  }

  /// What becomes of each row, once all pairs have come.
  func decisions() throws -> DuplicateDecisions {
    switch grouping {
    case .representative(let groups): representatives(groups)
    case .connected(let groups): try components(groups)
    }
  }

  private func representatives(_ groups: RepresentativeGrouping) -> DuplicateDecisions {
    let oldCount = sets.old?.count ?? 0
    var decisions = DuplicateDecisions(rowCount: job.matrix.rowCount)
    for set in 0..<UInt32(sets.rows.count) {
      let selfKey = selfScores[set].map(sets.scoring.key)
      for (row, keeper) in groups.keepers(of: set, selfKey: selfKey) {
        guard let keeper else {
          decisions.keep(row)
          continue
        }
        let score = sets.scoring.key(keeper.key)
        let number = Int(keeper.number)
        if let old = sets.old, number < oldCount {
          decisions.drop(row, duplicateOf: .old(Int(old.distinct.firstRows[number])), score: score)
        } else {
          let first = sets.rows.distinct.firstRows[number - oldCount]
          decisions.drop(row, duplicateOf: .row(Int(first)), score: score)
        }
      }
    }
    decisions.finish()
    return decisions
  }

  private func components(_ groups: ConnectedGrouping) throws -> DuplicateDecisions {
    let distinct = sets.rows.distinct
    let cohesion = GroupCohesion(
      sets: sets,
      selfScores: try sets.selfScores(),
      matrix: job.matrix,
      options: job.options
    )
    var decisions = DuplicateDecisions(rowCount: job.matrix.rowCount)
    var lowestScores: [UInt32: Float] = [:]
    for group in groups.components() {
      let keeper = group[0]
      let first = distinct.firstRows[Int(keeper)]
      let isJoined = group.count > 1 || selfScores[keeper] != nil
      guard isJoined else {
        for row in distinct.members(of: keeper) { decisions.keep(row) }
        continue
      }
      decisions.keep(first)
      let scores = try sets.scores(of: group.map { (keeper, $0) })
      for (set, score) in zip(group, scores) {
        for row in distinct.members(of: set) where row != first {
          decisions.drop(row, duplicateOf: .row(Int(first)), score: score)
        }
      }
      lowestScores[first] = try cohesion.lowestScore(of: group)
    }
    decisions.finish(lowestScores: lowestScores)
    return decisions
  }
}
