/// The lines of a text, one after the other, and errors at a place in the last one.
///
/// A byte order mark at the start is skipped. Blank lines may only stand at the end.
final class TextLines {
  let window: ByteWindow
  /// The last line (or record) taken, without its line break.
  private(set) var line: TextSlice
  /// The number of its first line, from 1.
  private var firstLineNumber = 1

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  init(_ window: ByteWindow) throws(InputError) {
    self.window = window
    if try window.head(Self.byteOrderMark.count) == Self.byteOrderMark {
      window.take(Self.byteOrderMark.count)
    }
    line = TextSlice(window.memory, window.unread.lowerBound..<window.unread.lowerBound)
  }

  /// Takes the next line.
  ///
  /// - Returns: false at the end, or where only blank lines follow.
  /// - Throws: ``InputError`` with exit code 65 for a blank line before others, and for one of more
  ///   than ``ByteWindow/longestLine`` bytes.
  func next() throws(InputError) -> Bool {
    guard let range = try window.takeLine() else { return false }
    return try accept(range, lines: 1)
  }

  /// Makes `range` of the window's memory, of `lines` lines, the current line.
  ///
  /// - Returns: false where it is blank, and all after it are.
  func accept(_ range: Range<Int>, lines: Int) throws(InputError) -> Bool {
    line = TextSlice(window.memory, range)
    firstLineNumber = window.lineNumber - lines + 1
    guard range.isEmpty else { return true }
    let blankLine = firstLineNumber
    try requireEnd { () -> InputError in
      self.window.malformed(
        expected: "a row",
        found: "a blank line that is not at the end",
        line: blankLine
      )
    }
    return false
  }

  /// Takes what is left, which must be blank lines.
  func requireEnd(orThrow fault: () -> InputError) throws(InputError) {
    while let range = try window.takeLine() {
      guard range.isEmpty else { throw fault() }
    }
  }

  /// The error of what is at `offset` in the current line.
  func fault(at offset: Int, expected: String, found: String) -> InputError {
    var number = firstLineNumber
    var start = 0
    // A record in quotes has several lines.
    while let length = line[start..<offset].firstIndex(of: 0x0A) {
      start += length + 1
      number += 1
    }
    return window.malformed(
      expected: expected,
      found: found,
      line: number,
      column: offset - start + 1
    )
  }

  /// The error of numbers that end at a fault.
  ///
  /// - Parameters:
  ///   - start: where in the current line the text is that was parsed.
  ///   - limit: how many were wanted.
  ///   - field: the field at fault, where others than blanks and commas separate fields.
  func fault(
    _ parsed: ParsedNumbers,
    from start: Int,
    limit: Int,
    type: ElementType,
    field: TextSlice? = nil
  ) -> InputError {
    let place = min(start + parsed.offset, line.count)
    let (expected, found) = parsed.fault(
      at: field ?? line.dropFirst(place).token,
      limit: limit,
      type: type
    )
    return fault(at: place, expected: expected, found: found)
  }
}

extension TextSlice {
  /// What is before the next blank, comma, bracket or line break.
  var token: TextSlice {
    self[0..<end { $0.isBlank || [0x0A, 0x0D, 0x2C, 0x5D, 0x7D].contains($0) }]
  }
}
