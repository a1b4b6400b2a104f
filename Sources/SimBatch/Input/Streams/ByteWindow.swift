internal import Glibc

/// The next bytes of a source, in a window that slides over it and grows as far as a line needs.
///
/// Parsers get the window's memory and ranges in it, which hold until the next call.
final class ByteWindow {
  /// What errors call the input.
  let name: String
  private let source: any ByteSource
  private(set) var memory: MappedBytes
  /// The bytes in `memory` that are read from the source and not taken yet.
  private(set) var unread = 0..<0
  private var isAtEnd = false
  /// Bytes taken so far: where in the (decompressed) content ``unread`` starts.
  private(set) var offset = 0
  /// Lines taken so far by ``takeLine()``; the number of the last one, counted from 1.
  private(set) var lineNumber = 0

  /// What a line may have: 2^22 numbers of 32 bytes.
  static let longestLine = 1 << 27
  private static let firstSize = 1 << 20

  /// - Throws: ``InputError`` where there is no memory.
  init(_ source: any ByteSource, name: String) throws(InputError) {
    guard let memory = MappedBytes(zeroed: Self.firstSize) else {
      throw .reading(name, errno: ENOMEM)
    }
    self.source = source
    self.name = name
    self.memory = memory
  }

  /// Reads until `count` bytes are unread, or all that are left.
  ///
  /// - Returns: whether there are that many.
  func fill(_ count: Int) throws(InputError) -> Bool {
    while unread.count < count, !isAtEnd { try fillFurther() }
    return unread.count >= count
  }

  /// Takes `count` bytes that are unread.
  func take(_ count: Int) {
    precondition(count >= 0 && count <= unread.count)
    unread = unread.lowerBound + count..<unread.upperBound
    offset += count
  }

  /// The byte at `index` of those that are unread, or nil at the end.
  func peek(_ index: Int = 0) throws(InputError) -> UInt8? {
    guard try fill(index + 1) else { return nil }
    return memory.load(UInt8.self, at: unread.lowerBound + index)
  }

  /// A copy of at most `count` bytes that come next.
  func head(_ count: Int) throws(InputError) -> [UInt8] {
    _ = try fill(count)
    return memory.prefix(min(count, unread.count), from: unread.lowerBound)
  }

  /// Takes a line.
  ///
  /// - Returns: where in ``memory`` it lies, without its `\n` or `\r\n`; nil at the end.
  /// - Throws: ``InputError`` with exit code 65 for a line of more than ``longestLine`` bytes.
  func takeLine() throws(InputError) -> Range<Int>? {
    guard let length = try length(to: UInt8(ascii: "\n"), limit: Self.longestLine) else {
      try requireLine(within: unread.count)
      guard !unread.isEmpty else { return nil }
      return takeLine(length: unread.count, terminator: 0)
    }
    try requireLine(within: length)
    return takeLine(length: length, terminator: 1)
  }

  /// Takes the next `length` bytes as a line (or as a record of several lines), and the
  /// `terminator` bytes after them.
  func takeLine(length: Int, terminator: Int, lines: Int = 1) -> Range<Int> {
    let start = unread.lowerBound
    var end = start + length
    lineNumber += lines
    take(length + terminator)
    if end > start, memory.load(UInt8.self, at: end - 1) == UInt8(ascii: "\r") { end -= 1 }
    return start..<end
  }

  /// Unread bytes before the first `byte`; nil where there is none among the first `limit`, or
  /// before the end.
  func length(to byte: UInt8, limit: Int) throws(InputError) -> Int? {
    var searched = 0
    while true {
      let found: Int? = memory.withBytes { bytes in
        guard let base = bytes.baseAddress else { return nil }
        let start = base + unread.lowerBound
        return memchr(start + searched, Int32(byte), unread.count - searched).map {
          UnsafeRawPointer($0) - start
        }
      }
      if let found { return found }
      searched = unread.count
      guard searched <= limit, !isAtEnd else { return nil }
      try fillFurther()
    }
  }

  /// - Throws: ``InputError`` where a line has `count` bytes, and that is too many.
  func requireLine(within count: Int) throws(InputError) {
    guard count <= Self.longestLine else {
      throw malformed(
        expected: "a line end within \(ByteCount(Self.longestLine))",
        found: "none",
        line: lineNumber + 1
      )
    }
  }

  /// Reads once more from the source, after making room for at least as much as there is.
  private func fillFurther() throws(InputError) {
    if unread.upperBound == memory.count { try makeRoom() }
    let count = try source.read(
      into: memory,
      at: unread.upperBound,
      count: memory.count - unread.upperBound
    )
    isAtEnd = count == 0
    unread = unread.lowerBound..<unread.upperBound + count
  }

  /// Moves what is unread to the start of the memory, of twice the size where it is half full.
  private func makeRoom() throws(InputError) {
    var target = memory
    if unread.count * 2 > memory.count {
      guard let larger = MappedBytes(zeroed: memory.count * 2) else {
        throw .reading(name, errno: ENOMEM)
      }
      target = larger
    }
    memory.withBytes { source in
      target.withMutableBytes { bytes in
        guard let from = source.baseAddress, let to = bytes.baseAddress else { return }
        memmove(to, from + unread.lowerBound, unread.count)
      }
    }
    memory = target
    unread = 0..<unread.count
  }

  /// An error at `line`, or at byte `offset` of the content.
  func malformed(
    expected: String,
    found: String,
    line: Int? = nil,
    column: Int? = nil,
    at offset: Int? = nil
  ) -> InputError {
    InputError(
      name: name,
      problem: .malformed(
        expected: expected,
        found: found,
        place: line.map { .line($0, column: column) } ?? offset.map { .byte($0) }
      )
    )
  }
}
