import CSimKernels

/// Directions along which the rows of a matrix spread most, from a sample.
///
/// Any orthonormal directions give a valid screen; these make the leading coordinates of a row
/// carry most of its length, so that few columns bound its products well.
struct PrincipalAxes: Sendable {
  let dimensions: Int
  /// dimensions × dimensions, row-major; a row for each axis, the most important first.
  let axes: Memory<Float>
  /// Mean squared coordinate on each axis, relative to the mean squared length.
  let shares: [Double]

  /// Whether some directions matter more than others: if not, no row has near ones to be put by.
  ///
  /// A sample of rows without structure shows a spread of its own, of about 1 ± 2 √(d / sample).
  var showsStructure: Bool {
    let leading = max(1, dimensions / 6)
    let share = shares.prefix(leading).reduce(0, +)
    let chance = 1 + 2 * (Double(dimensions) / Double(Self.sampleCount)).squareRoot()
    return share > 1.25 * chance * Double(leading) / Double(dimensions)
  }

  private static let sampleCount = 4096

  /// - Returns: nil where LAPACK does not converge or no row has a length.
  /// - Complexity: O(4096 · d² + d³).
  static func of(_ side: PreparedSide) throws(JobError) -> PrincipalAxes? {
    let d = side.dimensions
    let gram = try Memory<Float>(count: d * d)
    let step = max(1, side.rowCount / sampleCount)
    let count = min(sampleCount, side.rowCount)
    // Every step-th row: a "row" of stride · step floats.
    BLAS.addSecondMoments(
      of: side.values.pointer,
      count: count,
      stride: side.stride * step,
      dimensions: d,
      to: gram.pointer
    )
    guard let values = BLAS.eigenvectors(of: gram.pointer, order: d) else { return nil }
    let total = values.reduce(0.0) { $0 + max(0, Double($1)) }
    guard total > 0, total.isFinite else { return nil }
    // Ascending eigenvalues: the last axis becomes the first.
    let axes = try Memory<Float>(count: d * d)
    for axis in 0..<d {
      (axes.pointer + axis * d).update(from: gram.pointer + (d - 1 - axis) * d, count: d)
    }
    return PrincipalAxes(
      dimensions: d,
      axes: axes,
      shares: values.reversed().map { max(0, Double($0)) / total }
    )
  }
}

extension PrincipalAxes {
  /// Random directions, the same for the same number of dimensions: distances along them are about
  /// those of the rows (Johnson and Lindenstrauss). They say nothing of shares.
  ///
  /// - Complexity: O(64 · d).
  static func random(dimensions: Int) throws(JobError) -> PrincipalAxes {
    let count = 64
    let axes = try Memory<Float>(count: count * dimensions)
    var random = SplitMix64(seed: 0x5eed)
    let length = 1 / Float(dimensions).squareRoot()
    for index in 0..<axes.count { axes.pointer[index] = random.next() & 1 == 0 ? length : -length }
    return PrincipalAxes(dimensions: dimensions, axes: axes, shares: [])
  }
}

/// Orthonormal directions M (`count` × d) that prefix screens project rows onto, and how much
/// the projection may err.
///
/// Let y = M p, r = p − Mᵀ M p, η = ‖M Mᵀ − 1‖. Then for rows i, j of unit length
/// |pᵢ·pⱼ − (yᵢ·yⱼ + rᵢ·rⱼ)| ≤ 3 η, since M r = (1 − M Mᵀ) y. Computed coordinates ŷ = y + f
/// have ‖f‖ ≤ φ = γ √count (1 + η), γ of ``ScreenBounds/productError(dimensions:)``. So with
/// t ≥ ‖r‖:
///
///     pᵢ·pⱼ ≤ ŷᵢ·ŷⱼ + tᵢ tⱼ + 3 η + 2 φ (1 + η) + 3 φ²
///
/// and ‖r‖² ≤ ‖p‖² − ‖ŷ‖² + 2 φ (1 + η) + φ² + η, from which t is taken. All of it scales with the
/// lengths of rows that are not of unit length.
struct Projection: Sendable {
  let count: Int
  let dimensions: Int
  /// count × dimensions, row-major.
  let directions: Memory<Float>
  /// ζ: what the bound adds for rows of unit length.
  let slack: Double
  /// What is added to a squared tail relative to the squared length of the row.
  let tailSlack: Double

  /// The first `count` axes; turned by a random rotation where `mixed`, which spreads the length of
  /// a row evenly over the coordinates, so that one scale of 8 bits suits all.
  init(_ axes: PrincipalAxes, count: Int, mixed: Bool, kernels: Kernels) throws(JobError) {
    let d = axes.dimensions
    self.count = count
    dimensions = d
    directions = try Memory<Float>(count: count * d)
    if mixed, let rotation = try Self.randomRotation(count) {
      // directions = rotation · axes; the product takes its right side transposed.
      let transposed = try Memory<Float>(count: d * count)
      for axis in 0..<count {
        for l in 0..<d { transposed.pointer[l * count + axis] = axes.axes.pointer[axis * d + l] }
      }
      BLAS.multiply(
        left: rotation.pointer,
        leftStride: count,
        rows: count,
        right: transposed.pointer,
        rightStride: count,
        columns: d,
        dimensions: count,
        sign: 1,
        tile: directions.pointer,
        tileStride: d
      )
    } else {
      directions.pointer.update(from: axes.axes.pointer, count: count * d)
    }
    let eta = try Self.deviation(directions, count: count, dimensions: d, kernels: kernels)
    let phi =
      ScreenBounds.productError(dimensions: d) * Double(count).squareRoot() * (1 + eta)
    slack = 1.01 * (3 * eta + 2 * phi * (1 + eta) + 3 * phi * phi)
    tailSlack = 1.01 * (2 * phi * (1 + eta) + phi * phi + eta)
  }

  /// ‖M Mᵀ − 1‖ in the Frobenius norm, which is at least the spectral one.
  private static func deviation(
    _ rows: Memory<Float>,
    count: Int,
    dimensions d: Int,
    kernels: Kernels
  ) throws(JobError) -> Double {
    let exact = try Memory<Double>(count: count * d)
    for index in 0..<count * d { exact.pointer[index] = Double(rows.pointer[index]) }
    let dot = kernels.table.pointee.dot
    var squared = 0.0
    for i in 0..<count {
      for j in i..<count {
        let product = dot?(exact.pointer + i * d, exact.pointer + j * d, d) ?? .infinity
        let error = product - (i == j ? 1 : 0)
        squared += (i == j ? 1 : 2) * error * error
      }
    }
    return squared.squareRoot()
  }

  /// Eigenvectors of a random symmetric matrix; nil where LAPACK does not converge.
  private static func randomRotation(_ order: Int) throws(JobError) -> Memory<Float>? {
    let matrix = try Memory<Float>(count: order * order)
    var random = SplitMix64(seed: 0x5eed)
    for index in 0..<order * order { matrix.pointer[index] = random.nextSymmetricFloat() }
    return BLAS.eigenvectors(of: matrix.pointer, order: order) == nil ? nil : matrix
  }
}
