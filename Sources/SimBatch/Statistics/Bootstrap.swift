import Synchronization

/// Intervals of figures, by drawing samples from the sample with replacement (Efron, The Annals of
/// Statistics 7, 1979): 95% of the figures of such samples lie between the ends.
struct Bootstrap: Sendable {
  /// Samples that are drawn.
  static let replicates = 1000

  private let seed: UInt64
  private let workers: Int

  /// - Parameters:
  ///   - seed: the same intervals for the same seed, on any machine.
  ///   - workers: threads that compute figures; no figure depends on their number.
  init(seed: UInt64, workers: Int = 1) { (self.seed, self.workers) = (seed, workers) }

  /// The figure of a sample of `count`, with its interval.
  ///
  /// - Parameter figure: takes how often each of the sample was drawn; once each for the value.
  ///   A figure that is not finite, as where all that was drawn is of one kind, is left out.
  /// - Complexity: O(replicates · (count + figure)), in parallel.
  func estimate(
    count: Int,
    replicates: Int = Self.replicates,
    _ figure: @escaping @Sendable ([Int32]) -> Double
  ) -> Estimate {
    Self.estimate(
      figure([Int32](repeating: 1, count: count)),
      figures: figures(count: count, replicates: replicates, figure),
      count: count
    )
  }

  /// How often each of `count` is drawn, of as many draws.
  static func draw(_ count: Int, _ random: inout SplitMix64) -> [Int32] {
    var drawn = [Int32](repeating: 0, count: count)
    for _ in 0..<count { drawn[random.next(below: count)] += 1 }
    return drawn
  }

  /// The value of the sample, between the quantiles of those `figures` of samples of it that are
  /// finite.
  static func estimate(_ value: Double, figures: [Double], count: Int) -> Estimate {
    let sorted = SortedValues(figures.filter(\.isFinite))
    return Estimate(
      value: value,
      low: sorted.isEmpty ? value : sorted.quantile(0.025),
      high: sorted.isEmpty ? value : sorted.quantile(0.975),
      count: count
    )
  }

  /// The figures of samples of `count` drawn with replacement, in the order of the draws.
  ///
  /// - Parameter figure: takes how often a sample has each.
  /// - Complexity: O(replicates · (count + figure)), in parallel but for the draws.
  func figures<Figure: Sendable>(
    count: Int,
    replicates: Int,
    _ figure: @escaping @Sendable ([Int32]) -> Figure
  ) -> [Figure] {
    figures(count > 0 ? replicates : 0, draw: { Self.draw(count, &$0) }, figure)
  }

  /// The same of samples that `draw` makes.
  func figures<Sample: Sendable, Figure: Sendable>(
    _ replicates: Int,
    draw: @escaping @Sendable (inout SplitMix64) -> Sample,
    _ figure: @escaping @Sendable (Sample) -> Figure
  ) -> [Figure] {
    guard replicates > 0 else { return [] }
    // One worker draws at a time, so that each sample is the same for any number of them.
    let drawn = Mutex((random: SplitMix64(seed: seed), count: 0))
    let found = Mutex([Figure?](repeating: nil, count: replicates))
    Workers.run(min(workers, replicates)) { _ in
      while true {
        let next: (place: Int, sample: Sample)? = drawn.withLock { drawn in
          guard drawn.count < replicates else { return nil }
          drawn.count += 1
          return (drawn.count - 1, draw(&drawn.random))
        }
        guard let next else { return }
        let value = figure(next.sample)
        found.withLock { $0[next.place] = value }
      }
    }
    return found.withLock { $0.compactMap(\.self) }
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
