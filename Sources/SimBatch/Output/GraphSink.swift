/// Keeps a whole graph in memory, 8 bytes a neighbor, and writes it at the end: to a pipe, which
/// takes bytes in order only, or since a symmetric graph is known only then.
///
/// Making it symmetric takes up to 24 bytes a neighbor more.
final class GraphSink<Output: ByteOutput>: NeighborSink {
  private let output: Output
  private let symmetry: GraphSymmetry?
  private let writeGraph: (CompressedRows, Output) throws -> Void
  private var cursor: RowCursor
  private var graph: CompressedRows

  /// - Parameter writeGraph: writes the graph in some format.
  init(
    _ output: Output,
    symmetry: GraphSymmetry?,
    table: NeighborTable,
    writeGraph: @escaping (CompressedRows, Output) throws -> Void
  ) {
    precondition(symmetry == nil || table.columnCount == table.rowCount)
    self.output = output
    self.symmetry = symmetry
    self.writeGraph = writeGraph
    cursor = RowCursor(table)
    graph = CompressedRows()
  }

  func write(_ rows: borrowing NeighborRows) throws {
    cursor.advance(over: rows)
    graph.append(rows)
  }

  func finish() throws {
    cursor.checkEnd()
    if let symmetry { graph = graph.combinedWithTransposed(symmetry) }
    try writeGraph(graph, output)
    try output.commit()
  }
}
