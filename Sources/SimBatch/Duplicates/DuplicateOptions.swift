/// What counts as a duplicate, and which row of a group stays.
public struct DuplicateOptions: Sendable {
  public var measure: Measure
  public var threshold: Threshold
  public var grouping = DuplicateGrouping.representative
  public var keepOrder = KeepOrder.first
  /// Pairs of rows that may reach the limit; more end the job.
  public var maximalPairs = 1_000_000_000
  /// Rates each score by those of random pairs, with old rows of a row and an old one; nil for no
  /// rating.
  public var calibration: Calibration?
  public var rows = RowOptions()
  public var resources = ResourceOptions()

  public init(measure: Measure = .pearson, threshold: Threshold) {
    self.measure = measure
    self.threshold = threshold
  }

  /// How alike duplicates are.
  public enum Threshold: Equatable, Sendable {
    /// They score at least this (a distance of at most this under `euclidean`).
    case limit(Float)
    /// The highest score (least distance) of a pair such that at most `rowCount` rows are kept when
    /// it is the limit; never lower (farther) than `floor`. See ``TargetLimit``.
    case target(rowCount: Int, floor: Float?)
  }
}

/// What pairs that reach the limit say about groups.
public enum DuplicateGrouping: String, CaseIterable, Sendable {
  /// Rows are taken in keep order, and a row is dropped if and only if it reaches the limit with a
  /// row that is kept. So every dropped row has a kept one that it is alike, and no two kept rows
  /// are alike.
  case representative
  /// Rows that a chain of pairs connects are one group, of which one row is kept (single link).
  /// Rows of a group need not be alike: its lowest score is reported.
  case connected
}

/// Which of several alike rows stays: the first in this order.
public enum KeepOrder: Sendable {
  /// By row, ascending.
  case first
  /// By row, descending.
  case last
  /// The row that reaches the limit with most others of its matrix first; then by row.
  case central
  /// The row of the greatest value first; then by row. One value a row.
  case scores([Double])
}
