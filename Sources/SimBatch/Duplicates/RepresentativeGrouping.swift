/// Decides rows in keep order by their pairs, which come by ascending row, so that a row's keeper is
/// known before it can be one.
///
/// Identical rows are one set, decided by its first member in keep order. If that is kept, the
/// others are its duplicates, or kept as well where identical rows do not reach the limit (`dot`).
/// If it is dropped, so are the others, but a member that comes later may have a better keeper that
/// came in between: ``laterKeepers``.
final class RepresentativeGrouping {
  private let oldCount: Int
  private let scoring: DuplicateScoring
  private let distinct: DistinctRows
  /// By stored row, its place in keep order; nil where that is its number.
  private let ranks: [UInt32]?
  private let keepers: KeeperTable
  /// By stored row that is not the first of its set: the best kept row after the first.
  private var laterKeepers: [UInt32: KeeperTable.Keeper] = [:]
  /// Pairs of a dropped row, better than its keeper, with a row that may be kept and that comes
  /// before some member of the dropped row's set.
  private var reversed: [ScoredPair] = []

  /// - Parameter order: the stored rows in keep order; nil for that of their numbers.
  init(_ sets: DuplicateSets, order: [UInt32]?) throws(JobError) {
    oldCount = sets.old?.count ?? 0
    scoring = sets.scoring
    distinct = sets.rows.distinct
    ranks = order.map { order in
      var ranks = [UInt32](repeating: 0, count: sets.rows.storedCount)
      for (rank, row) in order.enumerated() { ranks[Int(row)] = UInt32(rank) }
      return ranks
    }
    keepers = try KeeperTable(count: sets.rows.count)
  }

  /// Takes pairs of old rows with rows to be decided. All of them come before ``take(_:)``.
  func takeOld(_ pairs: [ScoredPair]) {
    for pair in pairs {
      let keeper = KeeperTable.Keeper(number: pair.row, key: scoring.key(pair.score))
      keepers.offer(keeper, to: pair.column)
    }
  }

  /// Takes pairs by ascending row; ``finish()`` comes after the last.
  func take(_ pairs: [ScoredPair]) {
    for pair in pairs {
      // Kept rows drop their columns.
      guard let ownKeeper = keepers[pair.row] else {
        keepers.offer(keeper(pair.row, pair.score), to: pair.column)
        continue
      }
      guard let last = distinct.twins[pair.row]?.last, keepers[pair.column] == nil,
        isBefore(pair.column, last), scoring.key(pair.score) > ownKeeper.key
      else { continue }
      reversed.append(pair)
    }
  }

  /// Finds the later keepers, once all pairs have come.
  func finish() {
    for pair in reversed where keepers[pair.column] == nil {
      let keeper = keeper(pair.column, pair.score)
      for member in distinct.members(of: pair.row).dropFirst()
      where isBefore(pair.column, member) {
        if let present = laterKeepers[member], !keeper.isBetter(than: present) { continue }
        laterKeepers[member] = keeper
      }
    }
    reversed = []
  }

  private func keeper(_ row: UInt32, _ score: Float) -> KeeperTable.Keeper {
    KeeperTable.Keeper(number: UInt32(oldCount) + row, key: scoring.key(score))
  }

  /// Whether the first member of a prepared row comes before a stored row in keep order.
  private func isBefore(_ prepared: UInt32, _ stored: UInt32) -> Bool {
    let first = distinct.firstRows[Int(prepared)]
    guard let ranks else { return first < stored }
    return ranks[Int(first)] < ranks[Int(stored)]
  }

  /// The keeper of each stored row of a set, its members in keep order; nil for rows that are kept.
  ///
  /// - Parameter selfKey: of the set, where its members reach the limit with each other.
  func keepers(of prepared: UInt32, selfKey: Float?) -> [(row: UInt32, KeeperTable.Keeper?)] {
    let number = UInt32(oldCount) + prepared
    return distinct.members(of: prepared).enumerated().map { index, row in
      guard let keeper = keepers[prepared] else {
        return (row, index == 0 ? nil : selfKey.map { .init(number: number, key: $0) })
      }
      guard let later = laterKeepers[row] else { return (row, keeper) }
      return (row, later.isBetter(than: keeper) ? later : keeper)
    }
  }
}
