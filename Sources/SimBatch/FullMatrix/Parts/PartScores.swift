/// The scores of a full matrix as the pieces of parts have them.
final class PartScores: Sendable {
  private let grid: SquareGrid
  private let pieces: [MatrixPiece]
  /// By number of a square, the number of its piece.
  private let owners: [UInt32]
  let productSeconds: Double
  let nearPairCount: Int

  private static let nobody = UInt32.max

  /// - Parameter productSeconds: see ``ScoreSource``.
  /// - Throws: ``JobError/data(_:)`` that names a piece with the same squares as another, or squares
  ///   that no piece has.
  init(_ pieces: [MatrixPiece], of grid: SquareGrid, productSeconds: Double) throws(JobError) {
    self.grid = grid
    self.pieces = pieces
    self.productSeconds = productSeconds
    owners = try Self.owners(of: pieces, grid)
    nearPairCount = pieces.reduce(0) { $0 + $1.nearPairCount }
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
      throw .data(
        "expected \(grid.usedCount) squares of scores in all parts, found \(count); run all shards"
      )
    }
    return owners
  }

  /// Copies the scores of a square, row after row. They leave memory at once: nobody asks again.
  fileprivate func copy(_ square: ScoreBlock, to values: UnsafeMutablePointer<Float>) {
    let piece = pieces[Int(owners[grid.index(of: square)])]
    let size = MemoryLayout<Float>.size
    let byteCount = square.rows.count * square.columns.count * size
    let start =
      piece.file.payload.lowerBound
      + PartLayout(grid, piece.region).firstValue(of: square) * size
    piece.file.bytes.copy(start..<start + byteCount, to: values)
    piece.file.bytes.releasePages(start..<start + byteCount)
  }

  /// These scores for a target.
  ///
  /// - Parameter missing: stands where one of two rows is bad.
  func serving(_ placed: PlacedSides, missing: Float) throws(JobError) -> any ScoreSource {
    try ServedScores(self, placed, missing: missing)
  }
}

/// Scores of parts, with a buffer for each worker.
private final class ServedScores: ScoreSource {
  private let parts: PartScores
  private let rows: RowPlaces
  private let columns: RowPlaces
  private let missing: Float
  private let buffers: Memory<Float>

  private static let squareCount = ScoreBlocks.squareSide * ScoreBlocks.squareSide

  init(_ parts: PartScores, _ placed: PlacedSides, missing: Float) throws(JobError) {
    self.parts = parts
    (rows, columns) = (placed.rows, placed.columns)
    self.missing = missing
    buffers = try Memory(count: placed.workers * Self.squareCount)
  }

  var productSeconds: Double { parts.productSeconds }
  var nearPairCount: Int { parts.nearPairCount }

  func scores(of square: ScoreBlock, block: ScoreBlock, worker: Int) -> ScoreTile {
    let values = buffers.pointer + worker * Self.squareCount
    parts.copy(square, to: values)
    let width = square.columns.count
    // Files say NaN for bad rows; a picture wants something else.
    if !missing.isNaN {
      for row in rows.bad(in: square.rows) {
        (values + row * width).update(repeating: missing, count: width)
      }
      for column in columns.bad(in: square.columns) {
        for row in 0..<square.rows.count { values[row * width + column] = missing }
      }
    }
    return ScoreTile(worker: worker, block: block, place: square, values: values, stride: width)
  }

  /// Squares have left memory when they were copied.
  func releasePages() {}
}
