import CSimKernels

/// How the fields of a table are written.
struct TableDialect {
  /// How bytes that would end a field are written.
  enum Escapes {
    /// In quotes, with quotes doubled (RFC 4180).
    case quotes
    /// `\t`, `\n`, `\r` and `\\`; a backslash before anything else is itself.
    case some
    /// All that PostgreSQL's `COPY` reads.
    case copy
  }

  let format: MatrixFormat
  let escapes: Escapes
  let separator: UInt8

  /// - Precondition: `format` is csv, tsv or copy.
  init(_ format: MatrixFormat) {
    self.format = format
    switch format {
    case .csv: (escapes, separator) = (.quotes, UInt8(ascii: ","))
    case .tsv: (escapes, separator) = (.some, UInt8(ascii: "\t"))
    case .copy: (escapes, separator) = (.copy, UInt8(ascii: "\t"))
    default: preconditionFailure("\(format) is no table")
    }
  }

  var kernelDialect: sim_csv_dialect {
    sim_csv_dialect(separator: CChar(separator), quotes: escapes == .quotes)
  }

  /// Whether `field` is how the format writes that there is no value.
  func isNull(_ field: TextSlice) -> Bool {
    escapes == .copy && field.count == 2 && field.starts(with: #"\N"#)
  }
}

/// The records of a table, split into fields, all as many as the first has.
final class TableRecords {
  let lines: TextLines
  let dialect: TableDialect
  /// The fields of the last record; the first ``count`` are valid.
  private(set) var fields: [sim_csv_field]
  /// Fields of every record; 0 before the first.
  private(set) var count = 0
  private let kernelDialect: sim_csv_dialect
  private var hasEnded = false

  /// Fields that there is room for at first.
  static let firstRoom = 1 << 10
  /// As many numbers as a row may have, and some other columns.
  static let mostFields = MatrixLayout.dimensionLimits.upperBound + (1 << 10)

  init(_ lines: TextLines, _ dialect: TableDialect) {
    self.lines = lines
    self.dialect = dialect
    kernelDialect = dialect.kernelDialect
    fields = [sim_csv_field](repeating: sim_csv_field(), count: Self.firstRoom)
  }

  /// The text of the last record.
  var text: TextSlice { lines.line }

  /// The text of a field of the last record, without the quotes around it.
  subscript(column: Int) -> TextSlice { text[fields[column].start..<fields[column].end] }

  /// Takes the next record.
  ///
  /// - Returns: false at the end.
  /// - Throws: ``InputError`` with exit code 65 for quotes that do not close or that text follows,
  ///   for more or fewer fields than the first record has, and as ``TextLines/next()``.
  func next() throws(InputError) -> Bool {
    guard !hasEnded, try takeRecord() else { return false }
    if dialect.escapes == .copy, text.count == 2, text.starts(with: #"\."#) {
      hasEnded = true
      try lines.requireEnd { () -> InputError in
        self.lines.window.malformed(
          expected: #"the end after the line \."#,
          found: "more",
          line: self.lines.window.lineNumber
        )
      }
      return false
    }
    try split()
    return true
  }

  private func takeRecord() throws(InputError) -> Bool {
    guard dialect.escapes == .quotes else { return try lines.next() }
    let window = lines.window
    guard let length = try recordLength() else { return false }
    let record = TextSlice(window.memory, window.unread)[0..<length]
    let terminator = record[length - 1] == 0x0A ? 1 : 0
    let lineCount = record[0..<length - terminator].lineBreakCount + 1
    let range = window.takeLine(
      length: length - terminator,
      terminator: terminator,
      lines: lineCount
    )
    return try lines.accept(range, lines: lineCount)
  }

  /// The length of the next record with its line break; nil at the end.
  private func recordLength() throws(InputError) -> Int? {
    let window = lines.window
    guard try window.fill(1) else { return nil }
    while true {
      let known = window.unread.count
      let length = TextSlice(window.memory, window.unread).recordLength(kernelDialect)
      try requireRecord(within: length == 0 ? known : length)
      guard length == 0 else { return length }
      // Twice as much, so that a long record is looked at a few times only; at the end less comes.
      _ = try window.fill(min(2 * known, ByteWindow.longestLine) + 1)
      guard window.unread.count > known else { return known }
    }
  }

  /// - Throws: ``InputError`` at the quote that does not close, or at the line, where a record has
  ///   `count` bytes, and that is too many.
  private func requireRecord(within count: Int) throws(InputError) {
    guard count > ByteWindow.longestLine else { return }
    let line = lines.window.lineNumber + 1
    _ = try lines.accept(lines.window.unread, lines: 0)
    try checkQuotes(split(into: &fields))
    throw lines.window.malformed(
      expected: "the end of the record within \(ByteCount(ByteWindow.longestLine))",
      found: "none",
      line: line
    )
  }

  private func split(into fields: inout [sim_csv_field]) -> (
    status: sim_csv_status, found: Int, fault: Int
  ) {
    text.split(kernelDialect, into: &fields)
  }

  private func split() throws(InputError) {
    let result =
      count == 0 ? text.splitAll(kernelDialect, into: &fields) : split(into: &fields)
    try checkQuotes(result)
    if count == 0, result.status == SIM_CSV_DONE {
      count = result.found
      fields.removeLast(fields.count - count)
    }
    guard result.status == SIM_CSV_DONE, result.found == count else {
      let isMore = result.status == SIM_CSV_TOO_MANY
      throw lines.fault(
        at: isMore ? result.fault : text.count,
        expected: count == 0 ? "at most \(Self.mostFields) fields" : "\(count) fields",
        found: isMore ? "more" : "\(result.found)"
      )
    }
  }

  private func checkQuotes(_ result: (status: sim_csv_status, found: Int, fault: Int))
    throws(InputError)
  {
    switch result.status {
    case SIM_CSV_OPEN_QUOTE:
      throw lines.fault(at: result.fault, expected: "a quote that closes this one", found: "none")
    case SIM_CSV_AFTER_QUOTE:
      let rest = text.dropFirst(result.fault)
      throw lines.fault(
        at: result.fault,
        expected: "a comma after the closing quote",
        found: rest[0..<rest.end { $0 == dialect.separator || $0 == 0x0A }].quoted
      )
    default: break
    }
  }
}

extension TextSlice {
  fileprivate var lineBreakCount: Int {
    var rest = self
    var count = 0
    while let length = rest.firstIndex(of: 0x0A) {
      count += 1
      rest = rest.dropFirst(length + 1)
    }
    return count
  }
}
