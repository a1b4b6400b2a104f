/// Which part of the rows is compared.
public struct RowOptions: Sendable {
  /// Leading dimensions that take part; nil for all.
  public var dimensions: Int?
  /// Subtracts the mean row of the base from every row first.
  public var centerColumns = false
  public var onBadRow = BadRowPolicy.fail

  public init() {}
}
