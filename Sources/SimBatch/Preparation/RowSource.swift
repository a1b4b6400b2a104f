import CSimKernels

/// The stored rows that a job reads: a matrix, cut to its first `dimensions`, with a mean row to be
/// subtracted or none.
struct RowSource: Sendable {
  let matrix: StoredMatrix
  /// Values of each row that take part (`--dims`).
  let dimensions: Int
  /// The mean row that is subtracted from each row first (`--center-columns`).
  let columnMean: Memory<Double>?
  /// Whether mapped rows leave memory once they have been read in turn.
  var releasesPages = false

  var rowCount: Int { matrix.rowCount }

  /// The rows as kernels see them; valid while `self` is alive.
  var kernelRows: sim_rows {
    let base = matrix.bytes.withBytes { bytes in
      bytes.baseAddress.map { $0 + min(matrix.firstValueOffset, bytes.count) }
    }
    return sim_rows(
      base: base,
      stride: matrix.rowStride,
      count: matrix.rowCount,
      dimensions: dimensions,
      element: matrix.elementType.kernelValue,
      column_mean: columnMean.map { UnsafePointer($0.pointer) }
    )
  }
}

extension RowSource {
  /// Lets the system have back the memory of all mapped rows.
  func releasePages() {
    if releasesPages { matrix.bytes.releasePages(0..<matrix.bytes.count) }
  }

  /// The same of a run of rows that has been read.
  func releasePages(of rows: Range<Int>) {
    guard releasesPages else { return }
    let first = matrix.firstValueOffset + rows.lowerBound * matrix.rowStride
    matrix.bytes.releasePages(first..<first + rows.count * matrix.rowStride)
  }
}

extension ElementType {
  var kernelValue: sim_element {
    switch self {
    case .f16: SIM_F16
    case .f32: SIM_F32
    case .f64: SIM_F64
    case .i8: SIM_I8
    case .u8: SIM_U8
    }
  }
}
