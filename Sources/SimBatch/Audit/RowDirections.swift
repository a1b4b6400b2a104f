import CSimKernels

/// Lengths and directions of rows: how long they are, and how far they point the same way.
struct RowDirections {
  /// Lengths of the rows that are finite and not zero.
  let norms: SortedValues
  /// Length of the mean of unit rows, and how many there are.
  let commonDirection: Estimate
  /// Mean share of the squared length along (1, …, 1).
  let componentMeanShare: Estimate

  /// Rows that are added at a time: fixed, so that no bit depends on the number of workers.
  private static let chunk = 1024

  /// - Complexity: O(n · d), in parallel.
  static func of(_ means: AuditMeans) throws(JobError) -> RowDirections {
    let source = RowSource(
      matrix: means.base,
      dimensions: means.rows.dimensions ?? means.base.dimensionCount,
      columnMean: nil
    )
    func examined(_ measure: Measure) throws(JobError) -> ExaminedRows {
      try ExaminedRows(source, measure: measure, kernels: means.kernels, workers: means.workers)
    }
    let cosine = try examined(.cosine)
    let pearson = try examined(.pearson)
    let rows = (0..<source.rowCount).filter { cosine.isGood($0) }
    let shares = rows.map { row in
      Self.componentMeanShare(row, cosine: cosine, pearson: pearson)
    }
    let directions = means.measure == .pearson ? pearson : cosine
    return RowDirections(
      norms: SortedValues(rows.map { cosine.norm($0) }),
      commonDirection: try Self.commonDirection(directions, means),
      componentMeanShare: .exact(
        rows.isEmpty ? .nan : shares.reduce(0, +) / Double(rows.count),
        count: rows.count
      )
    )
  }

  /// d m² / |x|² for the mean component m, which Pearson subtracts.
  private static func componentMeanShare(
    _ row: Int,
    cosine: ExaminedRows,
    pearson: ExaminedRows
  ) -> Double {
    // A row that Pearson cannot judge is constant.
    guard pearson.isGood(row) else { return 1 }
    let info = pearson.info[row]
    let ratio = info.shift / info.scale / cosine.norm(row)
    return min(1, Double(cosine.source.dimensions) * ratio * ratio)
  }

  private static func commonDirection(_ rows: ExaminedRows, _ means: AuditMeans)
    throws(JobError) -> Estimate
  {
    try BLAS.start(workers: means.workers)
    let d = rows.source.dimensions
    let good = (0..<rows.source.rowCount).filter { rows.isGood($0) }
    guard !good.isEmpty else { return .exact(.nan, count: 0) }
    let chunkCount = (good.count + chunk - 1) / chunk
    let sums = try Memory<Double>(count: chunkCount * d)
    let buffers = try Memory<Double>(count: means.workers * chunk * d)
    let expand = means.kernels.table.pointee.expand
    Workers.forEachChunk(of: good.count, size: chunk, workers: means.workers) { worker, range in
      var stored = rows.source.kernelRows
      let values = buffers.pointer + worker * chunk * d
      for (index, row) in good[range].enumerated() {
        let info = rows.info[row]
        expand?(&stored, row, info.scale / info.norm, info.shift / info.norm, values + index * d)
      }
      BLAS.addRows(
        values,
        count: range.count,
        dimensions: d,
        to: sums.pointer + range.lowerBound / chunk * d
      )
    }
    var square = 0.0
    for dimension in 0..<d {
      let sum = (0..<chunkCount).reduce(0.0) { $0 + sums[$1 * d + dimension] }
      square += sum * sum
    }
    return .exact(square.squareRoot() / Double(good.count), count: good.count)
  }
}
