extension FullMatrixJob {
  /// Rows of the product that is timed.
  private static let sampledRows = 192

  /// What the matrix would cost on many machines: the rate of products on this one, and a model.
  ///
  /// - Parameters:
  ///   - rows: as if the base had so many; nil for as many as it has.
  ///   - machines: a number of machines to be looked at as well.
  /// - Throws: ``JobError`` where BLAS cannot start.
  public func estimate(rows: Int? = nil, machines: Int? = nil) throws -> ShardEstimate {
    let start = try JobStart(options.resources)
    let dimensions = options.rows.dimensions ?? base.dimensionCount
    let rate = try MachineRates.measure(start.kernels).product * Double(start.workers)
    let pairs = Self.sampledRows * Self.sampledRows
    let whole = PairRegion(
      baseCount: rows ?? base.rowCount,
      queryCount: queries?.rowCount
    )
    let scoreSize = Double(MemoryLayout<Float>.size)
    return ShardEstimate(
      ShardEstimate.Shape(
        whole: whole,
        dimensions: dimensions,
        rowByteCount: base.dimensionCount * base.elementType.byteCount,
        partBytesByPair: scoreSize,
        granularity: ScoreBlocks.squareSide,
        outputBytes: scoreSize * Double(whole.rows.count) * Double(whole.columns.count)
      ),
      sample: ShardEstimate.Sample(
        rows: Self.sampledRows,
        pairs: pairs,
        seconds: ["compare": 2 * Double(pairs) * Double(dimensions) / rate]
      ),
      threads: start.workers,
      machines: machines
    )
  }
}
