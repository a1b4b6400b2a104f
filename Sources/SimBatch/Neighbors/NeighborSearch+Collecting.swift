extension NeighborSearch {
  /// Computes everything and returns it, instead of writing it to a sink.
  ///
  /// For answers that fit into memory; ``run(to:progress:)`` writes any number of rows, and reports
  /// what it did.
  ///
  /// - Returns: all rows, from row 0 on, with ``neighborCount`` entries of 8 bytes each, or as many as
  ///   a row can have if those are fewer. They come on top of ``ResourceOptions/memory``.
  /// - Throws: ``JobError`` for rows that cannot be judged, too little memory or a broken BLAS.
  /// - Complexity: that of ``run(to:progress:)``.
  public func neighbors(progress: (any ProgressObserver)? = nil) throws -> NeighborRows {
    let collector = NeighborCollector(rowCount: rowCount, neighborCount: entryCount)
    _ = try answer(to: collector, progress: progress)
    return NeighborRows(
      firstRow: 0,
      neighborCount: entryCount,
      neighbors: collector.neighbors,
      scores: collector.scores,
      percentiles: options.calibration.map { _ in collector.percentiles }
    )
  }
}

/// A sink that keeps what it is given.
private final class NeighborCollector: NeighborSink {
  private(set) var neighbors: [Int32] = []
  private(set) var scores: [Float] = []
  private(set) var percentiles: [Float] = []

  init(rowCount: Int, neighborCount: Int) {
    neighbors.reserveCapacity(rowCount * neighborCount)
    scores.reserveCapacity(rowCount * neighborCount)
  }

  func write(_ rows: borrowing NeighborRows) {
    neighbors += rows.neighbors
    scores += rows.scores
    percentiles += rows.percentiles ?? []
  }

  func finish() {}
}
