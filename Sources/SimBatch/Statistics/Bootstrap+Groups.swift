extension Bootstrap {
  /// A figure of two samples, each drawn from itself, with its interval.
  ///
  /// - Parameter figure: takes how often each of the one and of the other was drawn; once each for
  ///   the value. What is not finite is left out, as of ``estimate(count:replicates:_:)``.
  /// - Returns: an estimate whose count is that of both.
  /// - Complexity: O(replicates · (counts + figure)), in parallel.
  func estimate(
    counts: (Int, Int),
    replicates: Int = Self.replicates,
    _ figure: @escaping @Sendable ([Int32], [Int32]) -> Double
  ) -> Estimate {
    let value = figure(
      [Int32](repeating: 1, count: counts.0),
      [Int32](repeating: 1, count: counts.1)
    )
    let figures = figures(
      min(counts.0, counts.1) > 0 ? replicates : 0,
      draw: { random in
        let one = Self.draw(counts.0, &random)
        return (one, Self.draw(counts.1, &random))
      },
      { figure($0.0, $0.1) }
    )
    return Self.estimate(value, figures: figures, count: counts.0 + counts.1)
  }
}
