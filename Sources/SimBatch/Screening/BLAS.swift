import COpenBLAS

/// The matrix product, by OpenBLAS.
enum BLAS {
  /// Makes every call run on the thread that makes it. Call once, before the first product.
  static func useCallingThreadOnly() { openblas_set_num_threads(1) }

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
