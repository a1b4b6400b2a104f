/// Turns the answers of prepared rows into those of stored rows.
///
/// A prepared row stands for a set of identical stored rows. If the k best prepared rows (by score,
/// then by the first row of each set) are known, then so are the k best stored rows: a set that is
/// not among the k best is beaten by k sets, each of which has a row before any of its rows. The
/// set of the row itself is always added, since its other members may be neighbors.
struct TwinExpansion: Sendable {
  let own: DistinctRows
  let other: DistinctRows
  let isSelfJoin: Bool
  let includesSelf: Bool
  let neighborCount: Int
  /// Greater keys come first.
  let key: @Sendable (Float) -> Float
  let leastKey: Float

  /// The first row of a set of identical ones, and the score of each of them.
  typealias Answer = (storedRow: UInt32, score: Float)

  /// Appends k entries for the stored row `row`, missing ones as −1 and NaN.
  ///
  /// - Parameters:
  ///   - answers: of the set of `row`, best first.
  ///   - selfScore: the score of a row with its own twins.
  /// - Complexity: O(k) where scores differ; O(k · ties · log k) at the most.
  func append(
    row: Int,
    answers: [Answer],
    selfScore: (UInt32) -> Float,
    to neighbors: inout [Int32],
    scores: inout [Float]
  ) {
    let end = neighbors.count + neighborCount
    let all = withOwnSet(row: row, answers: answers, selfScore: selfScore)
    var index = 0
    while index < all.count, neighbors.count < end {
      let (first, score) = all[index]
      let isTied = index + 1 < all.count && all[index + 1].score == score
      if !isTied, !other.hasTwins(firstRow: first), isNeighbor(first, of: row) {
        neighbors.append(Int32(first))
        scores.append(score)
        index += 1
        continue
      }
      // Rows of equal score come in the order of their numbers, whatever their sets.
      var tied: [UInt32] = []
      while index < all.count, all[index].score == score {
        tied += members(of: all[index].storedRow)
        index += 1
      }
      tied.removeAll { !isNeighbor($0, of: row) }
      for neighbor in tied.sorted().prefix(end - neighbors.count) {
        neighbors.append(Int32(neighbor))
        scores.append(score)
      }
    }
    while neighbors.count < end {
      neighbors.append(-1)
      scores.append(.nan)
    }
  }

  private func isNeighbor(_ other: UInt32, of row: Int) -> Bool {
    !isSelfJoin || includesSelf || other != UInt32(row)
  }

  /// As many rows of a set as can be needed, ascending: one may be the row itself.
  private func members(of firstRow: UInt32) -> ArraySlice<UInt32> {
    guard other.hasTwins(firstRow: firstRow) else { return [firstRow] }
    return other.members(of: other.preparedRow[Int(firstRow)]).prefix(neighborCount + 1)
  }

  /// `answers` with the set of the row itself in its place; a bad row has none.
  private func withOwnSet(row: Int, answers: [Answer], selfScore: (UInt32) -> Float) -> [Answer] {
    let prepared = own.preparedRow[row]
    guard isSelfJoin, prepared != DistinctRows.none else { return answers }
    let first = own.firstRows[Int(prepared)]
    guard includesSelf || own.hasTwins(firstRow: first) else { return answers }
    let score = selfScore(prepared)
    guard key(score) >= leastKey else { return answers }
    var all = answers
    let place = all.firstIndex { key($0.score) < key(score) } ?? all.count
    all.insert((first, score), at: place)
    return all
  }
}
