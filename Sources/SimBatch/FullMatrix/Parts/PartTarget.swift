/// A file of the squares of a region: the head of a ``StateFile``, `Float` scores, a checksum.
final class PartTarget: ScoreTarget, @unchecked Sendable {
  private let file: AtomicFile
  private let pieces: AtomicFile.Pieces
  private let layout: PartLayout
  /// Bytes before the scores.
  private let start: Int
  /// For each worker a square whose rows lie one after another.
  private let buffers: [Memory<Float>]

  let missing = Float.nan
  var output: ScoreOutput { .file(file) }
  var memory: TargetMemory { Self.memory(workers: buffers.count) }

  static func memory(workers: Int) -> TargetMemory {
    TargetMemory(byteCount: workers * squareCount * MemoryLayout<Float>.size)
  }

  private static let squareCount = ScoreBlocks.squareSide * ScoreBlocks.squareSide

  /// - Throws: ``OutputError`` where there is no room for it.
  init(_ path: String, _ layout: PartLayout, head: [UInt8], workers: Int) throws {
    self.layout = layout
    start = head.count
    file = try AtomicFile(path)
    pieces = file.pieces
    buffers = try (0..<workers).map { _ in try Memory(count: Self.squareCount) }
    try file.reserve(byteCount + MemoryLayout<UInt64>.size)
    try file.write(head, at: 0)
  }

  private var byteCount: Int { start + layout.valueCount * MemoryLayout<Float>.size }

  func prepare(_ blocks: ScoreBlocks, greatest: Double, kernels: Kernels, workers: Int) {}

  func take(_ tile: ScoreTile) throws {
    let place = tile.place
    let buffer = buffers[tile.worker]
    let width = place.columns.count
    for row in 0..<place.rows.count {
      (buffer.pointer + row * width).update(from: tile.values + row * tile.stride, count: width)
    }
    try pieces.write(
      buffer,
      0..<place.rows.count * width,
      at: start + layout.firstValue(of: place) * MemoryLayout<Float>.size
    )
  }

  func finish(_ block: ScoreBlock, worker: Int) {}

  /// Writes the head again, of the same size, adds the checksum and puts the file in place.
  func complete(head: [UInt8]) throws {
    precondition(head.count == start)
    try file.write(head, at: 0)
    try file.write([file.checksum(byteCount)], at: byteCount)
    try file.commit()
  }

  func complete(rows: RowPlaces, columns: RowPlaces) {}
}
