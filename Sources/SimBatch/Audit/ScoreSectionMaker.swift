import Glibc

/// Makes the section about what a score is worth.
enum ScoreSectionMaker {
  /// Marks of the scale of scores, about.
  private static let markCount = 20.0

  /// - Complexity: O(n · k + pairs).
  static func make(_ means: AuditMeans, _ nearest: NearestLists, longest: Double) -> ScoreSection {
    let null = means.null
    let nearestScores = SortedValues(nearest.nearestScores)
    return ScoreSection(
      valueName: null.isDistance ? "distance" : "score",
      randomPairs: Spread(null.scores, sampled: !means.scoresAllPairs),
      nearest: Spread(nearestScores, sampled: false),
      thresholds: thresholds(means, nearest, bound: bound(means.measure, longest: longest)),
      scale: scale(null, nearestScores)
    )
  }

  /// The greatest score that any two rows can have, or the least distance.
  private static func bound(_ measure: Measure, longest: Double) -> Double {
    switch measure {
    case .pearson, .cosine: 1
    case .dot: longest * longest
    case .euclidean: 0
    }
  }

  private static func thresholds(_ means: AuditMeans, _ nearest: NearestLists, bound: Double)
    -> [ScoreSection.ScoreThreshold]
  {
    // Rows that take part in pairs: where only some were compared, those that may.
    let n = Double(nearest.isWhole ? nearest.goodRows.count : means.base.rowCount)
    guard n > 1 else { return [] }
    let rare = RareScores(
      means.null,
      isWhole: means.scoresAllPairs,
      bound: bound,
      seed: means.seed(for: .intervals)
    )
    let allPairs = n * (n - 1) / 2
    return [("n", n), ("n²", n * n)].compactMap { name, pairs in
      guard let (score, isExtrapolated) = rare.score(onceIn: pairs) else { return nil }
      return ScoreSection.ScoreThreshold(
        name: name,
        pairs: pairs,
        score: score,
        isExtrapolated: isExtrapolated,
        pairsFound: nearest.isWhole
          ? nearest.pairs(atLeastAsAlikeAs: score.value, isDistance: means.null.isDistance)
          : nil,
        pairsExpected: allPairs / pairs
      )
    }
  }

  /// Even steps of 1, 2 or 5 times a power of ten over what random pairs and neighbors score.
  private static func scale(_ null: NullDistribution, _ nearest: SortedValues)
    -> [ScoreSection.ScaleMark]
  {
    let ends = [null.scores, nearest].filter { !$0.isEmpty }
      .flatMap { [$0.values[0], $0.values[$0.count - 1]] }
    guard null.count > 0, let low = ends.min(), let high = ends.max(), high > low,
      (high - low).isFinite
    else { return [] }
    let rough = (high - low) / markCount
    let power = pow(10, floor(log10(rough)))
    let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough } ?? 10 * power
    let first = Int((low / step).rounded(.down))
    let last = Int((high / step).rounded(.up))
    return (first...last).map { index in
      // Whole steps over whole numbers, where that is exact.
      let score = step < 1 ? Double(index) / (1 / step).rounded() : Double(index) * step
      return ScoreSection.ScaleMark(
        score: score,
        percentile: null.percentile(of: Float(score)),
        standardScore: null.standardScore(of: Float(score))
      )
    }
  }
}
