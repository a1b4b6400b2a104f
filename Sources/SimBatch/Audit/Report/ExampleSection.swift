/// Nearest and farthest rows of a few rows.
public struct ExampleSection: Encodable, Sendable {
  public let rows: [Example]

  public struct Example: Encodable, Sendable {
    public let row: NamedRow
    /// Its text, where there are texts.
    public let text: String?
    public let nearest: [Neighbor]
    /// The least alike: far in this measure, which seldom means opposite.
    public let farthest: [Neighbor]
  }

  public struct Neighbor: Encodable, Sendable {
    public let row: NamedRow
    public let text: String?
    public let score: Float
    /// Share of random pairs that are less alike.
    public let percentile: Double
  }
}
