/// Conversion of stored values, on the pointers of ``MappedBytes``.
extension InputType {
  /// Writes `count` values at `source`, little-endian and at any alignment, to `target` as
  /// ``widened``.
  ///
  /// - Returns: the first value that is not exact there, by its index and as text; nil where all are.
  func widen(_ source: UnsafeRawPointer, count: Int, to target: UnsafeMutableRawPointer)
    -> (index: Int, text: String)?
  {
    switch self {
    case .f32, .f64:
      target.copyMemory(from: source, byteCount: count * byteCount)
      return nil
    case .f16: return convert(source, count, target) { (half: Float16) in Float(half) }
    case .bf16:
      return convert(source, count, target) { (upper: UInt16) in
        Float(bitPattern: UInt32(upper) << 16)
      }
    case .bool: return convert(source, count, target) { (byte: UInt8) in Float(byte == 0 ? 0 : 1) }
    case .i8: return convert(source, count, target) { (value: Int8) in Float(value) }
    case .u8: return convert(source, count, target) { (value: UInt8) in Float(value) }
    case .i16: return convert(source, count, target) { (value: Int16) in Float(value) }
    case .u16: return convert(source, count, target) { (value: UInt16) in Float(value) }
    case .i32: return convert(source, count, target) { (value: Int32) in Double(value) }
    case .u32: return convert(source, count, target) { (value: UInt32) in Double(value) }
    case .i64: return convertWide(source, count, target) { (value: Int64) in Double(value) }
    case .u64: return convertWide(source, count, target) { (value: UInt64) in Double(value) }
    }
  }

  @inline(__always)
  private func convert<Value: BitwiseCopyable, Wide: BitwiseCopyable>(
    _ source: UnsafeRawPointer,
    _ count: Int,
    _ target: UnsafeMutableRawPointer,
    _ widened: (Value) -> Wide
  ) -> (index: Int, text: String)? {
    for index in 0..<count {
      let value = source.loadUnaligned(
        fromByteOffset: index &* MemoryLayout<Value>.size,
        as: Value.self
      )
      target.storeBytes(
        of: widened(value),
        toByteOffset: index &* MemoryLayout<Wide>.size,
        as: Wide.self
      )
    }
    return nil
  }

  /// Whole numbers between −2⁵³ and 2⁵³ have a `Double` of their own.
  @inline(__always)
  private func convertWide<Value: FixedWidthInteger & BitwiseCopyable>(
    _ source: UnsafeRawPointer,
    _ count: Int,
    _ target: UnsafeMutableRawPointer,
    _ widened: (Value) -> Double
  ) -> (index: Int, text: String)? {
    for index in 0..<count {
      let value = source.loadUnaligned(fromByteOffset: index &* 8, as: Value.self)
      guard value.magnitude <= 1 << 53 else { return (index, "\(value)") }
      target.storeBytes(of: widened(value), toByteOffset: index &* 8, as: Double.self)
    }
    return nil
  }
}

extension InputError {
  /// A whole number that would be rounded, which is refused.
  static func inexact(_ value: (index: Int, text: String), row: Int, of name: String) -> InputError
  {
    InputError(
      name: name,
      problem: .malformed(
        expected: "a number of at most 2^53 in dimension \(value.index), which f64 holds exactly",
        found: value.text,
        place: .row(row)
      )
    )
  }
}
