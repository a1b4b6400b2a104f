/// Turns the answers of prepared rows into those of stored rows.
///
/// A prepared row stands for a set of identical stored rows. If the k best prepared rows (by score,
/// then by the first row of each set) are known, then so are the k best stored rows: a set that is
/// not among the k best is beaten by k sets, each of which has a row before any of its rows. The
/// set of the row itself is always added, since its other members may be neighbors.
struct TwinExpansion {
  let own: DistinctRows
  let other: DistinctRows
  let isSelfJoin: Bool
  let includeSelf: Bool
  let neighborCount: Int
  /// Greater keys come first.
  let key: (Float) -> Float
  let leastKey: Float

  /// A set of identical rows and the score of each of them.
  struct Answer {
    let preparedRow: UInt32
    let score: Float
  }

  /// Whether answers can be copied as they are.
  private var isPlain: Bool { other.twins.isEmpty && !(isSelfJoin && includeSelf) }

  /// Appends k entries for the stored row `row`, missing ones as −1 and NaN.
  ///
  /// - Parameters:
  ///   - answers: of the prepared row of `row`, best first.
  ///   - selfScore: the score of a prepared row with itself.
  func append(
    row: Int,
    answers: [Answer],
    selfScore: (UInt32) -> Float,
    to neighbors: inout [Int32],
    scores: inout [Float]
  ) {
    let end = neighbors.count + neighborCount
    if isPlain {
      for answer in answers {
        neighbors.append(Int32(other.firstRows[Int(answer.preparedRow)]))
        scores.append(answer.score)
      }
    } else {
      let all = withOwnSet(row: row, answers: answers, selfScore: selfScore)
      var index = 0
      while index < all.count, neighbors.count < end {
        let score = all[index].score
        // Rows of equal score come in the order of their numbers, whatever their sets.
        var tied: [UInt32] = []
        while index < all.count, all[index].score == score {
          tied += other.members(of: all[index].preparedRow)
          index += 1
        }
        if isSelfJoin, !includeSelf { tied.removeAll { $0 == UInt32(row) } }
        for neighbor in tied.sorted().prefix(end - neighbors.count) {
          neighbors.append(Int32(neighbor))
          scores.append(score)
        }
      }
    }
    while neighbors.count < end {
      neighbors.append(-1)
      scores.append(.nan)
    }
  }

  /// `answers` with the set of the row itself in its place; a bad row has none.
  private func withOwnSet(row: Int, answers: [Answer], selfScore: (UInt32) -> Float) -> [Answer] {
    let prepared = own.preparedRow[row]
    guard isSelfJoin, prepared != DistinctRows.none, includeSelf || own.twins[prepared] != nil
    else { return answers }
    let itself = Answer(preparedRow: prepared, score: selfScore(prepared))
    guard key(itself.score) >= leastKey else { return answers }
    var all = answers
    let place = all.firstIndex { key($0.score) < key(itself.score) } ?? all.count
    all.insert(itself, at: place)
    return all
  }
}
