/// Whether similarity follows the surface of the texts: their letters and lengths.
public struct TextSection: Encodable, Sendable {
  /// Random pairs of rows that were compared.
  public let pairs: Int
  /// Spearman correlation of the score with the likeness of letters, 1 − Levenshtein share.
  public let letters: Estimate
  /// Spearman correlation of the score with the likeness of lengths, shorter over longer.
  public let lengths: Estimate
  /// The same among pairs of nearest neighbors.
  public let nearestPairs: Int
  public let nearestLetters: Estimate
  public let nearestLengths: Estimate
  /// Pairs with like letters that score low, and the other way round: where they disagree most.
  public let alikeOnSurface: [TextPair]
  public let alikeInMeaning: [TextPair]

  public struct TextPair: Encodable, Sendable {
    public let row: NamedRow
    public let other: NamedRow
    public let rowText: String
    public let otherText: String
    public let score: Float
    /// Share of random pairs that are less alike.
    public let percentile: Double
    /// 1 − Levenshtein share, from 0 to 1.
    public let letters: Double
  }
}
