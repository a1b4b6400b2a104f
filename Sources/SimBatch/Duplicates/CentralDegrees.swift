import Synchronization

/// How many others of its matrix each row reaches the limit with: counted pair by pair.
final class CentralDegrees: Sendable {
  private let sets: RowSets
  /// By set.
  private let degrees: Mutex<[Int]>

  /// - Parameter selfScores: by set of identical rows that reach the limit with each other.
  init(_ sets: RowSets, selfScores: [UInt32: Float]) {
    self.sets = sets
    var degrees = [Int](repeating: 0, count: sets.count)
    for set in selfScores.keys { degrees[Int(set)] = sets.distinct.members(of: set).count - 1 }
    self.degrees = Mutex(degrees)
  }

  /// Counts pairs of sets.
  func take(_ pairs: [ScoredPair]) {
    let twins = sets.distinct.twins
    degrees.withLock { degrees in
      for pair in pairs {
        degrees[Int(pair.row)] += twins[pair.column]?.count ?? 1
        degrees[Int(pair.column)] += twins[pair.row]?.count ?? 1
      }
    }
  }

  /// The stored rows of the greatest degree first, then by row; a bad row has none.
  var order: [UInt32] {
    let found = degrees.withLock { $0 }
    return KeepOrder.centralOrder(
      (0..<sets.storedCount).map { row in
        let set = sets.distinct.preparedRow[row]
        return set == DistinctRows.none ? 0 : found[Int(set)]
      }
    )
  }
}
