import CSimKernels

/// Why a measure cannot judge a row.
enum BadRowReason: CustomStringConvertible {
  /// NaN in each dimension, as vectors are stored that the input does not have.
  case missing
  /// NaN in some dimensions.
  case notANumber
  case infinite, zero, constant, tooLong

  init(_ state: sim_row_state, row: Int, of source: RowSource) {
    switch state {
    case SIM_ROW_ZERO: self = .zero
    case SIM_ROW_CONSTANT: self = .constant
    case SIM_ROW_TOO_LONG: self = .tooLong
    default:
      let dimensions = 0..<source.dimensions
      let missing = dimensions.count { source.matrix.value(row: row, dimension: $0).isNaN }
      self = missing == dimensions.count ? .missing : missing > 0 ? .notANumber : .infinite
    }
  }

  /// Whether the row holds values that are no finite numbers.
  var isNotFinite: Bool { isMissing || self == .infinite }

  /// Whether the row, or one of its values, is missing or NaN.
  var isMissing: Bool { [.missing, .notANumber].contains(self) }

  var description: String {
    switch self {
    case .missing: "has no vector (it is missing, or NaN in each dimension)"
    case .notANumber: "holds a NaN or a missing value"
    case .infinite: "holds an infinity"
    case .zero: "has length zero"
    case .constant: "is constant"
    case .tooLong: "is longer than 1.8e19, so that scores would overflow"
    }
  }
}

extension StoredMatrix {
  /// `row 7 (id 'a')` for the row at `position`, or `row 7` where rows have no names.
  func title(ofRow position: Int) -> String {
    let number = number(ofRow: position)
    return "row \(number)\(rowIds.map { " (id '\($0[number])')" } ?? "")"
  }
}
