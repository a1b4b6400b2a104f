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
  public var rows = RowOptions()
  public var resources = ResourceOptions()

  public init(measure: Measure = .pearson, count: Int) {
    self.measure = measure
    self.count = count
  }
}

/// Which part of the rows is compared.
public struct RowOptions: Sendable {
  /// Leading dimensions that take part; nil for all.
  public var dimensions: Int?
  /// Subtracts the mean row of the base from every row first.
  public var centerColumns = false
  public var onBadRow = BadRowPolicy.fail

  public init() {}
}

/// Threads, memory and screen of a job. None of it changes a byte of the answer.
public struct ResourceOptions: Sendable {
  /// Worker threads; nil for as many as there are processors to use.
  public var threads: Int?
  /// Rows and columns of a tile; nil for a good choice.
  public var tileSide: Int?
  /// How pairs are bounded.
  public var screen = ScreenChoice.auto
  /// Bytes the job may use; nil for half of what is free.
  public var memory: Int?

  public init() {}
}
