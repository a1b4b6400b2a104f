import CSimKernels

/// The first records of a table, looked at before any is taken.
///
/// What a column holds is judged from all of them, so that a value counts the same in every row.
/// The slices hold until the window's next call.
struct TableSample {
  let records: [Record]

  struct Record {
    let text: TextSlice
    let fields: [sim_csv_field]

    /// The text of a field, without the quotes around it.
    subscript(column: Int) -> TextSlice { text[fields[column].start..<fields[column].end] }
  }

  static let recordLimit = 100
  private static let size = 1 << 20

  /// The whole records among the first bytes of `window`: at least two where there are, however long.
  /// They end before a blank line and before a record that reading will refuse.
  init(_ window: ByteWindow, _ dialect: TableDialect) throws(InputError) {
    var size = Self.size
    while true {
      let isComplete = try !window.fill(size)
      let text = TextSlice(window.memory, window.unread)
      let (records, isCut) = Self.records(of: text, dialect, isComplete: isComplete)
      guard isCut, records.count < 2, text.count <= ByteWindow.longestLine else {
        self.records = records
        return
      }
      size = min(2 * text.count, ByteWindow.longestLine + 1)
    }
  }

  private init(_ records: some Sequence<Record>) { self.records = Array(records) }

  /// The sample without its first record.
  var withoutFirst: TableSample { TableSample(records.dropFirst()) }

  /// What is in each of the columns; names may be in the first one if `areUnnamed`.
  func columns(areUnnamed: Bool) -> [ColumnSample] {
    (0..<(records.first?.fields.count ?? 0)).map { column in
      ColumnSample(
        records.map { $0[column].trimmed.text },
        mayBeNames: areUnnamed && column == 0
      )
    }
  }

  /// - Returns: the records, and whether the last one was cut off by the end of `text`.
  private static func records(of text: TextSlice, _ dialect: TableDialect, isComplete: Bool) -> (
    [Record], isCut: Bool
  ) {
    var rest = text
    var records: [Record] = []
    var fields = [sim_csv_field](repeating: sim_csv_field(), count: TableRecords.firstRoom)
    while records.count < recordLimit, !rest.isEmpty {
      var length = rest.recordLength(dialect.kernelDialect)
      if length == 0 {
        guard isComplete else { return (records, true) }
        length = rest.count
      }
      let record = rest[0..<length]
      let result =
        records.isEmpty
        ? record.splitAll(dialect.kernelDialect, into: &fields)
        : record.split(dialect.kernelDialect, into: &fields)
      guard result.status == SIM_CSV_DONE, !record.isBlankLine,
        result.found == records.first?.fields.count ?? result.found
      else { return (records, false) }
      records.append(Record(text: record, fields: Array(fields.prefix(result.found))))
      rest = rest.dropFirst(length)
    }
    return (records, !isComplete && rest.isEmpty)
  }
}

/// Files whose fields are separated otherwise.
extension TableSample {
  /// - Throws: ``InputError`` with exit code 65 where another character separates the fields: it is as
  ///   often in every record and numbers follow it, or the first record has no other separator.
  func requireSeparator(_ dialect: TableDialect, in window: ByteWindow) throws(InputError) {
    guard dialect.format != .copy, let first = records.first else { return }
    let name = dialect.format == .csv ? "commas" : "tabs"
    for other in Self.separators where other.byte != dialect.separator {
      let isOnlyField = first.fields.count == 1
      // Between tabs, a comma may belong to a name.
      guard isOnlyField || other.byte != UInt8(ascii: ",") else { continue }
      let counts = records.map { $0.count(of: other.byte).all }
      let numbers = records.count { $0.count(of: other.byte).beforeNumbers > 0 }
      let separates = Set(counts).count == 1 && 2 * numbers > records.count - 1 && numbers > 0
      guard counts[0] > 0, isOnlyField || separates else { continue }
      throw window.malformed(
        expected: "\(name) between fields (and a point in numbers)",
        found: other.name,
        line: 1
      )
    }
  }

  private static let separators: [(byte: UInt8, name: String)] = [
    (UInt8(ascii: ";"), "semicolons"), (UInt8(ascii: "\t"), "tabs"),
    (UInt8(ascii: "|"), "vertical bars"), (UInt8(ascii: ","), "commas"),
  ]
}

extension TableSample.Record {
  /// How often `byte` is in fields without quotes, and how often a digit or a sign follows it there.
  fileprivate func count(of byte: UInt8) -> (all: Int, beforeNumbers: Int) {
    var (all, beforeNumbers) = (0, 0)
    for column in fields.indices where !fields[column].quoted {
      var rest = self[column]
      while let offset = rest.firstIndex(of: byte) {
        rest = rest.dropFirst(offset + 1)
        all += 1
        let next = rest.trimmed.text
        if !next.isEmpty, "+-.0123456789".utf8.contains(next[0]) { beforeNumbers += 1 }
      }
    }
    return (all, beforeNumbers)
  }
}

extension TextSlice {
  /// Whether it is nothing but a line break.
  fileprivate var isBlankLine: Bool {
    count == 1 ? self[0] == 0x0A || self[0] == 0x0D : count == 2 && starts(with: "\r\n")
  }
}
