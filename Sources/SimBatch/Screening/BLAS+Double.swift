import COpenBLAS

/// Linear algebra of small matrices in `Double`, row-major without gaps, on the calling thread.
extension BLAS {
  /// Whether a factor of a product is turned.
  enum Turned { case no, yes }

  /// `product = left · right`, rows × columns, either factor turned first.
  ///
  /// - Complexity: O(rows · inner · columns).
  static func multiply(
    _ left: Memory<Double>,
    _ leftTurned: Turned = .no,
    _ right: Memory<Double>,
    _ rightTurned: Turned = .no,
    rows: Int,
    inner: Int,
    columns: Int
  ) throws(JobError) -> Memory<Double> {
    precondition(left.count >= rows * inner && right.count >= inner * columns)
    let product = try Memory<Double>(count: rows * columns)
    guard product.count > 0, inner > 0 else { return product }
    cblas_dgemm(
      CblasRowMajor,
      leftTurned == .yes ? CblasTrans : CblasNoTrans,
      rightTurned == .yes ? CblasTrans : CblasNoTrans,
      blasint(rows),
      blasint(columns),
      blasint(inner),
      1,
      left.pointer,
      blasint(leftTurned == .yes ? rows : inner),
      right.pointer,
      blasint(rightTurned == .yes ? inner : columns),
      0,
      product.pointer,
      blasint(columns)
    )
    return product
  }

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

  /// Replaces a symmetric matrix by its eigenvectors, a row each.
  ///
  /// - Returns: the eigenvalues, ascending, or nil where the iteration does not converge.
  /// - Complexity: O(order³).
  static func eigenvectors(of matrix: Memory<Double>, order: Int) -> [Double]? {
    precondition(matrix.count >= order * order && order > 0)
    // Row-major is column-major turned; columns of eigenvectors are rows here.
    var n = Int32(order)
    var values = [Double](repeating: 0, count: order)
    var sizes: (work: Double, whole: Int32) = (0, 0)
    var query: Int32 = -1
    var info: Int32 = 0
    let a = matrix.pointer
    dsyevd_("V", "L", &n, a, &n, &values, &sizes.work, &query, &sizes.whole, &query, &info)
    guard info == 0 else { return nil }
    var workSize = Int32(sizes.work)
    var wholeSize = sizes.whole
    var work = [Double](repeating: 0, count: Int(workSize))
    var whole = [Int32](repeating: 0, count: Int(wholeSize))
    dsyevd_("V", "L", &n, a, &n, &values, &work, &workSize, &whole, &wholeSize, &info)
    return info == 0 ? values : nil
  }

  /// Replaces `right` (order × columns) by the X of `matrix` · X = `right`, for a symmetric positive
  /// definite matrix, which is overwritten.
  ///
  /// - Returns: false where the matrix is not positive definite.
  /// - Complexity: O(order² · (order + columns)).
  static func solve(
    _ matrix: Memory<Double>,
    _ right: Memory<Double>,
    order: Int,
    columns: Int
  ) throws(JobError) -> Bool {
    precondition(matrix.count >= order * order && right.count >= order * columns)
    // LAPACK has columns one after another: rows of the turned right side.
    let turned = try transposed(right, rows: order, columns: columns)
    var (n, count, info) = (Int32(order), Int32(columns), Int32(0))
    dposv_("L", &n, &count, matrix.pointer, &n, turned.pointer, &n, &info)
    guard info == 0 else { return false }
    let solution = try transposed(turned, rows: columns, columns: order)
    right.pointer.update(from: solution.pointer, count: order * columns)
    return true
  }

  private static func transposed(_ matrix: Memory<Double>, rows: Int, columns: Int)
    throws(JobError) -> Memory<Double>
  {
    let turned = try Memory<Double>(count: rows * columns)
    let (from, to) = (matrix.pointer, turned.pointer)
    for row in 0..<rows {
      for column in 0..<columns { to[column * rows + row] = from[row * columns + column] }
    }
    return turned
  }
}
