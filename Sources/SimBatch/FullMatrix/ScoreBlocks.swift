/// A rectangle of the matrix that one worker makes and hands over.
struct ScoreBlock: Sendable, Equatable {
  let rows: Range<Int>
  let columns: Range<Int>
  /// Of a self-join: as wide as high, on the diagonal.
  let isDiagonal: Bool
}

/// How the matrix is cut into blocks, and those into squares, each of them one product.
///
/// Squares are those of one grid that starts at the first row and column, whatever the blocks: BLAS
/// adds up in another order at the edge of a product, so that the last bits of a score depend on
/// where in a product it is. Blocks end between squares, or with the matrix.
///
/// Runs of a file should be long: the mirror image of a block has runs as long as the block is high,
/// so mirrored blocks are square, and all others as wide as they can be.
struct ScoreBlocks: Sendable {
  /// Rows and columns of a square, but for the last ones of the matrix: the least for which `sgemm` is
  /// near its full rate.
  static let squareSide = 512
  /// Values of the least block.
  static let leastCapacity = squareSide * (squareSide + padding)

  let shape: FullMatrixShape
  /// Rows of a block, and columns; equal where blocks are mirrored.
  let height: Int
  let width: Int
  /// Values from row to row of a block's buffer. A few more than the width, so that columns of a
  /// square do not all fall into the same sets of a cache.
  let stride: Int

  /// Every worker should get several blocks.
  private static let blocksPerWorker = 4
  private static let padding = 32

  /// - Parameter capacity: values that fit into a block's buffer, at least ``leastCapacity``.
  init(_ shape: FullMatrixShape, capacity: Int, workers: Int) {
    precondition(capacity >= Self.leastCapacity)
    self.shape = shape
    let share = Self.blocksPerWorker * workers
    guard shape.isMirrored else {
      // At least as high as a square, or as the matrix.
      let least = min(Self.squareSide, max(1, shape.rowCount))
      let bands = (shape.rowCount + Self.squareSide - 1) / Self.squareSide
      let even = Self.squares(shape.columnCount, parts: (share + bands) / max(1, bands))
      let widest = Swift.max(1, capacity / least / Self.squareSide) * Self.squareSide
      width = max(1, min(shape.columnCount, bands < share ? min(even, widest) : widest))
      let highest = max(least, capacity / width / Self.squareSide * Self.squareSide)
      height = min(highest, max(least, Self.squares(shape.rowCount, parts: share)))
      stride = width
      return
    }
    var side = Self.squares(shape.rowCount, parts: share)
    while side * (side + Self.padding) > capacity { side -= Self.squareSide }
    (height, width) = (side, side)
    stride = side + Self.padding
  }

  /// Rows of one of `parts` parts, in whole squares.
  private static func squares(_ rowCount: Int, parts: Int) -> Int {
    max(1, (rowCount + parts * squareSide - 1) / (parts * squareSide)) * squareSide
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

  /// The squares of a block that have to be computed.
  func squares(of block: ScoreBlock) -> [ScoreBlock] {
    let side = Self.squareSide
    var squares: [ScoreBlock] = []
    for top in Swift.stride(from: block.rows.lowerBound, to: block.rows.upperBound, by: side) {
      let rows = top..<min(top + side, block.rows.upperBound)
      for left in Swift.stride(
        from: block.columns.lowerBound,
        to: block.columns.upperBound,
        by: side
      ) where !shape.isSelfJoin || left >= top {
        let columns = left..<min(left + side, block.columns.upperBound)
        squares.append(
          ScoreBlock(rows: rows, columns: columns, isDiagonal: shape.isSelfJoin && left == top)
        )
      }
    }
    return squares
  }
}
