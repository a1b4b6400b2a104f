/// Scores that random pairs reach once in many pairs: quantiles of the sample, or beyond it of the
/// tail that was fitted to it.
struct RareScores {
  private let null: NullDistribution
  /// Whether the pairs scored are all there are.
  private let isWhole: Bool
  /// The greatest possible score, the least possible distance.
  private let bound: Double
  private let seed: UInt64

  /// Pairs of the sample that should reach a score for its quantile to be trusted.
  private static let fewest = 10.0
  /// The share of the sample that the tail is fitted to, and the pairs that are enough for it.
  private static let tailShare = 0.02
  private static let tailCount = 20...2000
  /// Samples drawn for an interval of the fit.
  private static let replicates = 200

  init(_ null: NullDistribution, isWhole: Bool, bound: Double, seed: UInt64) {
    self.null = null
    self.isWhole = isWhole
    self.bound = bound
    self.seed = seed
  }

  /// What is reached once in so many pairs, and whether it was extrapolated; nil without pairs.
  ///
  /// - Parameter pairs: at least 1.
  func score(onceIn pairs: Double) -> (score: Estimate, isExtrapolated: Bool)? {
    guard null.count > 0 else { return nil }
    let share = 1 / pairs
    if Double(null.count) * share >= Self.fewest || (isWhole && Double(null.count) * share >= 1) {
      let quantile = null.isDistance ? share : 1 - share
      let score: Estimate =
        isWhole
        ? .exact(null.scores.quantile(quantile), count: null.count)
        : null.scores.estimate(quantile)
      return (score, false)
    }
    return (extrapolated(share), true)
  }

  private func extrapolated(_ share: Double) -> Estimate {
    let sign = null.isDistance ? -1.0 : 1.0
    let values = null.scores.values
    let wanted = Int(Double(values.count) * Self.tailShare)
    let count = min(
      max(wanted, Self.tailCount.lowerBound),
      Self.tailCount.upperBound,
      values.count - 1
    )
    let greatest = sign > 0 ? values[values.count - 1] : values[0]
    guard count >= Self.tailCount.lowerBound else {
      return .exact(greatest, count: values.count)
    }
    let tail = sign > 0 ? values.suffix(count + 1) : values.prefix(count + 1)
    // Ascending by how far they exceed the least alike of them.
    let excesses = (sign > 0 ? Array(tail) : tail.reversed())
    let threshold = excesses[0]
    let beyond = excesses.dropFirst().map { sign * ($0 - threshold) }
    let tailShare = share * Double(values.count) / Double(count)
    let estimate = Bootstrap(seed: seed).estimate(count: count, replicates: Self.replicates) {
      sign * ParetoTail(excesses: beyond, drawn: $0).excess(beyond: tailShare)
    }
    // All that was seen exceeds the threshold by as much, as where all scores are equal.
    guard estimate.value.isFinite else { return .exact(greatest, count: values.count) }
    func capped(_ excess: Double) -> Double {
      sign > 0 ? min(bound, threshold + excess) : max(bound, threshold + excess)
    }
    let ends = [capped(estimate.low), capped(estimate.high)].sorted()
    return Estimate(
      value: capped(estimate.value),
      low: ends[0],
      high: ends[1],
      count: values.count
    )
  }
}
