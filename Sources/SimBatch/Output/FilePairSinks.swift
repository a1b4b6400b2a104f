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
  private var cursor: RowCursor

  init(_ files: FilePair, table: NeighborTable) throws {
    self.files = files
    cursor = RowCursor(table)
    let shape = [table.rowCount, table.neighborCount]
    try files.neighbors.append(NumPyHeader.bytes(typeCode: "<i8", shape: shape))
    try files.scores.append(NumPyHeader.bytes(typeCode: "<f4", shape: shape))
  }

  func write(_ rows: borrowing NeighborRows) throws {
    cursor.advance(over: rows)
    try files.neighbors.append(rows.neighbors.map(Int64.init))
    try files.scores.append(rows.scores)
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
  private var cursor: RowCursor

  init(_ files: FilePair, table: NeighborTable) {
    self.files = files
    cursor = RowCursor(table)
  }

  func write(_ rows: borrowing NeighborRows) throws {
    cursor.advance(over: rows)
    let count = rows.neighborCount
    let scoreBits = rows.scores.map { Int32(bitPattern: $0.bitPattern) }
    try files.neighbors.append(Self.vectors(rows.neighbors, count: count))
    try files.scores.append(Self.vectors(scoreBits, count: count))
  }

  /// `words` in groups of `count`, each behind its count.
  private static func vectors(_ words: [Int32], count: Int) -> [Int32] {
    var vectors: [Int32] = []
    vectors.reserveCapacity(words.count + words.count / count)
    for start in stride(from: 0, to: words.count, by: count) {
      vectors.append(Int32(count))
      vectors += words[start..<start + count]
    }
    return vectors
  }

  func finish() throws {
    cursor.checkEnd()
    try files.commit()
  }
}
