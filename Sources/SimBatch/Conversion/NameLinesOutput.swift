/// A file of the names of all rows, one a line; of their numbers where they have no names.
final class NameLinesOutput {
  let file: AtomicFile
  /// What errors call the input.
  private let input: String

  /// - Throws: ``OutputError``.
  init(_ path: String, input: String) throws {
    file = try AtomicFile(path)
    self.input = input
  }

  /// - Throws: ``InputError`` for a name that is no line; ``OutputError``.
  func write(_ run: RowRun) throws {
    var lines: [UInt8] = []
    for row in run.rows {
      let name = run.name(of: row)
      if let expected = RowName.lineFault(name) {
        throw InputError.rowName(name, expected: expected, row: run.number(of: row), of: input)
      }
      lines.append(contentsOf: name)
      lines.append(UInt8(ascii: "\n"))
    }
    try file.append(lines)
  }
}
