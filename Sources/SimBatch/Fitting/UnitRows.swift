import CSimKernels

/// Some rows of a matrix in `Double`, each of length 1.
struct UnitRows: Sendable {
  let dimensions: Int
  let count: Int
  /// Row-major, without gaps.
  let values: Memory<Double>
  /// Of the rows that were wanted: whether each can be judged; zeros stand for one that cannot.
  let isGood: [Bool]

  /// - Parameters:
  ///   - rows: positions in the matrix.
  ///   - dimensions: leading ones that take part.
  /// - Complexity: O(rows · d).
  init(_ rows: [Int], of matrix: StoredMatrix, dimensions: Int, kernels: Kernels)
    throws(JobError)
  {
    self.dimensions = dimensions
    count = rows.count
    values = try Memory(count: rows.count * dimensions)
    var source = RowSource(matrix: matrix, dimensions: dimensions, columnMean: nil).kernelRows
    let work = try Memory<Double>(count: dimensions)
    var isGood: [Bool] = []
    for (place, row) in rows.enumerated() {
      var info = sim_row_info()
      let state = sim_examine_row(
        kernels.table,
        &source,
        row,
        SIM_COSINE,
        &info,
        work.pointer
      )
      isGood.append(state == SIM_ROW_GOOD)
      guard state == SIM_ROW_GOOD else { continue }
      kernels.table.pointee.expand(&source, row, info.scale, 0, work.pointer)
      let target = values.pointer + place * dimensions
      for l in 0..<dimensions { target[l] = work.pointer[l] / info.norm }
    }
    self.isGood = isGood
  }

  init(count: Int, dimensions: Int, values: Memory<Double>, isGood: [Bool]) {
    precondition(values.count == count * dimensions && isGood.count == count)
    self.dimensions = dimensions
    self.count = count
    self.values = values
    self.isGood = isGood
  }

  /// The rows times a d × d matrix (or its transpose), of any length.
  func multiplied(by matrix: Memory<Double>, _ turned: BLAS.Turned = .no) throws(JobError)
    -> UnitRows
  {
    let product = try BLAS.multiply(
      values,
      .no,
      matrix,
      turned,
      rows: count,
      inner: dimensions,
      columns: dimensions
    )
    return UnitRows(count: count, dimensions: dimensions, values: product, isGood: isGood)
  }
}
