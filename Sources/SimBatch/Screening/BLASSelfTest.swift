/// Checks that `sgemm` multiplies before anything is believed: kernels chosen for the wrong CPU,
/// or miscompiled, do exist, and every later stage trusts their error bound.
enum BLASSelfTest {
  /// Shapes (rows, columns, dimensions) that exercise whole blocks and every kind of remainder.
  private static let shapes = [(1, 1, 1), (3, 5, 7), (65, 49, 33), (128, 96, 100), (17, 130, 384)]

  /// - Throws: ``JobError/brokenBLAS(kernel:detail:)`` when a product is farther from the product
  ///   in double precision than rounding can explain.
  /// - Complexity: two million multiplications; under 10 ms.
  static func run() throws(JobError) {
    for (rows, columns, dimensions) in shapes {
      try check(rows: rows, columns: columns, dimensions: dimensions)
    }
  }

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

/// A small generator of reproducible numbers (Steele, Lea and Flood, OOPSLA 2014).
struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Uniform on (−1, 1).
  mutating func nextSymmetricFloat() -> Float {
    Float(Int32(truncatingIfNeeded: next() >> 40) - (1 << 23)) / Float(1 << 23)
  }
}
