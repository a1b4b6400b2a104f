/// A map under which differences of alike rows are of the same size in all directions, or nearly so:
/// what rows that are alike differ in counts less (relevant component analysis, Bar-Hillel, Hertz,
/// Shental and Weinshall, ICML 2003).
///
/// With S = Σ w δδᵀ / Σ w over the differences δ of alike unit rows, t = trace S / d and a shrinkage
/// λ, the map is `((1 − λ) S + λ t I)^(−1/2)`, symmetric; λ = 1 leaves cosines as they are.
struct Whitening: Sendable {
  /// Shrinkages that are tried.
  static let shrinkages = [0.005, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9]

  private let dimensions: Int
  /// Of S, ascending.
  private let eigenvalues: [Double]
  /// A row each.
  let eigenvectors: Memory<Double>

  /// - Parameters:
  ///   - pairs: of `left` and `right`, by place.
  ///   - weights: how alike each is, 0 to 1; not all 0.
  /// - Throws: ``JobError/data(_:)`` where all differences are 0.
  /// - Complexity: O(pairs · d² + d³).
  init(left: UnitRows, right: UnitRows, pairs: [RowPair], weights: [Double]) throws(JobError) {
    let d = left.dimensions
    dimensions = d
    let weighted = pairs.indices.filter { weights[$0] > 0 }
    let total = weighted.reduce(0) { $0 + weights[$1] }
    let differences = try Memory<Double>(count: weighted.count * d)
    for (place, index) in weighted.enumerated() {
      let (a, b) = (
        left.values.pointer + pairs[index].row * d, right.values.pointer + pairs[index].other * d
      )
      let factor = (weights[index] / total).squareRoot()
      let target = differences.pointer + place * d
      for l in 0..<d { target[l] = (a[l] - b[l]) * factor }
    }
    eigenvectors = try BLAS.multiply(
      differences,
      .yes,
      differences,
      .no,
      rows: d,
      inner: weighted.count,
      columns: d
    )
    guard let values = BLAS.eigenvectors(of: eigenvectors, order: d),
      values.reduce(0, +) > 0
    else { throw .data("rows that are judged alike do not differ: there is nothing to learn") }
    // Rounding may leave a value just below 0.
    eigenvalues = values.map { max(0, $0) }
  }

  /// Squares of the factors by which the map stretches its axes, the eigenvectors.
  func squaredFactors(shrinkage: Double) -> [Double] {
    let mean = eigenvalues.reduce(0, +) / Double(dimensions)
    return eigenvalues.map { mean / ((1 - shrinkage) * $0 + shrinkage * mean) }
  }

  /// The map: d × d, symmetric.
  func map(shrinkage: Double) throws(JobError) -> Memory<Double> {
    let stretched = try Memory<Double>(count: dimensions * dimensions)
    for (axis, square) in squaredFactors(shrinkage: shrinkage).enumerated() {
      let factor = square.squareRoot()
      let (from, to) = (
        eigenvectors.pointer + axis * dimensions, stretched.pointer + axis * dimensions
      )
      for l in 0..<dimensions { to[l] = from[l] * factor }
    }
    return try BLAS.multiply(
      eigenvectors,
      .yes,
      stretched,
      .no,
      rows: dimensions,
      inner: dimensions,
      columns: dimensions
    )
  }

  /// Cosines of pairs of mapped rows under each of the shrinkages.
  ///
  /// - Complexity: O((rows · d + pairs · shrinkages) · d).
  func cosines(_ rows: UnitRows, pairs: [RowPair]) throws(JobError) -> [[Double]] {
    let d = dimensions
    let turned = try rows.multiplied(by: eigenvectors, .yes)
    // What is summed, a row for each pair: products, squares of either.
    let terms = try Memory<Double>(count: 3 * pairs.count * d)
    for (index, pair) in pairs.enumerated() {
      let (a, b) = (turned.values.pointer + pair.row * d, turned.values.pointer + pair.other * d)
      let target = terms.pointer + 3 * index * d
      for l in 0..<d {
        target[l] = a[l] * b[l]
        target[d + l] = a[l] * a[l]
        target[2 * d + l] = b[l] * b[l]
      }
    }
    let factors = try Memory(Self.shrinkages.flatMap { squaredFactors(shrinkage: $0) })
    let sums = try BLAS.multiply(
      terms,
      .no,
      factors,
      .yes,
      rows: 3 * pairs.count,
      inner: d,
      columns: Self.shrinkages.count
    )
    let width = Self.shrinkages.count
    return Self.shrinkages.indices.map { candidate in
      pairs.indices.map { index in
        func sum(_ kind: Int) -> Double { sums[(3 * index + kind) * width + candidate] }
        return sum(0) / (sum(1) * sum(2)).squareRoot()
      }
    }
  }
}
