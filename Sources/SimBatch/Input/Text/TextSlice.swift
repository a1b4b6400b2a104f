import Glibc

/// A line, a record or a part of one, where a window has it; it holds until the window's next call.
struct TextSlice {
  private let memory: MappedBytes
  private let range: Range<Int>

  init(_ memory: MappedBytes, _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= memory.count)
    self.memory = memory
    self.range = range
  }

  var count: Int { range.count }
  var isEmpty: Bool { range.isEmpty }

  subscript(offset: Int) -> UInt8 {
    precondition(offset >= 0 && offset < count)
    return memory.load(UInt8.self, at: range.lowerBound + offset)
  }

  subscript(part: Range<Int>) -> TextSlice {
    precondition(part.lowerBound >= 0 && part.upperBound <= count)
    let start = range.lowerBound
    return TextSlice(memory, start + part.lowerBound..<start + part.upperBound)
  }

  func dropFirst(_ length: Int) -> TextSlice { self[length..<count] }

  /// The bytes, for the duration of `body`.
  func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try memory.withBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }

  /// The bytes for messages: in quotes, at most 40 characters.
  var quoted: String {
    let text = withBytes { String(decoding: $0.prefix(160), as: UTF8.self) }
    return text.count > 40 ? "'\(text.prefix(39))…'" : "'\(text)'"
  }

  /// The offset of the first `byte`. O(offset).
  func firstIndex(of byte: UInt8) -> Int? {
    withBytes { bytes in
      guard let base = bytes.baseAddress else { return nil }
      return memchr(base, Int32(byte), bytes.count).map { UnsafeRawPointer($0) - base }
    }
  }

  /// The offset of the first byte of which `isWanted` is true, or ``count``.
  func end(where isWanted: (UInt8) -> Bool) -> Int {
    withBytes { $0.firstIndex(where: isWanted) ?? $0.count }
  }

  func starts(with prefix: StaticString) -> Bool {
    withBytes {
      $0.starts(
        with: UnsafeRawBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount)
      )
    }
  }

  /// Without blanks at both ends, and how many were before it.
  var trimmed: (text: TextSlice, offset: Int) {
    let start = end { !$0.isBlank }
    var last = count
    while last > start, self[last - 1].isBlank { last -= 1 }
    return (self[start..<last], start)
  }
}

extension UInt8 {
  /// A space or a tab.
  var isBlank: Bool { self == 0x20 || self == 0x09 }
}
