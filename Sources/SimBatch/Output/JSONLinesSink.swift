/// Writes `.jsonl`: an object for each row, with an entry for each neighbor that is not missing.
///
/// `{"row":0,"id":"a","neighbors":[{"row":1,"id":"b","score":0.5}]}`; `id` only where there are
/// ids, `distance` instead of `score` where it is one. JSON has no infinity: such a value, which
/// only an overflow of `Float` gives, is `null`, as is the number of a row that has none. With
/// calibration `"percentile":0.99` follows the score, `null` where there is none.
final class JSONLinesSink<Output: ByteOutput>: NeighborSink {
  private let output: Output
  private let table: NeighborTable
  private let valueKey: [UInt8]
  private var cursor: RowCursor
  private var text: [UInt8] = []
  private var id: [UInt8] = []

  init(_ output: Output, table: NeighborTable) {
    self.output = output
    self.table = table
    valueKey = Array(",\"\(table.valueName.rawValue)\":".utf8)
    cursor = RowCursor(table)
  }

  func write(_ rows: borrowing NeighborRows) throws {
    cursor.advance(over: rows)
    for row in 0..<rows.rowCount {
      text.removeAll(keepingCapacity: true)
      appendObject(of: row, in: rows)
      try output.append(text)
    }
  }

  func finish() throws {
    cursor.checkEnd()
    try output.commit()
  }

  private func appendObject(of row: Int, in rows: borrowing NeighborRows) {
    let first = row * rows.neighborCount
    let own = rows.firstRow + row
    append(number: table.number(ofRow: own), id: own, ids: table.rowIds)
    text.append(contentsOf: #","neighbors":["#.utf8)
    var isFirst = true
    for entry in first..<first + rows.neighborCount {
      let neighbor = Int(rows.neighbors[entry])
      guard neighbor >= 0 else { continue }
      if !isFirst { text.append(UInt8(ascii: ",")) }
      isFirst = false
      append(number: neighbor, id: neighbor, ids: table.neighborIds)
      text.append(contentsOf: valueKey)
      append(value: rows.scores[entry])
      if table.isCalibrated, let percentile = rows.percentiles?[entry] {
        text.append(contentsOf: #","percentile":"#.utf8)
        append(value: percentile)
      }
      text.append(UInt8(ascii: "}"))
    }
    text.append(contentsOf: "]}\n".utf8)
  }

  /// `{"row":7,"id":"seven"`, where `ids` calls `row` so.
  private func append(number: Int?, id row: Int, ids: (any RowNaming)?) {
    text.append(contentsOf: #"{"row":"#.utf8)
    if let number { text.append(decimal: number) } else { text.append(contentsOf: "null".utf8) }
    guard let ids else { return }
    text.append(contentsOf: #","id":"#.utf8)
    id.removeAll(keepingCapacity: true)
    ids.appendId(row: row, to: &id)
    text.append(jsonString: id)
  }

  private func append(value: Float) {
    guard value.isFinite else {
      text.append(contentsOf: "null".utf8)
      return
    }
    text.append(shortest: value)
  }
}
