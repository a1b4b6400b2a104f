/// One of the rows that are most alike another.
public struct Neighbor: Hashable, Sendable {
  /// Its number in the matrix that neighbors were looked for in.
  public let row: Int
  /// The reported score, or the distance under ``Measure/euclidean``.
  public let score: Float

  public init(row: Int, score: Float) {
    self.row = row
    self.score = score
  }
}

extension NeighborRows {
  /// The neighbors of one row, best first; fewer than ``neighborCount`` where there are no more.
  ///
  /// - Precondition: `row` is in this run.
  /// - Complexity: O(k).
  public func neighbors(of row: Int) -> [Neighbor] {
    precondition((firstRow..<firstRow + rowCount).contains(row), "row out of range")
    let first = (row - firstRow) * neighborCount
    let present = (first..<first + neighborCount).prefix { neighbors[$0] >= 0 }
    return present.map { Neighbor(row: Int(neighbors[$0]), score: scores[$0]) }
  }
}
