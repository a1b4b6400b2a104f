/// The middle of a deduplication: pairs are counted, written and turned into groups as they come.
final class DuplicateComparison: Sendable {
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

  /// - Parameters:
  ///   - order: the stored rows in keep order; nil for that of their numbers.
  ///   - limit: nil where no row is to be dropped.
  init(_ job: DuplicateJob, order: [UInt32]?, limit: Float?, output: PairOutput?) throws {
    self.job = job
    self.limit = limit
    switch job.options.grouping {
    case .representative:
      grouping = .representative(
        try RepresentativeGrouping(job.sides, order: order)
      )
    case .connected:
      grouping = .connected(ConnectedGrouping(rowCount: job.sides.rows.rowCount))
    }
    tally = PairTally(maximum: job.options.maximalPairs)
    expansion = PairExpansion(
      rows: job.sides.rows.distinct,
      old: job.sides.old?.distinct,
      oldRowCount: job.sides.old?.examined.source.rowCount ?? 0
    )
    selfScores =
      try limit.map { limit in
        try job.sides.selfScores().filter { job.reaches($0.value, limit) }
      } ?? [:]
    spool = try output.map { try $0.makeSpool(rowCount: job.matrix.rowCount) }
  }

  var pairCount: Int { tally.count }

  /// Compares all rows.
  ///
  /// - Throws: ``DuplicateError/pairsExceedMaximum(found:maximum:)``.
  /// - Returns: what the screens did, and candidates scored in `Double`.
  func run(progress: (any ProgressObserver)?) throws -> (work: ScreenWork, verified: Int) {
    guard let limit else { return (.none, 0) }
    var done = (work: ScreenWork.none, verified: 0)
    takeIdenticalRows()
    let rows = job.sides.rows
    if let old = job.sides.old {
      let search = job.search(rows: old, columns: rows, isSelfJoin: false, limit: limit)
      done = try search.run(progress: progress) { [self] _, pairs in
        if case .representative(let groups) = grouping { groups.takeOld(pairs) }
        return count(pairs, rows: old.distinct)
          && spool?.add(expansion.pairsWithOld(pairs)) ?? true
      }
      try tally.check()
    }
    let search = job.search(rows: rows, columns: rows, isSelfJoin: true, limit: limit)
    let (work, verified) = try search.run(progress: progress) { [self] tile, pairs in
      switch grouping {
      case .representative(let groups): groups.take(tile, pairs)
      case .connected(let groups): groups.take(pairs)
      }
      return count(pairs, rows: rows.distinct) && spool?.add(expansion.pairs(pairs)) ?? true
    }
    try tally.check()
    done.work.add(work)
    done.verified += verified
    return done
  }

  private func count(_ pairs: [ScoredPair], rows: DistinctRows) -> Bool {
    tally.add(pairs, rows: rows, columns: job.sides.rows.distinct)
  }

  private func takeIdenticalRows() {
    for (set, score) in selfScores {
      let count = job.sides.rows.distinct.members(of: set).count
      guard tally.add(count * (count - 1) / 2) else { return }
      if let spool { expansion.forEachPair(within: set, score: score, spool.add) }
    }
  }

  /// What becomes of each row, once all were compared.
  func decisions() throws -> DuplicateDecisions {
    switch grouping {
    case .representative(let groups): representatives(groups)
    case .connected(let groups): try components(groups)
    }
  }

  private func representatives(_ groups: RepresentativeGrouping) -> DuplicateDecisions {
    let sides = job.sides
    let oldCount = sides.old?.rowCount ?? 0
    var decisions = DuplicateDecisions(rowCount: job.matrix.rowCount)
    for set in 0..<UInt32(sides.rows.rowCount) {
      let selfKey = selfScores[set].map(sides.scoring.key)
      for (row, keeper) in groups.keepers(of: set, selfKey: selfKey) {
        guard let keeper else {
          decisions.keep(row)
          continue
        }
        let score = sides.scoring.key(keeper.key)
        let number = Int(keeper.number)
        if let old = sides.old, number < oldCount {
          decisions.drop(row, duplicateOf: .old(Int(old.distinct.firstRows[number])), score: score)
        } else {
          let first = sides.rows.distinct.firstRows[number - oldCount]
          decisions.drop(row, duplicateOf: .row(Int(first)), score: score)
        }
      }
    }
    decisions.finish()
    return decisions
  }

  private func components(_ groups: ConnectedGrouping) throws -> DuplicateDecisions {
    let sides = job.sides
    let distinct = sides.rows.distinct
    let allSelfScores = try sides.selfScores()
    let cohesion = GroupCohesion(
      sides: sides,
      selfScores: allSelfScores,
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
      let scores = try sides.scores(of: group.map { (keeper, $0) })
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
