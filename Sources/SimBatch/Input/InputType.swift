/// The type of the values that an input holds.
///
/// Those of ``ElementType`` are used as they lie; others are converted once, when they are read: to
/// `f32` where that is exact for each value of the type, else to `f64`.
public enum InputType: String, CaseIterable, Sendable {
  case f16, f32, f64, i8, u8
  /// The upper half of an `f32`.
  case bf16
  case i16, u16, i32, u32, i64, u64
  /// A byte: 0, or 1 for anything else.
  case bool

  public init(_ type: ElementType) {
    switch type {
    case .f16: self = .f16
    case .f32: self = .f32
    case .f64: self = .f64
    case .i8: self = .i8
    case .u8: self = .u8
    }
  }

  /// By its own name, or by NumPy's of a floating-point type: `f2`, `f4`, `f8`.
  public init?(argument: String) {
    switch argument {
    case "f2": self = .f16
    case "f4": self = .f32
    case "f8": self = .f64
    default: self.init(rawValue: argument)
    }
  }

  /// Bytes of one value.
  public var byteCount: Int {
    switch self {
    case .i8, .u8, .bool: 1
    case .f16, .bf16, .i16, .u16: 2
    case .f32, .i32, .u32: 4
    case .f64, .i64, .u64: 8
    }
  }

  /// The type of the same values, where they can be used as they lie; else nil.
  var native: ElementType? { ElementType(rawValue: rawValue) }

  /// `f32` or `f64`: the narrower one that holds each value of this type, but for whole numbers of 64
  /// bits beyond 2⁵³. It can hold a missing value, too, as NaN.
  var widened: ElementType {
    switch self {
    case .f16, .f32, .bf16, .i8, .u8, .i16, .u16, .bool: .f32
    case .f64, .i32, .u32, .i64, .u64: .f64
    }
  }

  /// Whether embeddings are stored so: wider whole numbers beside them are labels, or neighbors.
  var isUsualForEmbeddings: Bool {
    switch self {
    case .f16, .f32, .f64, .bf16, .i8, .u8: true
    case .i16, .u16, .i32, .u32, .i64, .u64, .bool: false
    }
  }

  /// The type that values have once they are read.
  var elementType: ElementType { native ?? widened }
}

extension ElementType {
  /// By its own name, or by NumPy's of a floating-point type: `f2`, `f4`, `f8`.
  public init?(argument: String) {
    guard let type = InputType(argument: argument)?.native else { return nil }
    self = type
  }
}

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
