/// How many others of its matrix each row reaches the limit with: counted pair by pair.
struct CentralDegrees {
  private let sets: RowSets
  /// By set.
  private var degrees: [Int]

  /// - Parameter selfScores: by set of identical rows that reach the limit with each other.
  init(_ sets: RowSets, selfScores: [UInt32: Float]) {
    self.sets = sets
    degrees = [Int](repeating: 0, count: sets.count)
    for set in selfScores.keys { degrees[Int(set)] = sets.distinct.members(of: set).count - 1 }
  }

  /// Counts pairs of sets.
  mutating func take(_ pairs: [ScoredPair]) {
    let twins = sets.distinct.twins
    for pair in pairs {
      degrees[Int(pair.row)] += twins[pair.column]?.count ?? 1
      degrees[Int(pair.column)] += twins[pair.row]?.count ?? 1
    }
  }

  /// The stored rows of the greatest degree first, then by row; a bad row has none.
  var order: [UInt32] {
    KeepOrder.centralOrder(
      (0..<sets.storedCount).map { row in
        let set = sets.distinct.preparedRow[row]
        return set == DistinctRows.none ? 0 : degrees[Int(set)]
      }
    )
  }
}
