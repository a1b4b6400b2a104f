/// Figures of several contestants from the same sample, with those of samples drawn from it: each
/// draw is the same for all, so that differences between contestants lose what they share.
struct ComparedFigures: Sendable {
  /// Of the sample itself, by contestant.
  let values: [Double]
  /// Of each draw, by contestant.
  private let replicates: [[Double]]
  /// How many were sampled.
  private let count: Int

  /// - Parameters:
  ///   - values: of the sample itself, by contestant.
  ///   - replicates: of each draw, by contestant.
  ///   - count: how many were sampled.
  init(values: [Double], replicates: [[Double]], count: Int) {
    precondition(!values.isEmpty && replicates.allSatisfy { $0.count == values.count })
    self.values = values
    self.replicates = replicates
    self.count = count
  }

  /// The contestant with the greatest figure; the first of equals.
  var best: Int {
    values.indices.dropFirst().reduce(0) { values[$1] > values[$0] ? $1 : $0 }
  }

  /// A contestant's figure, with its own interval of 95%; draws in which it is not finite are left
  /// out.
  func estimate(_ contestant: Int) -> Estimate {
    Bootstrap.estimate(values[contestant], figures: replicates.map { $0[contestant] }, count: count)
  }

  /// How far the best is ahead of each, with intervals that hold for all pairs of contestants
  /// together in 95% of samples: whoever is the best was chosen by the same sample, and one of many
  /// differences is large by chance.
  ///
  /// The intervals are d ± c·s with s the standard deviation of a difference over the draws, and c
  /// such that in 95% of draws no difference of two contestants is more than c·s from what it is in
  /// the sample (single-step, Romano and Wolf, Econometrica 73, 2005). Draws in which some figure is
  /// not finite are left out.
  ///
  /// - Complexity: O(contestants² · draws).
  func leads() -> [Estimate] {
    let draws = replicates.filter { $0.allSatisfy(\.isFinite) }
    let deviations = deviations(draws)
    let critical = criticalValue(draws, deviations)
    let best = best
    return values.indices.map { other in
      let difference = values[best] - values[other]
      let reach = critical * deviations[best][other]
      return Estimate(
        value: difference,
        low: difference - reach,
        high: difference + reach,
        count: count
      )
    }
  }

  /// How far the best is ahead of `level`, with an interval that holds together with those of
  /// ``leads()``: `level` is a contestant that no draw changes.
  func lead(over level: Double) -> Estimate {
    let all = ComparedFigures(
      values: values + [level],
      replicates: replicates.map { $0 + [level] },
      count: count
    )
    let lead = all.leads()[values.count]
    // Where nothing is better than the level, it leads itself.
    return all.best == values.count
      ? Estimate(value: values[best] - level, low: values[best] - level, high: 0, count: count)
      : lead
  }

  /// Standard deviations of differences over the draws, about those of the sample.
  private func deviations(_ draws: [[Double]]) -> [[Double]] {
    values.indices.map { one in
      values.indices.map { other in
        let difference = values[one] - values[other]
        let squares = draws.reduce(0.0) { sum, draw in
          let change = draw[one] - draw[other] - difference
          return sum + change * change
        }
        return (squares / Double(max(1, draws.count))).squareRoot()
      }
    }
  }

  private func criticalValue(_ draws: [[Double]], _ deviations: [[Double]]) -> Double {
    let greatest = draws.map { draw in
      var greatest = 0.0
      for one in values.indices {
        for other in 0..<one where deviations[one][other] > 0 {
          let change = draw[one] - draw[other] - (values[one] - values[other])
          greatest = max(greatest, abs(change) / deviations[one][other])
        }
      }
      return greatest
    }
    return greatest.isEmpty ? 0 : SortedValues(greatest).quantile(0.95)
  }
}

extension Bootstrap {
  /// Draws samples and compares contestants on each by several figures.
  ///
  /// - Parameter figures: of a sample, told how often it has each: by figure, then by contestant.
  /// - Returns: by figure.
  /// - Complexity: O(replicates · (count + figures)), in parallel.
  func compare(
    count: Int,
    replicates: Int = Self.replicates,
    _ figures: @escaping @Sendable ([Int32]) -> [[Double]]
  ) -> [ComparedFigures] {
    let own = figures([Int32](repeating: 1, count: count))
    let drawn = self.figures(count: count, replicates: replicates, figures)
    return own.indices.map { figure in
      ComparedFigures(values: own[figure], replicates: drawn.map { $0[figure] }, count: count)
    }
  }
}
