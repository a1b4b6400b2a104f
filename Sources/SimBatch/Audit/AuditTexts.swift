/// The texts that rows were made from, a line each.
public struct AuditTexts: Sendable {
  /// Of all rows of the input, by number.
  public let texts: RowIds
  /// What stands before the tab, where the file is a table of names and texts.
  public let names: RowIds?

  /// Reads a file of one text a line; in one that is called `.tsv`, after a name and a tab.
  ///
  /// - Parameter rowCount: rows of the whole input.
  /// - Throws: ``InputError``: exit code 65 where there is not a line for each row, or no tab in one
  ///   of a `.tsv`; 66 and 74 as ``StoredMatrix/open(_:options:)``.
  /// - Complexity: O(bytes of the file).
  public static func open(_ path: String, rowCount: Int) throws(InputError) -> AuditTexts {
    let file = try InputFile.open(path)
    let lines = try RowIds(reading: file, rowCount: rowCount, noun: "texts")
    guard path.lowercased().hasSuffix(".tsv") else { return AuditTexts(texts: lines, names: nil) }
    var (names, texts) = (RowIds([]), RowIds([]))
    var line: [UInt8] = []
    for row in 0..<rowCount {
      line.removeAll(keepingCapacity: true)
      lines.appendUTF8(of: row, to: &line)
      guard let tab = line.firstIndex(of: UInt8(ascii: "\t")) else {
        throw InputError(
          name: file.name,
          problem: .malformed(
            expected: "a name, a tab and a text",
            found: "no tab",
            place: .line(row + 1)
          )
        )
      }
      names.append(line[..<tab])
      texts.append(line[(tab + 1)...])
    }
    return AuditTexts(texts: texts, names: names)
  }
}
