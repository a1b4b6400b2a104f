extension NeighborSearch {
  /// What the search would cost on many machines: seconds of a sample on this one, and a model.
  ///
  /// - Parameters:
  ///   - rows: as if the base (and in a self-join the rows) were so many; nil for as many as
  ///     there are.
  ///   - machines: a number of machines to be looked at as well.
  /// - Throws: what ``run(to:progress:)`` throws for the sample.
  public func estimate(rows: Int? = nil, machines: Int? = nil) throws -> ShardEstimate {
    let selection = RowSelection(sampleCount: min(ShardEstimate.sampledRows, base.rowCount))
    let sampled = try NeighborSearch(base: base.selecting(selection), options: options)
    let report = try sampled.run(to: NoNeighbors())
    let whole = PairRegion(
      baseCount: rows ?? base.rowCount,
      queryCount: queries.map(\.rowCount)
    )
    return ShardEstimate(
      ShardEstimate.Shape(
        whole: whole,
        dimensions: report.settings.dimensions,
        rowByteCount: base.dimensionCount * base.elementType.byteCount,
        partBytesByRow: Double(RunningAnswers.byteCount(rowCount: 1, neighborCount: foundCount)),
        seedPairsByRow: queries == nil
          ? TileQueue.defaultSide(
            rowCount: whole.columns.count,
            columnCount: whole.columns.count,
            workers: report.settings.threads
          ) : 0
      ),
      sample: ShardEstimate.Sample(
        rows: sampled.rowCount,
        pairs: report.work.pairsCompared,
        seconds: report.seconds
      ),
      threads: report.settings.threads,
      machines: machines
    )
  }
}

/// Takes neighbors that nobody wants.
private final class NoNeighbors: NeighborSink {
  func write(_ rows: borrowing NeighborRows) {}
  func finish() {}
}
