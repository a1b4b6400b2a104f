/// The records of a file of judgements, one after the other: some named fields of each.
///
/// The file is csv with a header; or by its extension tsv with one, or a JSON object a line. Other
/// columns than those wanted are ignored.
protocol JudgementRecords: AnyObject {
  /// What errors call the file.
  var name: String { get }

  /// Takes the next record.
  ///
  /// - Returns: false at the end.
  /// - Throws: ``InputError`` with exit code 65 at the line of a record that cannot be read.
  func next() throws(InputError) -> Bool

  /// The text of a field of the last record, by place among the columns wanted.
  func text(of field: Int) throws(InputError) -> [UInt8]

  /// The error of a field of the last record, or of the whole record.
  func fault(_ field: Int?, expected: String, found: String) -> InputError
}

extension JudgementRecords {
  /// The text of a field without blanks around it.
  func trimmedText(of field: Int) throws(InputError) -> [UInt8] {
    let text = try text(of: field).drop(while: \.isBlank)
    guard let last = text.lastIndex(where: { !$0.isBlank }) else { return [] }
    return Array(text[...last])
  }
}

/// Opens files of judgements.
enum JudgementFile {
  /// - Parameters:
  ///   - path: a file, or `-` for standard input.
  ///   - columns: those that every record must have.
  /// - Throws: ``InputError``: exit codes 65 for a missing column, 66 and 74.
  static func open(_ path: String, columns: [String]) throws(InputError) -> any JudgementRecords {
    let input = try OpenedInput.open(path)
    let lines = try TextLines(input.window)
    switch input.fileExtension {
    case "jsonl", "ndjson": return JudgementObjects(lines, columns: columns)
    case "tsv", "tab": return try JudgementTable(TableRecords(lines, .init(.tsv)), columns: columns)
    default: return try JudgementTable(TableRecords(lines, .init(.csv)), columns: columns)
    }
  }
}

/// Judgements in a table with a header.
private final class JudgementTable: JudgementRecords {
  private let records: TableRecords
  /// Of the table, by place among the columns wanted.
  private let columns: [Int]

  var name: String { records.lines.window.name }

  init(_ records: TableRecords, columns wanted: [String]) throws(InputError) {
    self.records = records
    let list = wanted.joined(separator: ",")
    guard try records.next() else {
      throw records.lines.window.malformed(
        expected: "a header with the columns \(list)",
        found: "the end",
        line: 1
      )
    }
    var header: [String] = []
    for column in 0..<records.count {
      try records.withText(of: column) {
        header.append(String(decoding: $0, as: UTF8.self).withoutBlanks)
      }
    }
    var columns: [Int] = []
    for name in wanted {
      let places = header.indices.filter { header[$0] == name }
      guard places.count == 1 else {
        throw records.lines.fault(
          at: 0,
          expected: "a header with \(places.isEmpty ? "" : "one column ")'\(name)' (\(list))",
          found: records.text.quoted
        )
      }
      columns.append(places[0])
    }
    self.columns = columns
  }

  func next() throws(InputError) -> Bool { try records.next() }

  func text(of field: Int) throws(InputError) -> [UInt8] {
    var text: [UInt8] = []
    try records.withText(of: columns[field]) { text = Array($0) }
    return text
  }

  func fault(_ field: Int?, expected: String, found: String) -> InputError {
    guard let field else { return records.lines.fault(at: 0, expected: expected, found: found) }
    return records.fault(columns[field], expected: expected, found: found)
  }
}
