import CSimKernels

/// Which similarity: what the score of two rows x, y is.
public enum Measure: String, CaseIterable, Sendable {
  /// Cosine of x − mean(x) and y − mean(y): rows are centred and normalized.
  case pearson
  /// x·y / (‖x‖‖y‖).
  case cosine
  /// x·y.
  case dot
  /// ‖x − y‖, a distance: smaller is closer.
  case euclidean

  /// Whether reported values are distances (smaller is closer) instead of scores.
  public var isDistance: Bool { self == .euclidean }

  /// Whether prepared rows have unit length.
  var hasUnitRows: Bool { self == .pearson || self == .cosine }

  var kernelValue: sim_measure {
    switch self {
    case .pearson: SIM_PEARSON
    case .cosine: SIM_COSINE
    case .dot: SIM_DOT
    case .euclidean: SIM_EUCLIDEAN
    }
  }
}
