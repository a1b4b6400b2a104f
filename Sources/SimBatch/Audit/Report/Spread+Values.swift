extension Spread {
  /// The shares that reports give quantiles at.
  static let shares = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1]
  /// Steps of a histogram.
  static let stepCount = 50

  /// - Parameters:
  ///   - values: without NaN; all are NaN and empty where there are none.
  ///   - sampled: whether they were drawn from more, so that figures have intervals; else they are
  ///     all there is.
  /// - Complexity: O(n).
  init(_ values: SortedValues, sampled: Bool) {
    let count = Double(max(1, values.count))
    let mean = values.isEmpty ? .nan : values.values.reduce(0, +) / count
    let squares = values.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.count = values.count
    standardDeviation =
      values.count > 1 ? (squares / (count - 1)).squareRoot() : values.isEmpty ? .nan : 0
    // Half of the interval of a mean of many values, which is normal.
    let half = sampled ? 1.96 * standardDeviation / count.squareRoot() : 0
    self.mean = Estimate(value: mean, low: mean - half, high: mean + half, count: values.count)
    quantiles =
      values.isEmpty
      ? []
      : Self.shares.map { share in
        Quantile(
          share: share,
          value: sampled
            ? values.estimate(share)
            : .exact(values.quantile(share), count: values.count)
        )
      }
    histogram = Histogram(values, steps: Self.stepCount)
  }

  /// The quantile at one of ``shares``; nil where there are no values.
  func quantile(_ share: Double) -> Estimate? {
    quantiles.first { $0.share == share }?.value
  }
}

extension Spread.Histogram {
  /// Steps from the least value to the greatest; one where they are equal, none without values.
  init(_ values: SortedValues, steps: Int) {
    low = values.values.first ?? .nan
    high = values.values.last ?? .nan
    let width = (high - low) / Double(steps)
    guard width > 0, width.isFinite else {
      counts = values.isEmpty ? [] : [values.count]
      return
    }
    var counts = [Int](repeating: 0, count: steps)
    for value in values.values {
      counts[min(steps - 1, Int((value - low) / width))] += 1
    }
    self.counts = counts
  }
}

extension SortedValues {
  /// A quantile of what these values were drawn from, between two of them: how many lie below it is
  /// binomial, so that the interval is that of places count · share ± 1.96 √(count · share (1 −
  /// share)), which drawing samples with replacement comes to as well.
  func estimate(_ share: Double) -> Estimate {
    let n = Double(count)
    let half = 1.96 * (n * share * (1 - share)).squareRoot()
    let below = max(0, Int((n * share - half).rounded(.down)) - 1)
    let above = min(count - 1, Int((n * share + half).rounded(.up)))
    let value = quantile(share)
    guard half > 0 else { return .exact(value, count: count) }
    return Estimate(
      value: value,
      low: min(value, values[below]),
      high: max(value, values[above]),
      count: count
    )
  }
}
