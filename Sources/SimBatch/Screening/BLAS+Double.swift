import COpenBLAS

extension BLAS {
  /// `gram += rowsᵀ · rows` in `Double`: the second moments of `count` rows that follow each other,
  /// upper triangle of d × d.
  static func addSecondMoments(
    of rows: UnsafePointer<Double>,
    count: Int,
    dimensions: Int,
    to gram: UnsafeMutablePointer<Double>
  ) {
    cblas_dsyrk(
      CblasRowMajor,
      CblasUpper,
      CblasTrans,
      blasint(dimensions),
      blasint(count),
      1,
      rows,
      blasint(dimensions),
      1,
      gram,
      blasint(dimensions)
    )
  }

  /// Replaces a symmetric matrix (its upper triangle, row-major) by its eigenvectors, a row each.
  ///
  /// - Returns: the eigenvalues, ascending, or nil where the iteration does not converge.
  /// - Complexity: O(order³).
  static func eigenvectors(of matrix: UnsafeMutablePointer<Double>, order: Int) -> [Double]? {
    // As of `Float`: row-major upper is column-major lower.
    var n = Int32(order)
    var values = [Double](repeating: 0, count: order)
    var sizes: (work: Double, whole: Int32) = (0, 0)
    var query: Int32 = -1
    var info: Int32 = 0
    dsyevd_(
      "V",
      "L",
      &n,
      matrix,
      &n,
      &values,
      &sizes.work,
      &query,
      &sizes.whole,
      &query,
      &info
    )
    guard info == 0 else { return nil }
    var workSize = Int32(sizes.work)
    var wholeSize = sizes.whole
    var work = [Double](repeating: 0, count: Int(workSize))
    var whole = [Int32](repeating: 0, count: Int(wholeSize))
    dsyevd_("V", "L", &n, matrix, &n, &values, &work, &workSize, &whole, &wholeSize, &info)
    return info == 0 ? values : nil
  }
}
