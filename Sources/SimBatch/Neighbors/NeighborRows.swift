/// The answers for a run of consecutive rows: what sinks write.
public struct NeighborRows: Sendable {
  /// Number of the first row in this run.
  public let firstRow: Int
  /// Entries a row has: k, or as many as a row can have if those are fewer.
  public let neighborCount: Int
  /// Row numbers of the neighbors, best first, rows × entries; −1 where a row has fewer.
  public var neighbors: [Int32]
  /// Their reported scores (distances for `euclidean`), rows × entries; NaN where missing.
  public var scores: [Float]
  /// The shares of random pairs that score lower, rows × entries, from 0 to 1; NaN where missing, and
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

  /// These rows with `neighborCount` entries each: the one to start with, then the best that are none
  /// of the row's own.
  ///
  /// - Parameters:
  ///   - ownRows: by row, what is left out of its neighbors.
  ///   - starts: by row, what they start with; nil for nothing.
  /// - Precondition: they are not rated yet.
  func replacingOwnRows(
    _ ownRows: [Set<Int>],
    by starts: [Neighbor?],
    neighborCount: Int
  ) -> NeighborRows {
    precondition(ownRows.count == rowCount && starts.count == rowCount && percentiles == nil)
    var kept = (neighbors: [Int32](), scores: [Float]())
    for (index, (unwanted, start)) in zip(ownRows, starts).enumerated() {
      if let start {
        kept.neighbors.append(Int32(start.row))
        kept.scores.append(start.score)
      }
      let rest = neighborCount - (start == nil ? 0 : 1)
      let entries = index * self.neighborCount..<(index + 1) * self.neighborCount
      let wanted = entries.filter { neighbors[$0] >= 0 && !unwanted.contains(Int(neighbors[$0])) }
        .prefix(rest)
      let missing = rest - wanted.count
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
