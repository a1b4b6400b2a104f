/// Writes `.bin` to a file: u32 n, u32 k, i32 neighbors[n·k], f32 scores[n·k], little-endian;
/// missing entries −1 and NaN. This is the ground-truth layout of big-ann-benchmarks.
///
/// Both regions grow at once, so memory does not depend on n.
final class BinaryFileSink: NeighborSink {
  private let file: AtomicFile
  private var cursor: RowCursor
  private var neighborOffset: Int
  private var scoreOffset: Int

  init(_ file: AtomicFile, table: NeighborTable) throws {
    self.file = file
    cursor = RowCursor(table)
    let header = table.binaryHeader
    neighborOffset = header.count * MemoryLayout<UInt32>.size
    scoreOffset =
      neighborOffset + table.rowCount * table.neighborCount * MemoryLayout<Int32>.size
    try file.write(header, at: 0)
  }

  func write(_ rows: borrowing NeighborRows) throws {
    cursor.advance(over: rows)
    try file.write(rows.neighbors, at: neighborOffset)
    try file.write(rows.scores, at: scoreOffset)
    neighborOffset += rows.neighbors.count * MemoryLayout<Int32>.size
    scoreOffset += rows.scores.count * MemoryLayout<Float>.size
  }

  func finish() throws {
    cursor.checkEnd()
    try file.commit()
  }
}

/// Writes `.bin` to a pipe, which cannot be written out of order: all scores, 4·n·k bytes, stay in
/// memory until the neighbors are through.
final class BinaryStreamSink<Output: ByteOutput>: NeighborSink {
  private let output: Output
  private var cursor: RowCursor
  private var scores: [Float] = []

  init(_ output: Output, table: NeighborTable) throws {
    self.output = output
    cursor = RowCursor(table)
    try output.append(table.binaryHeader)
    scores.reserveCapacity(table.rowCount * table.neighborCount)
  }

  func write(_ rows: borrowing NeighborRows) throws {
    cursor.advance(over: rows)
    try output.append(rows.neighbors)
    scores += rows.scores
  }

  func finish() throws {
    cursor.checkEnd()
    try output.append(scores)
    try output.commit()
  }
}

extension NeighborTable {
  /// u32 n, u32 k.
  fileprivate var binaryHeader: [UInt32] { [UInt32(rowCount), UInt32(neighborCount)] }
}
