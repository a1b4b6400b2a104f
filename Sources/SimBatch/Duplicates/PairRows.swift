/// The rows that found pairs name, and the sets of identical rows that they stand for.
///
/// A set is named by its lowest stored row, in every keep order. Old rows and rows have one numbering,
/// see ``PairSpool/Pair``.
struct PairRows: Sendable {
  private let sets: DuplicateSets
  private let oldRowCount: Int

  init(_ sets: DuplicateSets) {
    self.sets = sets
    oldRowCount = sets.old?.storedCount ?? 0
  }

  /// Pairs of identical rows that reach a limit.
  ///
  /// - Complexity: O(d) for each set of several rows.
  func identicalPairCount(reaching limit: Float) throws(JobError) -> Int {
    try sets.selfScores(reaching: limit).keys.reduce(0) { sum, set in
      let count = sets.rows.distinct.members(of: set).count
      return sum + count * (count - 1) / 2
    }
  }

  /// The pair of a row and a later one.
  func pair(_ row: UInt32, _ other: UInt32, _ score: Float) -> PairSpool.Pair {
    PairSpool.Pair(row: row, other: other + UInt32(oldRowCount), score: score)
  }

  /// Whether a pair is one of sets that take part.
  func hasPair(_ pair: PairSpool.Pair) -> Bool {
    guard let row = Self.set(pair.row, sets.rows), !pair.score.isNaN else { return false }
    guard let other = ownRow(pair.other) else {
      return sets.old.map { Self.set(pair.other, $0) != nil } ?? false
    }
    return other > pair.row && Self.set(other, sets.rows) ?? row != row
  }

  private static func set(_ row: UInt32, _ sets: RowSets) -> UInt32? {
    guard row < sets.storedCount else { return nil }
    let set = sets.distinct.preparedRow[Int(row)]
    return set == DistinctRows.none ? nil : set
  }

  /// Whether neither row of a pair is an old one.
  func isOwn(_ pair: PairSpool.Pair) -> Bool { ownRow(pair.other) != nil }

  private func ownRow(_ other: UInt32) -> UInt32? {
    other < oldRowCount ? nil : other - UInt32(oldRowCount)
  }

  /// Pairs of stored rows that a pair of sets stands for.
  func storedPairCount(_ pair: PairSpool.Pair) -> Int {
    guard let other = ownRow(pair.other) else {
      return size(pair.row, sets.rows) * (sets.old.map { size(pair.other, $0) } ?? 0)
    }
    return size(pair.row, sets.rows) * size(other, sets.rows)
  }

  private func size(_ row: UInt32, _ sets: RowSets) -> Int {
    sets.distinct.twins[sets.distinct.preparedRow[Int(row)]]?.count ?? 1
  }

  /// Pairs as sets in keep order: those with old rows, which come first in their pair, and others,
  /// of which the set that is decided first does.
  func scored(_ pairs: [PairSpool.Pair]) -> (old: [ScoredPair], own: [ScoredPair]) {
    var found: (old: [ScoredPair], own: [ScoredPair]) = ([], [])
    let numbers = sets.rows.distinct.preparedRow
    for pair in pairs {
      let row = numbers[Int(pair.row)]
      if let other = ownRow(pair.other).map({ numbers[Int($0)] }) {
        found.own.append(
          ScoredPair(row: min(row, other), column: max(row, other), score: pair.score)
        )
      } else if let old = sets.old {
        let other = old.distinct.preparedRow[Int(pair.other)]
        found.old.append(ScoredPair(row: other, column: row, score: pair.score))
      }
    }
    return found
  }
}
