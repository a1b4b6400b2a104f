import CSimKernels

/// The mean row of a matrix.
enum ColumnMean {
  /// Rows whose sum one worker takes at a time. Fixed, so that the order of additions, and with
  /// it every bit of the mean, does not depend on the number of workers.
  private static let chunk = 1024

  /// The mean of the rows that are finite, or zeros where there are none.
  ///
  /// - Returns: `dimensions` values.
  /// - Throws: ``JobError/data(_:)`` when sums leave the range of `Double`.
  /// - Complexity: O(n · d), in parallel.
  static func of(_ source: RowSource, kernels: Kernels, workers: Int) throws(JobError)
    -> Memory<Double>
  {
    let dimensions = source.dimensions
    let chunks = (source.rowCount + chunk - 1) / chunk
    let sums = try Memory<Double>(count: chunks * dimensions)
    let counts = try Memory<Int>(count: chunks)
    let work = try Memory<Double>(count: workers * dimensions)
    Workers.forEachChunk(of: source.rowCount, size: chunk, workers: workers) { worker, range in
      var rows = source.kernelRows
      let index = range.lowerBound / chunk
      counts[index] = sim_add_rows(
        kernels.table,
        &rows,
        range.lowerBound,
        range.count,
        sums.pointer + index * dimensions,
        work.pointer + worker * dimensions
      )
      source.releasePages(of: range)
    }
    let mean = try Memory<Double>(count: dimensions)
    let count = (0..<chunks).reduce(0) { $0 + counts[$1] }
    for dimension in 0..<dimensions where count > 0 {
      let sum = (0..<chunks).reduce(0.0) { $0 + sums[$1 * dimensions + dimension] }
      guard sum.isFinite else {
        throw .data(
          """
          \(source.matrix.name): the values of dimension \(dimension) add up to more than an f64 \
          holds, so that there is no mean row; rows of such values have to be removed first
          """
        )
      }
      mean[dimension] = sum / Double(count)
    }
    return mean
  }
}
