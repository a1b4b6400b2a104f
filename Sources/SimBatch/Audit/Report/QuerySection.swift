/// Whether queries and base live apart, so that questions look like questions rather than like
/// their answers.
public struct QuerySection: Encodable, Sendable {
  public let name: String
  /// Queries looked at: a sample, where there are more than 10,000.
  public let rows: Int
  /// Distance of the mean of unit-length queries to that of unit-length base rows.
  public let meanDistance: Estimate
  /// How well a row's side can be told from its product with the difference of means (learned on
  /// one half, tried on the other): area under the ROC curve, 0.5 for chance.
  public let separability: Estimate
  /// Score of a query, by the report's measure, with its nearest base row, and with its nearest other query.
  public let nearestBase: Spread
  public let nearestQuery: Spread
  /// Share of queries whose nearest row, of both, is a query (½ where both sides have one equally
  /// near), and the share that chance would give to a side of this size.
  public let questionsFindQuestions: Estimate
  public let expectedShare: Double
}
