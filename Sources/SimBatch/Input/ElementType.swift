/// The type of a stored value.
public enum ElementType: String, CaseIterable, Sendable {
  case f16, f32, f64, i8, u8

  /// Bytes of one value.
  public var byteCount: Int {
    switch self {
    case .f16: 2
    case .f32: 4
    case .f64: 8
    case .i8, .u8: 1
    }
  }
}
