import COpenBLAS

extension BLAS {
  /// `gram = rows · rowsᵀ` in `Double`: the products of `count` rows that follow each other, upper
  /// triangle of count × count.
  static func rowProducts(
    of rows: UnsafePointer<Double>,
    count: Int,
    dimensions: Int,
    to gram: UnsafeMutablePointer<Double>
  ) {
    cblas_dsyrk(
      CblasRowMajor,
      CblasUpper,
      CblasNoTrans,
      blasint(count),
      blasint(dimensions),
      1,
      rows,
      blasint(dimensions),
      0,
      gram,
      blasint(count)
    )
  }

  /// `sum += rowsᵀ · 1` in `Double`: adds `count` rows that follow each other.
  static func addRows(
    _ rows: UnsafePointer<Double>,
    count: Int,
    dimensions: Int,
    to sum: UnsafeMutablePointer<Double>
  ) {
    let ones = [Double](repeating: 1, count: count)
    cblas_dgemv(
      CblasRowMajor,
      CblasTrans,
      blasint(count),
      blasint(dimensions),
      1,
      rows,
      blasint(dimensions),
      ones,
      1,
      1,
      sum,
      1
    )
  }

  /// The eigenvalues of a symmetric matrix (its upper triangle, row-major), which is overwritten.
  ///
  /// - Returns: ascending, or nil where the iteration does not converge.
  /// - Complexity: O(order³), a third of what ``eigenvectors(of:order:)`` takes.
  static func eigenvalues(of matrix: UnsafeMutablePointer<Double>, order: Int) -> [Double]? {
    var n = Int32(order)
    var values = [Double](repeating: 0, count: order)
    var workSize = Int32(2 * order + 1)
    var wholeSize: Int32 = 1
    var work = [Double](repeating: 0, count: Int(workSize))
    var whole: [Int32] = [0]
    var info: Int32 = 0
    dsyevd_("N", "L", &n, matrix, &n, &values, &work, &workSize, &whole, &wholeSize, &info)
    return info == 0 ? values : nil
  }
}
