/// The scores of a full matrix as parts have them.
final class PartScores: ScoreSource, @unchecked Sendable {
  private let grid: SquareGrid
  private let pieces: [MatrixPiece]
  /// By number of a square, the number of its piece.
  private let owners: [UInt32]
  private let placed: PlacedSides
  private let missing: Float
  private let buffers: [Memory<Float>]
  /// Pieces that have been read from since their memory was released.
  private let used = Synchronized<Set<Int>>([])

  let productSeconds: Double
  let nearPairCount: Int

  private static let nobody = UInt32.max

  /// - Throws: ``JobError/data(_:)`` that names a part of another job, two parts with the same squares,
  ///   or squares that no part has.
  init(
    _ parts: [MatrixPart],
    of grid: SquareGrid,
    settings: JobSettings,
    placed: PlacedSides,
    missing: Float
  ) throws {
    for part in parts { try part.require(settings) }
    self.grid = grid
    self.placed = placed
    self.missing = missing
    pieces = parts.flatMap(\.pieces)
    owners = try Self.owners(of: pieces, grid)
    productSeconds = parts.reduce(0) { $0 + $1.work.work.productSeconds }
    nearPairCount = parts.reduce(0) { $0 + $1.work.verified }
    buffers = try (0..<placed.workers).map { _ in
      try Memory(count: ScoreBlocks.squareSide * ScoreBlocks.squareSide)
    }
  }

  private static func owners(of pieces: [MatrixPiece], _ grid: SquareGrid) throws(JobError)
    -> [UInt32]
  {
    var owners = [UInt32](repeating: nobody, count: grid.count)
    var count = 0
    for (number, piece) in pieces.enumerated() {
      guard grid.holds(piece.region) else { throw piece.file.damaged("its region is beyond") }
      let layout = PartLayout(grid, piece.region)
      try piece.file.requirePayload(layout.valueCount * MemoryLayout<Float>.size)
      for square in grid.squares(of: piece.region) {
        let index = grid.index(of: square)
        guard owners[index] == nobody else {
          throw piece.file.damaged("\(pieces[Int(owners[index])].file.path) holds the same scores")
        }
        owners[index] = UInt32(number)
        count += 1
      }
    }
    guard count == grid.usedCount else {
      throw .data("expected \(grid.usedCount) squares of scores in all parts, found \(count)")
    }
    return owners
  }

  func scores(of square: ScoreBlock, block: ScoreBlock, worker: Int) throws -> ScoreTile {
    let number = Int(owners[grid.index(of: square)])
    used.update { _ = $0.insert(number) }
    let piece = pieces[number]
    let first = PartLayout(grid, piece.region).firstValue(of: square)
    let (width, height) = (square.columns.count, square.rows.count)
    let values = buffers[worker].pointer
    let start = piece.file.payload.lowerBound + first * MemoryLayout<Float>.size
    piece.file.bytes.withBytes { bytes in
      UnsafeMutableRawBufferPointer(start: values, count: width * height * MemoryLayout<Float>.size)
        .copyMemory(
          from: .init(rebasing: bytes[start..<start + width * height * MemoryLayout<Float>.size])
        )
    }
    // Files say NaN for bad rows; a picture wants something else.
    if !missing.isNaN { replaceMissing(square, values) }
    return ScoreTile(worker: worker, block: block, place: square, values: values, stride: width)
  }

  private func replaceMissing(_ square: ScoreBlock, _ values: UnsafeMutablePointer<Float>) {
    let width = square.columns.count
    for row in placed.rows.bad(in: square.rows) {
      (values + row * width).update(repeating: missing, count: width)
    }
    for column in placed.columns.bad(in: square.columns) {
      for row in 0..<square.rows.count { values[row * width + column] = missing }
    }
  }

  func releasePages() {
    var numbers: Set<Int> = []
    used.update { used in
      numbers = used
      used = []
    }
    for number in numbers {
      let bytes = pieces[number].file.bytes
      bytes.releasePages(0..<bytes.count)
    }
  }
}
