/// A small matrix as text: a line a row, scores between commas, no header.
///
/// It is kept whole in memory, since tiles come in any order and lines must not.
final class ScoreText: ScoreTarget, @unchecked Sendable {
  /// More entries than this are no text that anyone reads: 100 MB and more.
  static let mostEntries = 10_000_000

  let output: ScoreOutput
  private let shape: FullMatrixShape
  // Set by `prepare`, before there are other threads, which then write disjoint parts.
  private var scores: Memory<Float>?

  let missing = Float.nan
  var memory: TargetMemory {
    TargetMemory(byteCount: shape.entryCount * MemoryLayout<Float>.size)
  }

  init(_ output: ScoreOutput, shape: FullMatrixShape) {
    precondition(!shape.isUpper && shape.entryCount <= Self.mostEntries)
    self.output = output
    self.shape = shape
  }

  func prepare(_ blocks: ScoreBlocks, greatest: Double, kernels: Kernels, workers: Int) throws {
    scores = try Memory(count: shape.entryCount)
  }

  func take(_ tile: ScoreTile) {
    guard let scores else { preconditionFailure("a tile before prepare") }
    for (i, row) in tile.place.rows.enumerated() {
      for (j, column) in tile.place.columns.enumerated() {
        let score = tile.values[i * tile.stride + j]
        scores[shape.index(row: row, column: column)] = score
        if shape.isMirrored { scores[shape.index(row: column, column: row)] = score }
      }
    }
  }

  func finish(_ block: ScoreBlock, worker: Int) {}

  func complete(rows: RowPlaces, columns: RowPlaces) throws {
    guard let scores else { preconditionFailure("complete before prepare") }
    var line: [UInt8] = []
    for row in 0..<shape.rowCount {
      line.removeAll(keepingCapacity: true)
      for column in 0..<shape.columnCount {
        if column > 0 { line.append(UInt8(ascii: ",")) }
        line.append(shortest: scores[row * shape.columnCount + column])
      }
      line.append(UInt8(ascii: "\n"))
      try output.bytes.append(line)
    }
  }
}
