/// Finds out whether blobs that are read as `f32`, since nobody says what they hold, hold that.
///
/// The values of embeddings are 0, or lie within some powers of ten of 1. Bytes of another type, read
/// as `f32`, have exponents all over the range. So a type is *plausible* for some blobs where nearly all
/// of their values are 0 or of a usual magnitude, and where that does not come from zeros.
struct BlobGuess {
  /// Blobs that are looked at, and bytes of each.
  private static let blobLimit = 64
  private static let byteLimit = 4096

  private var bytes: [UInt8] = []
  /// The length that all blobs have.
  private let byteCount: Int
  private var blobCount = 0

  init(byteCount: Int) { self.byteCount = byteCount }

  /// Whether enough blobs were seen.
  var isDone: Bool { blobCount >= Self.blobLimit }

  mutating func add(_ blob: UnsafeRawBufferPointer) {
    guard !isDone, blob.count == byteCount else { return }
    blobCount += 1
    bytes.append(contentsOf: blob.prefix(Self.byteLimit))
  }

  /// The types that blobs may be of where that is not clearly `f32`, `f32` among them where it is
  /// possible; nil where it is `f32`.
  var doubt: [InputType]? {
    let isFloat = unusualShare(.f32) < 0.1
    var others: [InputType] = []
    if byteCount % 8 == 0, unusualShare(.f64) < 0.02, !isFloat || hasEmptyHalves {
      others.append(.f64)
    }
    // Lower halves of `f32` have all bits: one in seven of such words is no usual `f16`.
    if unusualShare(.f16) < 0.05, !isFloat || !areLowerHalvesEmpty { others.append(.f16) }
    if unusualShare(.bf16) < 0.02, !isFloat || !areLowerHalvesEmpty { others.append(.bf16) }
    guard isFloat else {
      return others.isEmpty ? [.i8, .u8, .i16].filter { byteCount % $0.byteCount == 0 } : others
    }
    return others.isEmpty ? nil : [.f32] + others
  }

  /// Why the blobs cannot be taken for `f32`, in words for an error; nil where they can.
  func reason(column: String) -> String? {
    guard blobCount > 0, let types = doubt else { return nil }
    let readings = types.map { type in
      "\(type.rawValue) (\(byteCount / type.byteCount) dimensions)"
    }.listed("or")
    let options = types.map { "--dtype \($0.rawValue)" }.listed("or")
    let sign =
      types.contains(.f32)
      ? "may be" : "are no plausible f32 (\(byteCount / 4) dimensions), but may be"
    return "blobs of \(byteCount) bytes in column \(column) \(sign) \(readings): say \(options)"
      + (types.contains(.f32) ? "" : "; --dtype f32 takes them as they are")
  }

  /// The share of values of neither 0 nor a usual magnitude; NaN, which stands for missing, is not
  /// counted.
  private func unusualShare(_ type: InputType) -> Double {
    var (counted, unusual) = (0, 0)
    for start in stride(from: 0, to: bytes.count - type.byteCount + 1, by: type.byteCount) {
      let value = abs(value(type, at: start))
      if type != .f16, value.isNaN { continue }
      counted += 1
      let usual = type == .f16 ? 0x1p-14...0x1p8 : 0x1p-40...0x1p40
      if value != 0, !usual.contains(value) { unusual += 1 }
    }
    return counted == 0 ? 0 : Double(unusual) / Double(counted)
  }

  private func value(_ type: InputType, at start: Int) -> Double {
    bytes.withUnsafeBytes { bytes in
      switch type {
      case .f64: return bytes.loadUnaligned(fromByteOffset: start, as: Double.self)
      case .f32: return Double(bytes.loadUnaligned(fromByteOffset: start, as: Float.self))
      case .f16: return Double(bytes.loadUnaligned(fromByteOffset: start, as: Float16.self))
      default:
        let upper = bytes.loadUnaligned(fromByteOffset: start, as: UInt16.self)
        return Double(Float(bitPattern: UInt32(upper) << 16))
      }
    }
  }

  /// Whether each second word is 0, and others are not: short numbers as `f64` are written so.
  private var hasEmptyHalves: Bool {
    let words = stride(from: 0, to: bytes.count - 7, by: 8)
    return words.allSatisfy { bytes[$0..<$0 + 4].allSatisfy { $0 == 0 } }
      && words.contains { !bytes[$0 + 4..<$0 + 8].allSatisfy { $0 == 0 } }
  }

  /// Whether the lower halves of words are mostly 0: those of `f32` that were `bf16` before.
  private var areLowerHalvesEmpty: Bool {
    let words = stride(from: 0, to: bytes.count - 3, by: 4)
    let empty = words.count { bytes[$0] == 0 && bytes[$0 + 1] == 0 }
    return 2 * empty > words.underestimatedCount
  }
}
