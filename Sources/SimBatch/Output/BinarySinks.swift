/// Writes `.bin` to a file: u32 n, u32 k, i32 neighbors[n·k], f32 scores[n·k], little-endian;
/// missing entries −1 and NaN. This is the ground-truth layout of big-ann-benchmarks.
///
/// Both regions grow at once, so memory does not depend on n.
final class BinaryFileSink: NeighborSink {
  private let file: AtomicFile
  private let padding: PaddedRows
  private var cursor: RowCursor
  private var neighborOffset: Int
  private var scoreOffset: Int

  init(_ file: AtomicFile, table: NeighborTable) throws {
    self.file = file
    padding = table.padding
    cursor = RowCursor(table)
    let header = table.binaryHeader
    neighborOffset = header.count * MemoryLayout<UInt32>.size
    scoreOffset =
      neighborOffset + table.rowCount * table.neighborCount * MemoryLayout<Int32>.size
    try file.write(header, at: 0)
  }

  func write(_ rows: borrowing NeighborRows) throws {
    cursor.advance(over: rows)
    let width = rows.neighborCount
    try padding.write(rows.neighbors, width: width, missing: -1) { values in
      try file.write(values, at: neighborOffset)
      neighborOffset += values.count * MemoryLayout<Int32>.size
    }
    try padding.write(rows.scores, width: width, missing: .nan) { values in
      try file.write(values, at: scoreOffset)
      scoreOffset += values.count * MemoryLayout<Float>.size
    }
  }

  func finish() throws {
    cursor.checkEnd()
    try file.commit()
  }
}

/// Writes `.bin` to a pipe, which cannot be written out of order: the scores of all neighbors there
/// are, 4 bytes each, stay in memory until the neighbors are through.
final class BinaryStreamSink<Output: ByteOutput>: NeighborSink {
  private let output: Output
  private let padding: PaddedRows
  private var cursor: RowCursor
  private var scores: [Float] = []
  /// Scores of a row.
  private var width = 1

  init(_ output: Output, table: NeighborTable) throws {
    self.output = output
    padding = table.padding
    cursor = RowCursor(table)
    try output.append(table.binaryHeader)
    scores.reserveCapacity(table.rowCount * table.mostNeighbors)
  }

  func write(_ rows: borrowing NeighborRows) throws {
    cursor.advance(over: rows)
    precondition(scores.isEmpty || rows.neighborCount == width)
    width = rows.neighborCount
    try padding.write(rows.neighbors, width: width, missing: -1, to: output.append)
    scores += rows.scores
  }

  func finish() throws {
    cursor.checkEnd()
    try padding.write(scores, width: width, missing: .nan, to: output.append)
    try output.commit()
  }
}

extension NeighborTable {
  /// u32 n, u32 k.
  fileprivate var binaryHeader: [UInt32] { [UInt32(rowCount), UInt32(neighborCount)] }
}
