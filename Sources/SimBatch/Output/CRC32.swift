import CZlib

/// The sum over bytes that a zip file has for each member and a PNG for each chunk (CRC-32 of ISO
/// 3309), and their count.
struct CRC32 {
  private(set) var value: UInt32 = 0
  private(set) var byteCount = 0

  init() {}

  /// The sum of `values` as they lie in memory.
  init<Value: BitwiseCopyable>(of values: [Value]) {
    add(values)
  }

  /// Adds `values` as they lie in memory.
  mutating func add<Value: BitwiseCopyable>(_ values: [Value]) {
    // zlib takes no bytes at no address for a wish to start anew.
    guard !values.isEmpty else { return }
    value = values.withUnsafeBytes { bytes in
      let words = bytes.assumingMemoryBound(to: UInt8.self)
      return UInt32(truncatingIfNeeded: crc32_z(uLong(value), words.baseAddress, words.count))
    }
    byteCount += values.count * MemoryLayout<Value>.stride
  }

  /// The sum of these bytes and then those of `other`.
  func followed(by other: CRC32) -> CRC32 {
    var both = CRC32()
    both.value = UInt32(
      truncatingIfNeeded: crc32_combine(uLong(value), uLong(other.value), other.byteCount)
    )
    both.byteCount = byteCount + other.byteCount
    return both
  }
}
