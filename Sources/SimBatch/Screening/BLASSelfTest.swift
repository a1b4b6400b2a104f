/// Checks that `sgemm` multiplies before anything is believed: kernels chosen for the wrong CPU,
/// or miscompiled, do exist, and every later stage trusts their error bound.
enum BLASSelfTest {
  /// Shapes (rows, columns, dimensions) that exercise whole blocks and every kind of remainder.
  private static let shapes = [(1, 1, 1), (3, 5, 7), (65, 49, 33), (128, 96, 100), (17, 130, 384)]

  /// A process has one kernel, which is tested once.
  private static let outcome = Result { () throws(JobError) in
    for (rows, columns, dimensions) in shapes {
      try check(rows: rows, columns: columns, dimensions: dimensions)
    }
  }

  /// - Throws: ``JobError/brokenBLAS(kernel:detail:)`` when a product is farther from the product
  ///   in double precision than rounding can explain.
  /// - Complexity: two million multiplications; under 10 ms, the first time.
  static func run() throws(JobError) { try outcome.get() }

  private static func check(rows: Int, columns: Int, dimensions: Int) throws(JobError) {
    var random = SplitMix64(seed: UInt64(rows * 1_000_003 + columns * 1_009 + dimensions))
    let left = (0..<rows * dimensions).map { _ in random.nextSymmetricFloat() }
    let right = (0..<columns * dimensions).map { _ in random.nextSymmetricFloat() }
    let stride = columns + 3
    // What lies between the rows of the tile must stay as it is.
    var tile = [Float](repeating: 7, count: rows * stride)
    BLAS.multiply(
      left: left,
      leftStride: dimensions,
      rows: rows,
      right: right,
      rightStride: dimensions,
      columns: columns,
      dimensions: dimensions,
      sign: -1,
      tile: &tile,
      tileStride: stride
    )

    let bound = ScreenBounds.productError(dimensions: dimensions)
    for i in 0..<rows {
      for j in 0..<stride {
        let found = Double(tile[i * stride + j])
        guard j < columns else {
          try require(found == 7, "it wrote outside of its tile")
          continue
        }
        var product = 0.0
        var magnitude = 0.0
        for l in 0..<dimensions {
          let term = Double(left[i * dimensions + l]) * Double(right[j * dimensions + l])
          product += term
          magnitude += abs(term)
        }
        try require(
          abs(found + product) <= bound * magnitude,
          "\(rows) × \(columns) × \(dimensions): found \(-found), expected \(product)"
        )
      }
    }
  }

  private static func require(_ holds: Bool, _ detail: @autoclosure () -> String) throws(JobError) {
    guard holds else { throw .brokenBLAS(kernel: BLAS.kernelName, detail: detail()) }
  }
}
