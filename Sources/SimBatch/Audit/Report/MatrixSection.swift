/// What is in the matrix, before any comparison.
public struct MatrixSection: Encodable, Sendable {
  public let name: String
  public let format: String
  public let elementType: String
  public let rows: Int
  public let dimensions: Int
  public let notFiniteRows: Int
  public let zeroRows: Int
  /// Rows that are constant and not zero.
  public let constantRows: Int
  /// Rows that have an identical one before them.
  public let repeatedRows: Int
  /// Lengths of the finite rows that have one; of the leading dimensions where fewer take part, as
  /// all that follows.
  public let norms: Spread
  /// Standard deviation of the lengths over their mean.
  public let normVariation: Double
  /// Length of the mean of rows of unit length, from 0 (all directions) to 1 (one direction). Its
  /// square is about the mean score of two random rows. Where the report is about `pearson`, the
  /// components of each row are centred first, as that measure does.
  public let commonDirection: Estimate
  /// Mean share of the squared length of a row that lies along (1, …, 1): 0 where components are
  /// centred already, so that Pearson and cosine are the same.
  public let componentMeanShare: Estimate
  /// Shares of the variance on the principal axes of the rows, about their mean, greatest first.
  public let spectrum: [Double]
  /// (Σλ)² / Σλ² of the variances λ on the principal axes: as many equal ones would be as spread.
  /// 0 where rows do not vary.
  public let effectiveDimension: Estimate
  /// The least number of principal axes with 50, 90 and 99% of the variance.
  public let axesForShare: [AxesForShare]

  public struct AxesForShare: Encodable, Sendable {
    public let share: Double
    public let axes: Int
  }
}
