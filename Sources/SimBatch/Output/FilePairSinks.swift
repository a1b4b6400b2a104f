/// A file of neighbors and a file of scores that appear together.
struct FilePair {
  let neighbors: AtomicFile
  let scores: AtomicFile

  init(neighbors: String, scores: String) throws {
    self.neighbors = try AtomicFile(neighbors)
    self.scores = try AtomicFile(scores)
  }

  func commit() throws {
    try AtomicFile.commit([neighbors, scores])
  }
}

/// Writes two `.npy` arrays of shape (n, k) in C order: neighbors `<i8`, missing −1, and scores
/// `<f4`, missing NaN.
final class NumPySink: NeighborSink {
  private let files: FilePair
  private let padding: PaddedRows
  private var cursor: RowCursor

  init(_ files: FilePair, table: NeighborTable) throws {
    self.files = files
    padding = table.padding
    cursor = RowCursor(table)
    let shape = [table.rowCount, table.neighborCount]
    try files.neighbors.append(NumPyHeader.bytes(typeCode: "<i8", shape: shape))
    try files.scores.append(NumPyHeader.bytes(typeCode: "<f4", shape: shape))
  }

  func write(_ rows: borrowing NeighborRows) throws {
    cursor.advance(over: rows)
    let (numbers, width) = (rows.neighbors.map(Int64.init), rows.neighborCount)
    try padding.write(numbers, width: width, missing: -1, to: files.neighbors.append)
    try padding.write(rows.scores, width: width, missing: .nan, to: files.scores.append)
  }

  func finish() throws {
    cursor.checkEnd()
    try files.commit()
  }
}

/// Writes `.ivecs` and `.fvecs`: per row i32 k, then its k neighbors (missing −1) or scores
/// (missing NaN), little-endian.
final class VectorFileSink: NeighborSink {
  private let files: FilePair
  private let padding: PaddedRows
  private var cursor: RowCursor

  init(_ files: FilePair, table: NeighborTable) {
    self.files = files
    padding = table.padding
    cursor = RowCursor(table)
  }

  func write(_ rows: borrowing NeighborRows) throws {
    cursor.advance(over: rows)
    try write(rows.neighbors, width: rows.neighborCount, missing: -1, to: files.neighbors)
    let scoreBits = rows.scores.map { Int32(bitPattern: $0.bitPattern) }
    let missing = Int32(bitPattern: Float.nan.bitPattern)
    try write(scoreBits, width: rows.neighborCount, missing: missing, to: files.scores)
  }

  /// Writes each row behind its count.
  private func write(_ words: [Int32], width: Int, missing: Int32, to file: AtomicFile) throws {
    let head = [Int32(padding.count)]
    try padding.write(words, width: width, missing: missing, head: head, to: file.append)
  }

  func finish() throws {
    cursor.checkEnd()
    try files.commit()
  }
}
