/// How often each row is among the k nearest of others.
public struct HubnessSection: Encodable, Sendable {
  /// k.
  public let neighbors: Int
  /// Rows compared, each with all of them; fewer than the matrix has where it is large.
  public let rows: Int
  /// Third standardized moment of the number of lists that a row is in (Radovanović, Nanopoulos
  /// and Ivanović, JMLR 11, 2010): 0 where it is even, above about 1.5 where few rows are in many.
  public let skewness: Estimate
  /// Share of rows that are in nobody's list.
  public let orphanShare: Estimate
  /// Share of all places in lists that the 1% of rows with most places have.
  public let topShare: Estimate
  /// Share of rows whose k nearest all score the same: which rows are in their lists is decided by
  /// the order of rows alone.
  public let tiedShare: Double
  /// The rows in most lists, the worst first.
  public let hubs: [Hub]
  /// Counts of rows by the number of lists that they are in: 0, 1, 2 to 3, 4 to 7, … .
  public let histogram: [Bin]

  public struct Hub: Encodable, Sendable {
    public let row: NamedRow
    public let lists: Int
  }

  public struct Bin: Encodable, Sendable {
    public let low: Int
    public let high: Int
    public let rows: Int
  }
}
