/// Rows that are lines of a name and d numbers, separated by blanks: word2vec's text and GloVe's.
///
/// A name may hold blanks: it is all before the last d numbers.
final class NamedLineRows: RowStream {
  let format: MatrixFormat
  let elementType: ElementType
  let dimensionCount: Int
  let statedRowCount: Int?
  let hasNames = true
  var name: String { lines.window.name }
  var reading: String? {
    dimensionCount.counted("dimension") + ", ids from the text before them, " + elementType.rawValue
  }

  private let lines: TextLines
  private var row = 0

  /// Lines after a line `N D`; there must be N.
  init(word2vec lines: TextLines, type: ElementType) throws(InputError) {
    self.lines = lines
    let header = try Word2VecHeader.take(from: lines.window)
    (format, elementType) = (.word2vecText, type)
    (statedRowCount, dimensionCount) = (header.rows, header.dimensions)
  }

  /// Lines without a header; d is what the first ones agree on, see ``GloVeSample``.
  init(glove lines: TextLines, type: ElementType) throws(InputError) {
    self.lines = lines
    (format, elementType, statedRowCount) = (.glove, type, nil)
    dimensionCount = try GloVeSample(lines.window).dimensionCount
    guard MatrixLayout.dimensionLimits.contains(dimensionCount) else {
      _ = try lines.next()
      throw lines.fault(
        at: 0,
        expected: "a name and 1 to \(MatrixLayout.dimensionLimits.upperBound) numbers after it",
        found: lines.line.quoted
      )
    }
  }

  func appendRow(to batch: RowBatch) throws(InputError) -> Bool {
    guard try lines.next() else {
      try requireStatedRows()
      return false
    }
    if let statedRowCount, row == statedRowCount {
      throw lines.fault(
        at: 0,
        expected: "the end after the header's \(statedRowCount.counted("row"))",
        found: lines.line.quoted
      )
    }
    var nameLength = 0
    try batch.appendRow { target throws(InputError) in
      nameLength = try read(lines.line, into: target)
    }
    lines.line.withBytes { batch.appendName($0[..<nameLength]) }
    row += 1
    return true
  }

  private func requireStatedRows() throws(InputError) {
    guard let statedRowCount, row < statedRowCount else { return }
    throw lines.window.malformed(
      expected: "the header's \(statedRowCount.counted("row"))",
      found: "the end after \(row)",
      line: lines.window.lineNumber + 1
    )
  }

  /// Reads the numbers of a line.
  ///
  /// - Returns: the length of the name.
  private func read(_ line: TextSlice, into target: UnsafeMutableRawPointer) throws(InputError)
    -> Int
  {
    let first = line.end { $0.isBlank }
    guard first > 0 else { throw lines.fault(at: 0, expected: "a name", found: "a blank") }
    // Nearly always a name is one field.
    let parsed = readNumbers(line.dropFirst(first), into: target)
    if parsed.isDone, parsed.count == dimensionCount { return first }
    return try readLast(line, into: target)
  }

  /// Reads the numbers of a line whose name may hold blanks, or in which something is wrong.
  private func readLast(_ line: TextSlice, into target: UnsafeMutableRawPointer)
    throws(InputError) -> Int
  {
    guard let start = line.startOfLast(fields: dimensionCount), start > 0 else {
      throw lines.fault(
        at: line.count,
        expected: "a name and \(dimensionCount) numbers",
        found: "\(line.fieldCount) fields"
      )
    }
    let parsed = readNumbers(line.dropFirst(start), into: target)
    guard parsed.isDone else {
      throw lines.fault(parsed, from: start, limit: dimensionCount, type: elementType)
    }
    let name = line[0..<start].trimmed.text
    if format == .word2vecText { try requireName(name) }
    return name.count
  }

  private func readNumbers(_ text: TextSlice, into target: UnsafeMutableRawPointer)
    -> ParsedNumbers
  {
    text.readNumbers(separator: 0x20, type: elementType, limit: dimensionCount, into: target)
  }

  /// Under a header that states d, a number at the end of a name is one number too many.
  private func requireName(_ name: TextSlice) throws(InputError) {
    guard let last = name.startOfLast(fields: 1), last > 0, name.dropFirst(last).isNumber else {
      return
    }
    throw lines.fault(
      at: last,
      expected: "a name and the header's \(dimensionCount) numbers",
      found: "the number \(name.dropFirst(last).quoted) before them"
    )
  }
}

/// The first lines of a GloVe file, which does not state d.
///
/// A name may end in numbers (`windows 10`) or be one. So d is how many numbers most of the first
/// ``lineLimit`` lines end in, the first field of a line not counted; of counts that are as
/// frequent, the largest. A line with fewer numbers than that is an error when it is read.
struct GloVeSample {
  let dimensionCount: Int

  static let lineLimit = 64
  private static let size = 1 << 20

  /// - Throws: ``InputError`` where reading fails, or the first line is too long.
  init(_ window: ByteWindow) throws(InputError) {
    _ = try window.fill(Self.size)
    let newline = UInt8(ascii: "\n")
    let first = try window.length(to: newline, limit: ByteWindow.longestLine)
    try window.requireLine(within: first ?? window.unread.count)
    let isComplete = try !window.fill(window.unread.count + 1)
    var text = TextSlice(window.memory, window.unread)
    var frequencies: [Int: Int] = [:]
    for _ in 0..<Self.lineLimit {
      let lineEnd = text.firstIndex(of: newline)
      guard let length = lineEnd ?? (isComplete ? text.count : nil), !text.isEmpty else { break }
      frequencies[text[0..<length].trailingNumberCount, default: 0] += 1
      text = text.dropFirst(min(length + 1, text.count))
    }
    let best = frequencies.max { ($0.value, $0.key) < ($1.value, $1.key) }
    dimensionCount = best?.key ?? 0
  }
}

extension TextSlice {
  /// How many fields between blanks are numbers at the end of a line, the first field not counted.
  fileprivate var trailingNumberCount: Int {
    var end = count
    var numbers = 0
    while numbers <= MatrixLayout.dimensionLimits.upperBound {
      while end > 0, self[end - 1].isBlank || self[end - 1] == 0x0D { end -= 1 }
      var start = end
      while start > 0, !self[start - 1].isBlank { start -= 1 }
      guard start > 0, self[start..<end].isNumber else { return numbers }
      numbers += 1
      end = start
    }
    return numbers
  }
}
