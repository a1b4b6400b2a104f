/// What scores are worth: those of random pairs of rows, drawn with a seed.
///
/// A score says nothing by itself. How many random pairs of the same rows score lower does.
public struct NullDistribution: Sendable {
  /// Pairs that are drawn where no other number is asked for.
  public static let pairCount = 1_000_000

  /// Scores (distances) of the pairs drawn, ascending.
  let scores: SortedValues
  /// Whether lower values are more alike.
  let isDistance: Bool
  let mean: Double
  let standardDeviation: Double

  /// - Parameter scores: of random pairs; NaN, for rows that were left out, is ignored.
  init(scores: [Float], isDistance: Bool) {
    let values = scores.filter { !$0.isNaN }.map { Double($0) }
    self.scores = SortedValues(values)
    self.isDistance = isDistance
    let count = Double(max(1, values.count))
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    standardDeviation = (squares / max(1, count - 1)).squareRoot()
  }

  /// Draws `count` pairs and scores them; pairs with a bad row are left out.
  ///
  /// - Complexity: O(count · (d + log count)).
  init(
    sampling sides: ExaminedSides,
    count: Int = Self.pairCount,
    seed: UInt64,
    kernels: Kernels,
    workers: Int
  ) throws(JobError) {
    let pairs = Self.randomPairs(
      count,
      baseCount: sides.base.source.rowCount,
      queryCount: sides.queries?.source.rowCount,
      seed: seed
    )
    let scorer = try PairScorer(sides, kernels: kernels, workers: workers)
    self.init(scores: try scorer.scores(of: pairs), isDistance: sides.base.measure.isDistance)
  }

  /// Pairs that were scored.
  public var count: Int { scores.count }

  /// The share of random pairs that are less alike, from 0 to 1; NaN where there are none.
  ///
  /// - Complexity: O(log pairs).
  public func percentile(of score: Float) -> Double {
    guard count > 0, !score.isNaN else { return .nan }
    // Distances: less alike are those that are farther.
    let lower =
      isDistance
      ? count - scores.countBelow(Double(score.nextUp)) : scores.countBelow(Double(score))
    return Double(lower) / Double(count)
  }

  /// How many standard deviations more alike than random pairs; NaN where these are all equal.
  public func standardScore(of score: Float) -> Double {
    let deviation = (Double(score) - mean) / standardDeviation
    return isDistance ? -deviation : deviation
  }

  /// Random pairs: each a random row (of the queries, where there are `queryCount`) with a random
  /// row of the base, which in a self-join is another one.
  ///
  /// - Complexity: O(count).
  static func randomPairs(_ count: Int, baseCount: Int, queryCount: Int?, seed: UInt64)
    -> [RowPair]
  {
    let rowCount = queryCount ?? baseCount
    guard rowCount > 0, baseCount > (queryCount == nil ? 1 : 0) else { return [] }
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      let row = random.next(below: rowCount)
      let other = random.next(below: queryCount == nil ? baseCount - 1 : baseCount)
      return RowPair(row: row, other: queryCount == nil && other >= row ? other + 1 : other)
    }
  }
}
