import COpenBLAS

/// The matrix product, by OpenBLAS. Who multiplies calls ``start(workers:)`` first.
enum BLAS {
  /// `tile = sign · left · rightᵀ`: rows × columns dot products of prepared rows.
  ///
  /// - Parameters:
  ///   - left: rows × dimensions, row-major, `leftStride` floats from row to row.
  ///   - right: columns × dimensions, likewise.
  ///   - tile: rows × columns, likewise.
  ///   - sign: 1, or −1 to look for the farthest.
  static func multiply(
    left: UnsafePointer<Float>,
    leftStride: Int,
    rows: Int,
    right: UnsafePointer<Float>,
    rightStride: Int,
    columns: Int,
    dimensions: Int,
    sign: Float,
    tile: UnsafeMutablePointer<Float>,
    tileStride: Int
  ) {
    cblas_sgemm(
      CblasRowMajor,
      CblasNoTrans,
      CblasTrans,
      blasint(rows),
      blasint(columns),
      blasint(dimensions),
      sign,
      left,
      blasint(leftStride),
      right,
      blasint(rightStride),
      0,
      tile,
      blasint(tileStride)
    )
  }

  /// `gram = rowsᵀ · rows`: the second moments of `count` rows, upper triangle of d × d.
  static func addSecondMoments(
    of rows: UnsafePointer<Float>,
    count: Int,
    stride: Int,
    dimensions: Int,
    to gram: UnsafeMutablePointer<Float>
  ) {
    cblas_ssyrk(
      CblasRowMajor,
      CblasUpper,
      CblasTrans,
      blasint(dimensions),
      blasint(count),
      1,
      rows,
      blasint(stride),
      1,
      gram,
      blasint(dimensions)
    )
  }

  /// Replaces a symmetric matrix (its upper triangle, row-major) by its eigenvectors, a row each.
  ///
  /// - Returns: the eigenvalues, ascending, or nil where the iteration does not converge.
  /// - Complexity: O(order³).
  static func eigenvectors(of matrix: UnsafeMutablePointer<Float>, order: Int) -> [Float]? {
    // Row-major upper is column-major lower; columns of eigenvectors are rows here.
    var n = Int32(order)
    var values = [Float](repeating: 0, count: order)
    var sizes: (work: Float, whole: Int32) = (0, 0)
    var query: Int32 = -1
    var info: Int32 = 0
    ssyevd_(
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
    var work = [Float](repeating: 0, count: Int(workSize))
    var whole = [Int32](repeating: 0, count: Int(wholeSize))
    ssyevd_("V", "L", &n, matrix, &n, &values, &work, &workSize, &whole, &wholeSize, &info)
    return info == 0 ? values : nil
  }

  /// The CPU that OpenBLAS chose its kernels for, such as `Haswell` or `SkylakeX`.
  static var kernelName: String { String(cString: openblas_get_corename()) }

  /// Version and build options, as the library prints them.
  static var configuration: String { String(cString: openblas_get_config()) }

  /// The version alone.
  static var version: String {
    let words = configuration.split(separator: " ")
    return words.count > 1 ? String(words[1]) : configuration
  }
}
