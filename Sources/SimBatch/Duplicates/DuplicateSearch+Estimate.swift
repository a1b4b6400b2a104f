extension DuplicateSearch {
  /// What the search for pairs would cost on many machines: seconds of a sample on this one, and a
  /// model.
  ///
  /// - Parameters:
  ///   - rows: as if the matrix had so many; nil for as many as it has.
  ///   - machines: a number of machines to be looked at as well.
  /// - Throws: what ``run(pairs:progress:)`` throws for the sample.
  public func estimate(rows: Int? = nil, machines: Int? = nil) throws -> ShardEstimate {
    let selection = RowSelection(sampleCount: min(ShardEstimate.sampledRows, matrix.rowCount))
    let sampled = try DuplicateSearch(rows: matrix.selecting(selection), options: options)
    let report = try sampled.run().report
    let count = rows ?? matrix.rowCount
    return ShardEstimate(
      ShardEstimate.Shape(
        whole: PairRegion(
          baseCount: old?.rowCount ?? count,
          queryCount: old == nil ? nil : count
        ),
        dimensions: report.settings.dimensions,
        rowByteCount: matrix.dimensionCount * matrix.elementType.byteCount
      ),
      sample: ShardEstimate.Sample(
        rows: report.input.rows,
        pairs: report.work.pairsCompared,
        seconds: report.seconds
      ),
      threads: report.settings.threads,
      machines: machines
    )
  }
}
