/// Writes `.csv` and `.tsv`: a line for each neighbor, none for a missing one.
///
/// Columns: `row` (empty where it has no number), `row_id` if rows have ids, `rank` from 1,
/// `neighbor`, `neighbor_id` if neighbors have ids, `score` or `distance` (the shortest text that
/// reads back to the same `Float`); with calibration `percentile`, empty where there is none.
final class TableSink<Output: ByteOutput>: NeighborSink {
  enum Dialect {
    case csv, tsv

    var separator: UInt8 { self == .csv ? UInt8(ascii: ",") : UInt8(ascii: "\t") }
  }

  private let output: Output
  private let dialect: Dialect
  private let table: NeighborTable
  private var cursor: RowCursor
  private var text: [UInt8] = []
  /// What all lines of a row start with.
  private var rowStart: [UInt8] = []
  private var id: [UInt8] = []

  init(_ output: Output, dialect: Dialect, table: NeighborTable) throws {
    self.output = output
    self.dialect = dialect
    self.table = table
    cursor = RowCursor(table)
    try output.append(header)
  }

  private var header: [UInt8] {
    var columns = ["row"]
    if table.rowIds != nil { columns.append("row_id") }
    columns += ["rank", "neighbor"]
    if table.neighborIds != nil { columns.append("neighbor_id") }
    columns.append(table.valueName.rawValue)
    if table.isCalibrated { columns.append("percentile") }
    return columns.map { Array($0.utf8) }.joined(separator: [dialect.separator])
      + [UInt8(ascii: "\n")]
  }

  func write(_ rows: borrowing NeighborRows) throws {
    cursor.advance(over: rows)
    for row in 0..<rows.rowCount {
      text.removeAll(keepingCapacity: true)
      appendLines(of: row, in: rows)
      try output.append(text)
    }
  }

  func finish() throws {
    cursor.checkEnd()
    try output.commit()
  }

  private func appendLines(of row: Int, in rows: borrowing NeighborRows) {
    let separator = dialect.separator
    let first = row * rows.neighborCount
    prepareStart(ofRow: rows.firstRow + row)
    for rank in 0..<rows.neighborCount {
      let neighbor = Int(rows.neighbors[first + rank])
      guard neighbor >= 0 else { continue }
      text.append(contentsOf: rowStart)
      text.append(decimal: rank + 1)
      text.append(separator)
      text.append(decimal: neighbor)
      text.append(separator)
      if let neighborIds = table.neighborIds {
        append(idOf: neighbor, from: neighborIds, to: &text)
        text.append(separator)
      }
      text.append(shortest: rows.scores[first + rank])
      if table.isCalibrated, let percentile = rows.percentiles?[first + rank] {
        text.append(separator)
        if !percentile.isNaN { text.append(shortest: percentile) }
      }
      text.append(UInt8(ascii: "\n"))
    }
  }

  private func prepareStart(ofRow row: Int) {
    rowStart.removeAll(keepingCapacity: true)
    if let number = table.number(ofRow: row) { rowStart.append(decimal: number) }
    rowStart.append(dialect.separator)
    if let rowIds = table.rowIds {
      append(idOf: row, from: rowIds, to: &rowStart)
      rowStart.append(dialect.separator)
    }
  }

  private func append(idOf row: Int, from ids: any RowNaming, to line: inout [UInt8]) {
    id.removeAll(keepingCapacity: true)
    ids.appendId(row: row, to: &id)
    switch dialect {
    case .csv: line.append(csvField: id)
    case .tsv: line.append(tsvField: id)
    }
  }
}
