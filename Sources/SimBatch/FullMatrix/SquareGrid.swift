/// The squares of a matrix, see ``ScoreBlocks``, by number.
struct SquareGrid: Sendable {
  let shape: FullMatrixShape
  /// Squares from top to bottom, and from left to right.
  let rowCount: Int
  let columnCount: Int

  init(_ shape: FullMatrixShape) {
    self.shape = shape
    let side = ScoreBlocks.squareSide
    rowCount = (shape.rowCount + side - 1) / side
    columnCount = (shape.columnCount + side - 1) / side
  }

  /// Numbers of squares, used or not: of a self-join those below the diagonal are not.
  var count: Int { rowCount * columnCount }

  /// Squares that are computed.
  var usedCount: Int { shape.isSelfJoin ? rowCount * (rowCount + 1) / 2 : count }

  /// The number of a square.
  func index(of square: ScoreBlock) -> Int {
    let side = ScoreBlocks.squareSide
    return square.rows.lowerBound / side * columnCount + square.columns.lowerBound / side
  }

  /// The squares of a region that are computed, row by row.
  ///
  /// - Parameter region: from a place of the grid to another, or to the end of the matrix.
  func squares(of region: PairRegion) -> [ScoreBlock] {
    let side = ScoreBlocks.squareSide
    return stride(from: region.rows.lowerBound, to: region.rows.upperBound, by: side).flatMap {
      top in
      stride(from: region.columns.lowerBound, to: region.columns.upperBound, by: side)
        .filter { !shape.isSelfJoin || $0 >= top }
        .map { left in
          ScoreBlock(
            rows: top..<min(top + side, shape.rowCount),
            columns: left..<min(left + side, shape.columnCount),
            isDiagonal: shape.isSelfJoin && left == top
          )
        }
    }
  }

  /// Whether a region starts and ends between squares, within the matrix.
  func holds(_ region: PairRegion) -> Bool {
    func fits(_ range: Range<Int>, _ count: Int) -> Bool {
      let side = ScoreBlocks.squareSide
      return range.lowerBound >= 0 && range.upperBound <= count && range.lowerBound % side == 0
        && (range.upperBound % side == 0 || range.upperBound == count)
    }
    return region.isSelfJoin == shape.isSelfJoin && fits(region.rows, shape.rowCount)
      && fits(region.columns, shape.columnCount)
  }
}
