/// A text format of tables.
public enum TableFormat: String, CaseIterable, Sendable {
  /// A header and lines; fields quoted as RFC 4180 asks.
  case csv
  /// As ``csv`` with tabs; tab, line breaks and backslash in fields are `\t`, `\n`, `\r`, `\\`.
  case tsv
  /// One object a line, without the fields that are empty.
  case jsonl

  /// The format that a file's extension names, in upper or lower case.
  public init?(path: String) {
    guard let ending = NeighborFormat.ending(of: path) else { return nil }
    self.init(rawValue: ending.lowercased())
  }
}

/// Writes a table with named columns to a file or to standard output, line by line.
final class TextTable {
  /// One field of a line.
  enum Field {
    case empty
    case number(Int)
    case value(Float)
    case real(Double)
    case flag(Bool)
    /// Bytes of a text, which get the quotes and escapes that the format needs.
    case text([UInt8])
  }

  private let output: any ByteOutput
  /// The file, where there is one that can be put in place together with others.
  let file: AtomicFile?
  private let format: TableFormat
  private let columns: [String]
  private let keys: [[UInt8]]
  private var line: [UInt8] = []

  /// - Parameters:
  ///   - destination: a path, or `-` for standard output.
  ///   - format: the layout; without it, that of the extension, and csv on standard output and on a
  ///     device or pipe without an extension.
  /// - Throws: ``OutputError``, ``JobError/usage(_:)`` where no format can be told.
  init(_ destination: String, format: TableFormat?, columns: [String]) throws {
    let isStandardOutput = StandardOutput.isNamed(by: destination)
    var inferred = format ?? TableFormat(path: destination)
    if isStandardOutput {
      inferred = inferred ?? .csv
      file = nil
      output = try StandardOutput()
    } else {
      guard inferred != nil || NeighborFormat.ending(of: destination) == nil else {
        throw Self.unknownFormat(destination)
      }
      let file = try AtomicFile(destination)
      if !file.isSeekable { inferred = inferred ?? .csv }
      self.file = file
      output = file
    }
    guard let inferred else { throw Self.unknownFormat(destination) }
    self.format = inferred
    self.columns = columns
    keys = columns.map { name in
      var key: [UInt8] = []
      key.append(jsonString: Array(name.utf8))
      return key + [UInt8(ascii: ":")]
    }
    if inferred != .jsonl {
      try output.append(
        Array(columns.joined(separator: inferred == .csv ? "," : "\t").utf8) + [0x0A]
      )
    }
  }

  private static func unknownFormat(_ destination: String) -> JobError {
    .usage("\(destination): expected a name that ends in .csv, .tsv or .jsonl")
  }

  /// Writes a line of one field for each column.
  func write(_ fields: [Field]) throws {
    precondition(fields.count == columns.count)
    line.removeAll(keepingCapacity: true)
    switch format {
    case .csv, .tsv:
      for (index, field) in fields.enumerated() {
        if index > 0 { line.append(format == .csv ? UInt8(ascii: ",") : UInt8(ascii: "\t")) }
        appendPlain(field)
      }
    case .jsonl:
      line.append(UInt8(ascii: "{"))
      for (key, field) in zip(keys, fields) {
        if case .empty = field { continue }
        if line.count > 1 { line.append(UInt8(ascii: ",")) }
        line += key
        appendJSON(field)
      }
      line.append(UInt8(ascii: "}"))
    }
    line.append(0x0A)
    try output.append(line)
  }

  private func appendPlain(_ field: Field) {
    switch field {
    case .empty: break
    case .number(let number): line.append(decimal: number)
    case .value(let value): line.append(shortest: value)
    case .real(let value): line.append(shortest: value)
    case .flag(let flag): line += (flag ? "true" : "false").utf8
    case .text(let bytes):
      if format == .csv { line.append(csvField: bytes) } else { line.append(tsvField: bytes) }
    }
  }

  private func appendJSON(_ field: Field) {
    switch field {
    case .text(let bytes): line.append(jsonString: bytes)
    // JSON has no infinity, which only an overflow of `Float` gives.
    case .value(let value) where !value.isFinite: line += "null".utf8
    case .real(let value) where !value.isFinite: line += "null".utf8
    default: appendPlain(field)
    }
  }

  /// Makes standard output complete; a file waits for its commit.
  func finishStream() throws {
    if file == nil { try output.commit() }
  }
}
