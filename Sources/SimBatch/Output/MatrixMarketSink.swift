/// The text of Matrix Market's `coordinate real` for a graph of neighbors.
///
/// A line an entry: row, column, score, counted from 1. A symmetric graph has its lower triangle
/// only, as the format asks. An infinite score, which only an overflow of `Float` gives, is `inf`.
struct MatrixMarketText {
  private let table: NeighborTable
  private let symmetry: GraphSymmetry?

  init(_ table: NeighborTable, symmetry: GraphSymmetry? = nil) {
    self.table = table
    self.symmetry = symmetry
  }

  /// What stands before the entries. Its length does not depend on `entryCount`: spaces fill up the
  /// comment, so that the header can be written last.
  func header(entryCount: Int) -> [UInt8] {
    let mostDigits = String(table.rowCount * table.mostNeighbors).count
    let padding = String(repeating: " ", count: mostDigits - String(entryCount).count)
    let kind = symmetry == nil ? "general" : "symmetric"
    let text = """
      %%MatrixMarket matrix coordinate real \(kind)
      % \(table.valueName) of row and column, k = \(table.neighborCount)\(edges)\(padding)
      \(table.rowCount) \(table.columnCount) \(entryCount)

      """
    return Array(text.utf8)
  }

  private var edges: String {
    switch symmetry {
    case nil: ""
    case .mutual: ", edges where each is a neighbor of the other"
    case .symmetric: ", edges where either is a neighbor of the other"
    }
  }

  /// Appends the lines of all entries, or with a symmetry of those in the lower triangle.
  ///
  /// - Parameter firstRow: the number of the first of `rows`.
  func append(_ rows: CompressedRows, row: Int, firstRow: Int = 0, to text: inout [UInt8]) {
    let number = firstRow + row
    for entry in rows.entries(ofRow: row) {
      let column = Int(rows.columns[entry])
      guard symmetry == nil || column <= number else { break }
      text.append(decimal: number + 1)
      text.append(UInt8(ascii: " "))
      text.append(decimal: column + 1)
      text.append(UInt8(ascii: " "))
      text.append(shortest: rows.values[entry])
      text.append(UInt8(ascii: "\n"))
    }
  }

  /// Writes all of a graph.
  func write(_ graph: CompressedRows, to output: some ByteOutput) throws {
    try output.append(header(entryCount: entryCount(of: graph)))
    var text: [UInt8] = []
    for row in 0..<graph.rowCount {
      text.removeAll(keepingCapacity: true)
      append(graph, row: row, to: &text)
      try output.append(text)
    }
  }

  private func entryCount(of graph: CompressedRows) -> Int {
    guard symmetry != nil else { return graph.entryCount }
    return (0..<graph.rowCount).reduce(0) { sum, row in
      sum + graph.entries(ofRow: row).count { graph.columns[$0] <= row }
    }
  }
}

/// Writes `.mtx` to a file as rows come: the header, which counts all entries, comes last.
final class MatrixMarketFileSink: NeighborSink {
  private let file: AtomicFile
  private let layout: MatrixMarketText
  private var cursor: RowCursor
  private var offset: Int
  private var entryCount = 0
  private var rows = CompressedRows()
  private var text: [UInt8] = []

  init(_ file: AtomicFile, table: NeighborTable) {
    self.file = file
    layout = MatrixMarketText(table)
    cursor = RowCursor(table)
    offset = layout.header(entryCount: 0).count
  }

  func write(_ run: borrowing NeighborRows) throws {
    cursor.advance(over: run)
    rows.removeAll()
    rows.append(run)
    text.removeAll(keepingCapacity: true)
    for row in 0..<rows.rowCount {
      layout.append(rows, row: row, firstRow: run.firstRow, to: &text)
    }
    try file.write(text, at: offset)
    offset += text.count
    entryCount += rows.entryCount
  }

  func finish() throws {
    cursor.checkEnd()
    try file.write(layout.header(entryCount: entryCount), at: 0)
    try file.commit()
  }
}
