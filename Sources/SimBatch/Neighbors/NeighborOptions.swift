/// What to look for, and with what means.
public struct NeighborOptions: Sendable {
  public var measure: Measure
  /// k: neighbors wanted for each row. Rows may have fewer.
  public var count: Int
  /// Looks for the least alike rows instead.
  public var farthest = false
  /// Counts a row among its own neighbors.
  public var includeSelf = false
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
