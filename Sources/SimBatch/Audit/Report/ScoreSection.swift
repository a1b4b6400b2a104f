/// What a score is worth: those of random pairs beside those of nearest neighbors.
public struct ScoreSection: Encodable, Sendable {
  /// `score`, or `distance`, which is smaller for rows that are more alike.
  public let valueName: String
  public let randomPairs: Spread
  /// Of each row with its nearest other row.
  public let nearest: Spread
  /// What random pairs reach once in so many pairs.
  public let thresholds: [ScoreThreshold]
  /// Scores and what they are worth, for reading a score: in even steps.
  public let scale: [ScaleMark]

  public struct ScoreThreshold: Encodable, Sendable {
    /// `n` or `n²`.
    public let name: String
    /// Once in so many pairs.
    public let pairs: Double
    public let score: Estimate
    /// Whether it lies beyond the sample, and was read off the tail that was fitted to it.
    public let isExtrapolated: Bool
    /// Pairs of two rows of the matrix that are at least as alike as this, as found among the
    /// nearest neighbors of all rows; nil where these were not compared.
    public let pairsFound: Int?
    /// How many chance would give.
    public let pairsExpected: Double
  }

  public struct ScaleMark: Encodable, Sendable {
    public let score: Double
    /// Share of random pairs that are less alike.
    public let percentile: Double
    /// Standard deviations from the mean of random pairs, greater for rows that are more alike.
    public let standardScore: Double
  }
}
