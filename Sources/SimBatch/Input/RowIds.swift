/// The names of a matrix's rows, one for each.
///
/// All names share one buffer, so that millions of rows cost their bytes and one offset each.
public struct RowIds: Equatable, Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []  // where each name ends in `bytes`

  /// Number of names.
  public var count: Int { ends.count }

  public init(_ ids: some Sequence<String>) {
    for id in ids {
      bytes.append(contentsOf: id.utf8)
      ends.append(bytes.count)
    }
  }

  init(utf8 names: [[UInt8]]) {
    for name in names { append(name) }
  }

  /// Appends the name of the next row.
  mutating func append(_ name: some Collection<UInt8>) {
    bytes.append(contentsOf: name)
    ends.append(bytes.count)
  }

  /// The names of some rows, by position.
  public func selecting(_ rows: RowNumbers) -> RowIds {
    precondition(rows.wholeCount == count)
    guard !rows.isWhole else { return self }
    var chosen = RowIds([])
    for position in 0..<rows.count { chosen.append(bytes[range(of: rows[position])]) }
    return chosen
  }

  /// Appends the names of further rows.
  mutating func append(contentsOf other: RowIds) {
    let start = bytes.count
    bytes += other.bytes
    ends += other.ends.map { start + $0 }
  }

  /// Memory that names take.
  var byteCount: Int { bytes.count + ends.count * MemoryLayout<Int>.size }

  /// Reads a text file with one name a line, or standard input for the path `-`.
  ///
  /// The bytes of a line are kept as they are. Not part of a name: the line's end (`\n` or
  /// `\r\n`; the last line may lack it) and a byte order mark at the start of the file.
  ///
  /// - Parameter rowCount: n, the rows that the names are for.
  /// - Throws: ``InputError``: exit code 65 when the file has not exactly n lines; 66 and 74 as
  ///   ``StoredMatrix/open(_:options:)``.
  /// - Complexity: O(bytes of the file).
  public static func open(_ path: String, rowCount: Int) throws(InputError) -> RowIds {
    try RowIds(reading: InputFile.open(path), rowCount: rowCount)
  }

  /// Reads a text file of one number a line, as names are read.
  static func openNumbers(_ path: String, rowCount: Int) throws(InputError) -> RowIds {
    try RowIds(reading: InputFile.open(path), rowCount: rowCount, noun: "numbers")
  }

  init(reading file: InputFile, rowCount: Int, noun: String = "ids") throws(InputError) {
    let newline = UInt8(ascii: "\n")
    let lineCount = file.bytes.withBytes { text in
      let isLastOpen = text.last.map { $0 != newline } ?? false
      return text.count { $0 == newline } + (isLastOpen ? 1 : 0)
    }
    guard lineCount == rowCount else {
      throw file.malformed(
        expected: "\(rowCount) \(noun), one a line, for the matrix's \(rowCount.counted("row"))",
        found: lineCount.counted("line")
      )
    }
    bytes.reserveCapacity(file.bytes.count)
    ends.reserveCapacity(lineCount)
    file.bytes.withBytes { text in
      var rest = text.starts(with: [0xEF, 0xBB, 0xBF]) ? text.dropFirst(3) : text[...]
      for _ in 0..<lineCount {
        let lineEnd = rest.firstIndex(of: newline) ?? rest.endIndex
        let line = rest[..<lineEnd]
        bytes.append(contentsOf: line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
        ends.append(bytes.count)
        rest = rest[lineEnd...].dropFirst()
      }
    }
  }

  /// The name of `row`; what is not UTF-8 in it reads as U+FFFD.
  public subscript(row: Int) -> String {
    String(decoding: bytes[range(of: row)], as: UTF8.self)
  }

  /// Appends the name of `row` to `output`, byte for byte.
  public func appendUTF8(of row: Int, to output: inout [UInt8]) {
    output.append(contentsOf: bytes[range(of: row)])
  }

  /// The rows that have this name, ascending.
  func rows(named name: String) -> [Int] {
    let wanted = Array(name.utf8)
    return ends.indices.filter { row in
      let range = range(of: row)
      return range.count == wanted.count && bytes[range].elementsEqual(wanted)
    }
  }

  /// Bytes of the name of `row`.
  func byteCount(of row: Int) -> Int { range(of: row).count }

  private func range(of row: Int) -> Range<Int> {
    (row == 0 ? 0 : ends[row - 1])..<ends[row]
  }
}

extension RowIds: RowNaming {
  public func appendId(row: Int, to bytes: inout [UInt8]) { appendUTF8(of: row, to: &bytes) }
}
