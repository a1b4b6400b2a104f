/// How far similarities agree, over a sample of rows that are each compared with the whole matrix.
public struct AgreementSection: Encodable, Sendable {
  /// The similarities compared, by name; rows and columns of the tables.
  public let variants: [String]
  /// The options that choose each.
  public let commandLines: [String]
  /// k.
  public let neighbors: Int
  /// Rows sampled for `overlap`.
  public let rows: Int
  /// Rows sampled for `rankCorrelation`.
  public let rankedRows: Int
  /// Mean share of the k nearest that two similarities have in common; nil where one of them
  /// cannot judge rows of this matrix.
  public let overlap: [[Estimate?]]
  /// Mean Spearman correlation of the scores of a row with all others; nil also where no sampled row
  /// has an order, because all its scores are equal.
  public let rankCorrelation: [[Estimate?]]
  /// Overlap of the first D dimensions with all, D ascending.
  public let truncation: [DimensionOverlap]
  /// The same on principal axes, the strongest first; none where there was no memory for them.
  public let principalAxes: [DimensionOverlap]
  /// Rows among which neighbors were looked for on principal axes; fewer than there are where
  /// memory is short.
  public let axisRows: Int
  /// The overlap that is to be kept: 0.95.
  public let wantedOverlap: Double
  /// The least number of leading dimensions that keeps it; nil if only all of them do.
  public let enoughDimensions: Int?
  /// The same of principal axes.
  public let enoughAxes: Int?

  public struct DimensionOverlap: Encodable, Sendable {
    public let dimensions: Int
    public let overlap: Estimate
  }
}
