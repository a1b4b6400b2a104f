/// How few dimensions are enough: a coarse grid, then bisection where it changes from too few to
/// enough.
struct DimensionSearch: Sendable {
  /// d.
  let dimensions: Int
  /// The overlap that is to be kept.
  let wanted: Double

  /// Shares of d that are always tried.
  private static let grid: [Double] = [
    1.0 / 16, 1.0 / 8, 1.0 / 4, 3.0 / 8, 1.0 / 2, 5.0 / 8, 3.0 / 4, 7.0 / 8,
  ]

  struct Outcome {
    /// Ascending.
    let points: [AgreementSection.DimensionOverlap]
    /// Nil if only all d are.
    let enough: Int?
  }

  /// Tries the grid, then halves the gap between the greatest number that keeps too little (0 where
  /// none does) and the next greater one that was tried (d, where there is none), down to d/64.
  ///
  /// - Parameter overlap: of so many dimensions with all.
  func run(_ overlap: (Int) throws -> Estimate) rethrows -> Outcome {
    var found: [Int: Estimate] = [:]
    for share in Self.grid {
      let count = Int((share * Double(dimensions)).rounded())
      guard count >= 1, count < dimensions, found[count] == nil else { continue }
      found[count] = try overlap(count)
    }
    let failing: [Int] = found.filter { $0.value.value < wanted }.map(\.key)
    var tooFew: Int = failing.max() ?? 0
    let greater: [Int] = found.keys.filter { $0 > tooFew }
    var enough: Int = greater.min() ?? dimensions
    while enough - tooFew > max(1, dimensions / 64) {
      let middle = (tooFew + enough) / 2
      let estimate = try overlap(middle)
      found[middle] = estimate
      if estimate.value >= wanted { enough = middle } else { tooFew = middle }
    }
    let points = found.keys.sorted().compactMap { count in
      found[count].map { AgreementSection.DimensionOverlap(dimensions: count, overlap: $0) }
    }
    return Outcome(
      points: points,
      enough: enough < dimensions ? enough : nil
    )
  }
}
