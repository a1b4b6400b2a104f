/// The answers for a run of consecutive rows: what sinks write.
public struct NeighborRows: Sendable {
  /// Number of the first row in this run.
  public let firstRow: Int
  /// k: entries a row has.
  public let neighborCount: Int
  /// Row numbers of the neighbors, best first, rows × k; −1 where a row has fewer than k.
  public var neighbors: [Int32]
  /// Their reported scores (distances for `euclidean`), rows × k; NaN where missing.
  public var scores: [Float]
  /// The shares of random pairs that score lower, rows × k, from 0 to 1; NaN where missing, and
  /// where there are no pairs. nil without ``NeighborOptions/calibration``.
  public var percentiles: [Float]?

  public init(
    firstRow: Int,
    neighborCount: Int,
    neighbors: [Int32],
    scores: [Float],
    percentiles: [Float]? = nil
  ) {
    precondition(neighborCount > 0 && neighbors.count == scores.count)
    precondition(neighbors.count % neighborCount == 0)
    precondition(percentiles == nil || percentiles?.count == scores.count)
    self.firstRow = firstRow
    self.neighborCount = neighborCount
    self.neighbors = neighbors
    self.scores = scores
    self.percentiles = percentiles
  }

  /// Rows in this run.
  public var rowCount: Int { neighbors.count / neighborCount }

  /// The first `neighborCount` neighbors of each row that are none of its rows `leftOut`.
  ///
  /// - Parameter leftOut: by row of this run.
  /// - Precondition: they are not rated yet.
  func leavingOut(_ leftOut: ArraySlice<Set<Int>>, neighborCount: Int) -> NeighborRows {
    precondition(leftOut.count == rowCount && percentiles == nil)
    var kept = (neighbors: [Int32](), scores: [Float]())
    for (row, unwanted) in leftOut.enumerated() {
      let entries = row * self.neighborCount..<(row + 1) * self.neighborCount
      let wanted = entries.filter { neighbors[$0] >= 0 && !unwanted.contains(Int(neighbors[$0])) }
        .prefix(neighborCount)
      let missing = neighborCount - wanted.count
      kept.neighbors += wanted.map { neighbors[$0] } + repeatElement(-1, count: missing)
      kept.scores += wanted.map { scores[$0] } + repeatElement(.nan, count: missing)
    }
    return NeighborRows(
      firstRow: firstRow,
      neighborCount: neighborCount,
      neighbors: kept.neighbors,
      scores: kept.scores
    )
  }
}

/// A place that neighbors are written to, run by run in ascending row order.
public protocol NeighborSink: AnyObject {
  /// Takes the next rows; `rows.firstRow` is where the last call ended.
  func write(_ rows: borrowing NeighborRows) throws
  /// Makes the output appear. Without it nothing is left behind.
  func finish() throws
}
