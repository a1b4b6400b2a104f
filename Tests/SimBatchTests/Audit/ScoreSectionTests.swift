import Foundation
import Testing

@testable import SimBatch

/// What a score is worth, against all pairs in plain `Double`.
@Suite struct ScoreSectionTests {
  @Test(arguments: Measure.allCases, [(30, 5), (61, 3)])
  func `random pairs, thresholds and the scale are those of all pairs`(
    measure: Measure,
    shape: (n: Int, d: Int)
  ) throws {
    let matrix = try storedMatrix(Rows.gaussian(shape.n, shape.d, seed: 6))
    let rows = values(of: matrix)
    let section = try AuditReference.report(
      matrix,
      measure: measure,
      neighborCount: shape.n - 1
    ).scores
    let pairs = AuditReference.pairScores(rows, measure)
    // Scores are rounded to `Float` once.
    let slack = 0x1p-22 * max(1, pairs.map(abs).max() ?? 1)
    #expect(section.randomPairs.count == pairs.count)
    for quantile in section.randomPairs.quantiles {
      let expected = AuditReference.quantile(pairs, quantile.share)
      #expect(abs(quantile.value.value - expected) <= slack)
      #expect(quantile.value.low == quantile.value.high)
    }
    let isDistance = measure == .euclidean
    let once = try #require(section.thresholds.first)
    let share = 1 / Double(shape.n)
    let expected = AuditReference.quantile(pairs, isDistance ? share : 1 - share)
    #expect(!once.isExtrapolated && abs(once.score.value - expected) <= slack)
    let beyond = pairs.count { isDistance ? $0 <= expected : $0 >= expected }
    #expect(once.pairsFound == beyond)
    #expect(abs(once.pairsExpected - Double(shape.n - 1) / 2) <= 1e-9)
    for mark in section.scale {
      let less = pairs.count { isDistance ? $0 > mark.score + slack : $0 < mark.score - slack }
      let most = pairs.count { isDistance ? $0 > mark.score - slack : $0 < mark.score + slack }
      let count = Double(pairs.count)
      #expect((Double(less) / count...Double(most) / count).contains(mark.percentile))
    }
    let brute = BruteForce(rows, measure: measure)
    let nearest = rows.indices.map {
      brute.answers(row: $0, farthest: false, includeSelf: false)[0].score
    }
    #expect(abs(section.nearest.mean.value - nearest.reduce(0, +) / Double(shape.n)) <= slack)
  }

  @Test func `what is reached once in n² pairs lies beyond them, and within what is possible`()
    throws
  {
    for measure in Measure.allCases {
      let matrix = try storedMatrix(Rows.gaussian(200, 12, seed: 7))
      let section = try AuditReference.report(matrix, measure: measure).scores
      let threshold = section.thresholds[1]
      let sign = measure == .euclidean ? -1.0 : 1
      #expect(threshold.isExtrapolated)
      #expect(sign * threshold.score.value > sign * section.thresholds[0].score.value)
      #expect(threshold.score.low <= threshold.score.value)
      #expect(threshold.score.value <= threshold.score.high)
      if measure == .pearson || measure == .cosine { #expect(threshold.score.high <= 1) }
      if measure == .euclidean { #expect(threshold.score.low >= 0) }
    }
  }

  /// Excesses at the places that the fit expects of them: its sums differ from the moments by what a
  /// sum of 4,000 steps differs from an integral, some 1/4,000 of a moment, and the shape, a ratio of
  /// moments with a factor of at most 1 / (a₀ − 2 a₁) · a₀ ≤ 3 here, by less than 0.01.
  @Test(arguments: [-0.2, 0.0, 0.3, 1.0], [0.5, 2.0])
  func `the tail that was planted is fitted`(shape: Double, scale: Double) {
    let count = 4000
    let planted = (1...count).map { place in
      let beyond = 1 - (Double(place) - 0.35) / Double(count)
      return tail(beyond, shape, scale)
    }
    let fitted = ParetoTail(
      excesses: planted,
      drawn: [Int32](repeating: 1, count: count)
    )
    #expect(abs(fitted.shape - shape) < 0.01)
    #expect(abs(fitted.scale - scale) < 0.02 * scale)
    // The same sample, written down twice as often.
    let doubled = ParetoTail(excesses: planted, drawn: [Int32](repeating: 2, count: count))
    #expect(abs(doubled.shape - fitted.shape) < 0.01)
    for share in [0.1, 1e-3] {
      let expected = tail(share, shape, scale)
      #expect(abs(fitted.excess(beyond: share) - expected) < 0.1 * expected)
    }
  }

  /// The quantile of a generalized Pareto distribution.
  private func tail(_ beyond: Double, _ shape: Double, _ scale: Double) -> Double {
    shape == 0 ? -scale * log(beyond) : scale * (1 - pow(beyond, shape)) / shape
  }
}
