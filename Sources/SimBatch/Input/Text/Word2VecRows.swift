/// Rows of a binary word2vec file: `N D\n`, then per row its name, a space, D values of `f32`.
///
/// The C tool writes a line feed after each row, gensim does not: line breaks at the start of a name are
/// no part of it.
final class Word2VecRows: RowStream {
  let format = MatrixFormat.word2vec
  let elementType = ElementType.f32
  let dimensionCount: Int
  let statedRowCount: Int?
  let hasNames = true
  var name: String { window.name }

  private let window: ByteWindow
  private let rowCount: Int
  private var row = 0

  /// Bytes of a name.
  static let longestName = 1 << 16

  /// - Throws: ``InputError`` where the header is none, or its counts are beyond the limits.
  init(_ window: ByteWindow) throws(InputError) {
    self.window = window
    (rowCount, dimensionCount) = try Word2VecHeader.take(from: window)
    statedRowCount = rowCount
  }

  func appendRow(to batch: RowBatch) throws(InputError) -> Bool {
    guard row < rowCount else {
      try checkEnd()
      return false
    }
    let start = window.offset
    while let next = try window.peek(), next == 0x0A || next == 0x0D { window.take(1) }
    guard let length = try nameLength() else {
      throw malformed("row \(row) of \(rowCount), a name and a space", "the end", at: start)
    }
    guard try window.fill(length + 1 + rowByteCount) else {
      throw malformed(
        "\(rowByteCount.counted("byte")) of values in row \(row)",
        "\(window.unread.count - length - 1)",
        at: window.offset + length + 1
      )
    }
    let first = window.unread.lowerBound
    try batch.appendRow { target in
      window.memory.copy(first + length + 1..<first + length + 1 + rowByteCount, to: target)
    }
    batch.appendName(window.memory.prefix(length, from: first))
    window.take(length + 1 + rowByteCount)
    row += 1
    return true
  }

  private func nameLength() throws(InputError) -> Int? {
    let length = try window.length(to: UInt8(ascii: " "), limit: Self.longestName)
    if length == nil, window.unread.count <= Self.longestName { return nil }
    guard let length, length <= Self.longestName else {
      throw malformed(
        "a name of at most \(Self.longestName) bytes and a space in row \(row)",
        "no space",
        at: window.offset
      )
    }
    return length
  }

  private func checkEnd() throws(InputError) {
    while let next = try window.peek() {
      guard next == 0x0A || next == 0x0D else {
        throw malformed(
          "the end after the header's \(rowCount.counted("row"))",
          "more",
          at: window.offset
        )
      }
      window.take(1)
    }
  }

  private func malformed(_ expected: String, _ found: String, at offset: Int) -> InputError {
    window.malformed(expected: expected, found: found, at: offset)
  }
}

extension Word2VecHeader {
  /// Takes the first line and checks its counts.
  static func take(from window: ByteWindow) throws(InputError) -> (rows: Int, dimensions: Int) {
    let line = try window.takeLine().map { window.memory.prefix($0.count, from: $0.lowerBound) }
    guard let line, let header = Word2VecHeader(line: line) else {
      throw window.malformed(
        expected: "a line of two counts, rows and dimensions",
        found: "'\(String(decoding: (line ?? []).prefix(40), as: UTF8.self))'",
        line: 1
      )
    }
    guard MatrixLayout.rowLimits.contains(header.rowCount),
      MatrixLayout.dimensionLimits.contains(header.dimensionCount)
    else {
      throw window.malformed(
        expected:
          "at most \(MatrixLayout.rowLimits.upperBound) rows of 1 to \(MatrixLayout.dimensionLimits.upperBound) dimensions",
        found: "\(header.rowCount) of \(header.dimensionCount)",
        line: 1
      )
    }
    return (header.rowCount, header.dimensionCount)
  }
}
