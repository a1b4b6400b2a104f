/// Writes tables for people: for each row a heading, then its neighbors in aligned columns.
///
/// ```
/// king - man + woman: nearest by cosine
/// rank  score       row  name
///    1  0.7118193  6723  queen
/// ```
final class ReadableSink<Output: ByteOutput>: NeighborSink {
  private let output: Output
  private let headings: [String]
  private let table: NeighborTable
  private var cursor: RowCursor

  /// - Parameter headings: one for each row.
  init(_ output: Output, headings: [String], table: NeighborTable) {
    precondition(headings.count == table.rowCount)
    self.output = output
    self.headings = headings
    self.table = table
    cursor = RowCursor(table)
  }

  func write(_ rows: borrowing NeighborRows) throws {
    cursor.advance(over: rows)
    for row in 0..<rows.rowCount {
      let number = rows.firstRow + row
      var text = number > 0 ? "\n" : ""
      text += headings[number].onOneLine + "\n"
      text += aligned([header] + lines(of: row, in: rows))
      try output.append(Array(text.utf8))
    }
  }

  func finish() throws {
    cursor.checkEnd()
    try output.commit()
  }

  private var header: [String] {
    ["rank", table.valueName.rawValue] + (table.isCalibrated ? ["percentile"] : [])
      + ["row"] + (table.neighborIds == nil ? [] : ["name"])
  }

  private func lines(of row: Int, in rows: borrowing NeighborRows) -> [[String]] {
    var lines: [[String]] = []
    for rank in 0..<rows.neighborCount {
      let entry = row * rows.neighborCount + rank
      let neighbor = Int(rows.neighbors[entry])
      guard neighbor >= 0 else { break }
      var line = ["\(rank + 1)", Self.text(rows.scores[entry])]
      if table.isCalibrated, let percentile = rows.percentiles?[entry] {
        line.append(percentile.isNaN ? "" : Self.text(percentile))
      }
      line.append("\(neighbor)")
      if let names = table.neighborIds {
        var name: [UInt8] = []
        names.appendId(row: neighbor, to: &name)
        line.append(String(decoding: name, as: UTF8.self).onOneLine)
      }
      lines.append(line)
    }
    return lines
  }

  private static func text(_ value: Float) -> String {
    var text: [UInt8] = []
    text.append(shortest: value)
    return String(decoding: text, as: UTF8.self)
  }

  /// Lines of equally many fields: numbers of rows end, scores and names start in one column.
  private func aligned(_ lines: [[String]]) -> String {
    let rowColumn = table.isCalibrated ? 3 : 2
    let widths = (0...rowColumn).map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      let fields = line.enumerated().map { column, field in
        guard column < widths.count else { return field }
        let blanks = String(repeating: " ", count: widths[column] - field.count)
        return (1..<rowColumn).contains(column) ? field + blanks : blanks + field
      }
      return fields.joined(separator: "  ") + "\n"
    }.joined()
  }
}

extension NeighborOutput {
  /// Tables for people on standard output.
  ///
  /// - Parameter headings: one for each row of `table`.
  /// - Throws: ``OutputError``.
  public static func openReadable(headings: [String], for table: NeighborTable) throws
    -> any NeighborSink
  {
    renumbered(ReadableSink(try StandardOutput(), headings: headings, table: table), table)
  }
}
