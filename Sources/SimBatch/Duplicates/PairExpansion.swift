/// Turns pairs of sets of identical rows into pairs of stored rows, the lower row first.
struct PairExpansion {
  let rows: DistinctRows
  let old: DistinctRows?
  /// Stored rows of the old matrix.
  let oldRowCount: Int

  /// Pairs of a set of rows with another.
  func pairs(_ found: [ScoredPair]) -> [PairSpool.Pair] {
    var pairs: [PairSpool.Pair] = []
    pairs.reserveCapacity(found.count)
    for pair in found {
      for a in rows.members(of: pair.row) {
        for b in rows.members(of: pair.column) {
          pairs.append(ordered(a, b, pair.score))
        }
      }
    }
    return pairs
  }

  /// Pairs of a set of old rows with one of rows.
  func pairsWithOld(_ found: [ScoredPair]) -> [PairSpool.Pair] {
    guard let old else { return [] }
    var pairs: [PairSpool.Pair] = []
    for pair in found {
      for row in rows.members(of: pair.column) {
        for other in old.members(of: pair.row) {
          pairs.append(PairSpool.Pair(row: row, other: other, score: pair.score))
        }
      }
    }
    return pairs
  }

  /// Pairs of the members of one set with each other; `take` returns false to stop.
  func forEachPair(within set: UInt32, score: Float, _ take: ([PairSpool.Pair]) -> Bool) {
    let members = rows.members(of: set)
    for index in members.indices.dropFirst() {
      guard take(members[..<index].map { ordered($0, members[index], score) }) else { return }
    }
  }

  private func ordered(_ a: UInt32, _ b: UInt32, _ score: Float) -> PairSpool.Pair {
    PairSpool.Pair(row: min(a, b), other: max(a, b) + UInt32(oldRowCount), score: score)
  }
}
