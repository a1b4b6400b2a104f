/// Intervals of figures, by drawing samples from the sample with replacement (Efron, The Annals of
/// Statistics 7, 1979): 95% of the figures of such samples lie between the ends.
struct Bootstrap: Sendable {
  /// Samples that are drawn.
  static let replicates = 1000

  private let seed: UInt64

  /// - Parameter seed: the same intervals for the same seed, on any machine.
  init(seed: UInt64) { self.seed = seed }

  /// The figure of a sample of `count`, with its interval.
  ///
  /// - Parameter figure: takes how often each of the sample was drawn; once each for the value.
  ///   A figure that is not finite, as where all that was drawn is of one kind, is left out.
  /// - Complexity: O(replicates · (count + figure)), on one thread.
  func estimate(count: Int, replicates: Int = Self.replicates, _ figure: ([Int32]) -> Double)
    -> Estimate
  {
    let value = figure([Int32](repeating: 1, count: count))
    var figures: [Double] = []
    figures.reserveCapacity(replicates)
    forEachSample(count: count, replicates: replicates) { drawn in
      let replicate = figure(drawn)
      if replicate.isFinite { figures.append(replicate) }
    }
    return Self.estimate(value, figures: figures, count: count)
  }

  /// What samples are drawn with.
  var generator: SplitMix64 { SplitMix64(seed: seed) }

  /// How often each of `count` is drawn, of as many draws.
  static func draw(_ count: Int, _ random: inout SplitMix64) -> [Int32] {
    var drawn = [Int32](repeating: 0, count: count)
    for _ in 0..<count { drawn[random.next(below: count)] += 1 }
    return drawn
  }

  /// The value of the sample, between the quantiles of the `figures` of samples of it.
  static func estimate(_ value: Double, figures: [Double], count: Int) -> Estimate {
    let sorted = SortedValues(figures)
    return Estimate(
      value: value,
      low: sorted.isEmpty ? value : sorted.quantile(0.025),
      high: sorted.isEmpty ? value : sorted.quantile(0.975),
      count: count
    )
  }

  /// Draws samples of `count` with replacement, and tells of each how often it has each.
  ///
  /// - Complexity: O(replicates · count) beside `body`.
  func forEachSample(count: Int, replicates: Int, _ body: ([Int32]) -> Void) {
    var random = generator
    for _ in 0..<(count > 0 ? replicates : 0) { body(Self.draw(count, &random)) }
  }

  /// The mean of `values`, with its interval.
  ///
  /// - Complexity: O(replicates · n).
  func mean(_ values: [Double]) -> Estimate {
    estimate(count: values.count) { drawn in
      var sum = 0.0
      for index in values.indices { sum += Double(drawn[index]) * values[index] }
      return sum / Double(values.count)
    }
  }
}
