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

  public init(firstRow: Int, neighborCount: Int, neighbors: [Int32], scores: [Float]) {
    precondition(neighborCount > 0 && neighbors.count == scores.count)
    precondition(neighbors.count % neighborCount == 0)
    self.firstRow = firstRow
    self.neighborCount = neighborCount
    self.neighbors = neighbors
    self.scores = scores
  }

  /// Rows in this run.
  public var rowCount: Int { neighbors.count / neighborCount }
}

/// A place that neighbors are written to, run by run in ascending row order.
public protocol NeighborSink: AnyObject {
  /// Takes the next rows; `rows.firstRow` is where the last call ended.
  func write(_ rows: borrowing NeighborRows) throws
  /// Makes the output appear. Without it nothing is left behind.
  func finish() throws
}
