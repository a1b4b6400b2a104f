/// A rectangle of the matrix that one worker makes and hands over.
struct ScoreBlock: Sendable, Equatable {
  let rows: Range<Int>
  let columns: Range<Int>
  /// Of a self-join: as wide as high, on the diagonal.
  let isDiagonal: Bool
}

/// How the matrix is cut into blocks.
///
/// Runs of a file should be long: the mirror image of a block has runs as long as the block is high,
/// so mirrored blocks are square, and all others as wide as they can be.
struct ScoreBlocks: Sendable {
  let shape: FullMatrixShape
  /// Rows of a block, and columns; equal where blocks are mirrored.
  let height: Int
  let width: Int
  /// Values from row to row of a block's buffer. A few more than the width, so that columns of a
  /// square do not all fall into the same sets of a cache.
  let stride: Int

  /// Every worker should get several blocks.
  private static let blocksPerWorker = 4
  private static let step = 64

  /// - Parameter capacity: values that fit into a block's buffer, at least 256 × 320.
  init(_ shape: FullMatrixShape, capacity: Int, workers: Int) {
    self.shape = shape
    func rounded(_ value: Int) -> Int { (value + Self.step - 1) / Self.step * Self.step }
    let share = Self.blocksPerWorker * workers
    guard shape.isMirrored else {
      width = max(1, min(shape.columnCount, max(Self.step, capacity / 256)))
      height = max(1, min(capacity / width, rounded(shape.rowCount / share)))
      stride = width
      return
    }
    var side = rounded(max(256, shape.rowCount / share))
    while side > Self.step, side * (side + Self.step) > capacity { side -= Self.step }
    (height, width) = (side, side)
    stride = side + Self.step / 2
  }

  /// Values of a block's buffer.
  var bufferCount: Int { height * stride }

  /// All blocks; of a self-join those that reach beyond the diagonal, or lie on it.
  var blocks: [ScoreBlock] {
    var blocks: [ScoreBlock] = []
    // Column by column: rows of a mirrored matrix then grow from their start, and pages of the file
    // that two blocks share are written soon after each other.
    for first in Swift.stride(from: 0, to: shape.columnCount, by: width) {
      let columns = first..<min(first + width, shape.columnCount)
      for start in Swift.stride(from: 0, to: shape.rowCount, by: height) {
        if shape.isSelfJoin, start >= columns.upperBound { break }
        let rows = start..<min(start + height, shape.rowCount)
        blocks.append(
          ScoreBlock(
            rows: rows,
            columns: columns,
            isDiagonal: shape.isMirrored && rows == columns
          )
        )
      }
    }
    return blocks
  }

  /// The tiles of a block that have to be computed.
  func tiles(of block: ScoreBlock, side: Int) -> [ScoreBlock] {
    var tiles: [ScoreBlock] = []
    for top in Swift.stride(from: block.rows.lowerBound, to: block.rows.upperBound, by: side) {
      let rows = top..<min(top + side, block.rows.upperBound)
      for left in Swift.stride(
        from: block.columns.lowerBound,
        to: block.columns.upperBound,
        by: side
      ) {
        let columns = left..<min(left + side, block.columns.upperBound)
        if shape.isSelfJoin, rows.lowerBound >= columns.upperBound { continue }
        if block.isDiagonal, left < top { continue }
        tiles.append(
          ScoreBlock(rows: rows, columns: columns, isDiagonal: block.isDiagonal && rows == columns)
        )
      }
    }
    return tiles
  }
}
