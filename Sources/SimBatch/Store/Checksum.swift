/// A sum over bytes that shows damage, not malice: FNV-1a of 64 bits over little-endian words of 8
/// bytes, the last one filled with zeros, then over their count. The high half is folded in after
/// each word, since a product carries bits upwards only.
struct Checksum {
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  private var rest: [UInt8] = []
  private(set) var byteCount = 0

  private mutating func add(word: UInt64) {
    hash = (hash ^ word) &* 0x100_0000_01b3
    hash ^= hash >> 32
  }

  /// - Complexity: O(bytes).
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    byteCount += bytes.count
    var start = 0
    if !rest.isEmpty {
      start = min(8 - rest.count, bytes.count)
      rest += bytes[..<start]
      guard rest.count == 8 else { return }
      add(word: rest.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) })
      rest.removeAll(keepingCapacity: true)
    }
    let end = start + (bytes.count - start) / 8 * 8
    for offset in stride(from: start, to: end, by: 8) {
      add(
        word: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      )
    }
    rest += bytes[end...]
  }

  mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }

  /// The sum of all bytes so far.
  var value: UInt64 {
    var sum = self
    let last = rest + [UInt8](repeating: 0, count: 8 - rest.count)
    sum.add(word: last.reversed().reduce(0) { $0 << 8 | UInt64($1) })
    sum.add(word: UInt64(byteCount))
    return sum.hash
  }

  static func value(of bytes: UnsafeRawBufferPointer) -> UInt64 {
    var sum = Checksum()
    sum.add(bytes)
    return sum.value
  }
}
