/// Whether a row is among its own neighbors (`--self`).
public enum SelfNeighbor: String, CaseIterable, Sendable {
  /// The row is no neighbor of itself. Its twins are.
  case exclude
  /// The row takes part as every other row does: twins of lower numbers come before it.
  case include
  /// The row is its own first neighbor, with its own score, whatever its twins, ``NeighborOptions/limit``
  /// and the measure say; it is one of the k.
  case first
}

/// What to look for, and with what means.
public struct NeighborOptions: Sendable {
  public var measure: Measure
  /// k: neighbors wanted for each row. Rows may have fewer.
  public var count: Int
  /// Looks for the least alike rows instead.
  public var farthest = false
  /// Whether a row is among its own neighbors.
  public var selfNeighbor = SelfNeighbor.exclude
  /// Neighbors must score at least this (a distance of at most this under `euclidean`).
  public var limit: Float?
  /// Rates each score by those of random pairs; nil for no rating.
  public var calibration: Calibration?
  public var rows = RowOptions()
  public var resources = ResourceOptions()

  public init(measure: Measure = .pearson, count: Int) {
    self.measure = measure
    self.count = count
  }
}
