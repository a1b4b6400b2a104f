/// Says of each score of an answer how many random pairs of the same rows score lower.
///
/// A score of 0.6 may be rare under one model and common under another. Its *percentile* is the
/// share of random pairs, from 0 to 1, that are less alike; see ``NullDistribution``. It depends on
/// rows, measure and seed, and on nothing else.
public struct Calibration: Sendable {
  /// Another number, another draw of pairs.
  public var seed: UInt64
  /// Pairs that are drawn.
  public var pairCount = NullDistribution.pairCount
  /// Draws both rows of a pair from the base, even where there are queries. Otherwise pairs are of
  /// a query and a row of the base.
  public var isOfBaseOnly = false

  public init(seed: UInt64 = 0) { self.seed = seed }

  /// Bytes that drawing takes: pairs, their scores twice, and these as `Double` twice.
  var byteCount: Int { pairCount * (MemoryLayout<RowPair>.stride + 2 * 4 + 2 * 8) }

  /// What random pairs of these rows score.
  ///
  /// - Complexity: O(pairs · (d + log pairs)), in parallel but for sorting.
  func drawn(from sides: ExaminedSides, kernels: Kernels, workers: Int) throws(JobError)
    -> CalibratedScores
  {
    let distribution = try NullDistribution(
      sampling: isOfBaseOnly ? ExaminedSides(base: sides.base, queries: nil) : sides,
      count: pairCount,
      seed: seed,
      kernels: kernels,
      workers: workers
    )
    return CalibratedScores(distribution, seed: seed)
  }
}

/// A null distribution as answers and reports use it.
struct CalibratedScores: Sendable {
  private let distribution: NullDistribution
  private let seed: UInt64

  init(_ distribution: NullDistribution, seed: UInt64) {
    self.distribution = distribution
    self.seed = seed
  }

  /// The share of random pairs that are less alike, rounded once; NaN for the score NaN, and where
  /// no pair could be drawn.
  ///
  /// - Complexity: O(log pairs).
  func percentile(of score: Float) -> Float { Float(distribution.percentile(of: score)) }

  /// `rows` with the percentile of each entry; NaN where an entry is missing.
  func rated(_ rows: NeighborRows) -> NeighborRows {
    var rated = rows
    rated.percentiles = rows.scores.map(percentile)
    return rated
  }

  var report: NullDistributionReport { NullDistributionReport(distribution, seed: seed) }
}
