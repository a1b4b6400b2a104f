/// Where the squares of a region are in a file: row by row, each row-major, of a self-join those on and
/// above the diagonal.
struct PartLayout: Sendable {
  let grid: SquareGrid
  let region: PairRegion

  private static let side = ScoreBlocks.squareSide

  /// - Parameter region: between squares of `grid`.
  init(_ grid: SquareGrid, _ region: PairRegion) {
    precondition(grid.holds(region))
    self.grid = grid
    self.region = region
  }

  /// Values of all squares.
  var valueCount: Int { values(before: region.rows.upperBound) }

  /// The number of the first value of a square.
  func firstValue(of square: ScoreBlock) -> Int {
    let left = firstColumn(ofRow: square.rows.lowerBound)
    return values(before: square.rows.lowerBound)
      + square.rows.count * (square.columns.lowerBound - left)
  }

  private func values(before end: Int) -> Int {
    stride(from: region.rows.lowerBound, to: end, by: Self.side).reduce(0) { sum, top in
      let width = max(0, region.columns.upperBound - firstColumn(ofRow: top))
      return sum + (min(top + Self.side, region.rows.upperBound) - top) * width
    }
  }

  /// The first column of a row of squares.
  private func firstColumn(ofRow top: Int) -> Int {
    region.isSelfJoin ? max(top, region.columns.lowerBound) : region.columns.lowerBound
  }

  /// The region in pieces that a job interrupted in one of them loses little with.
  static func pieces(of region: PairRegion) -> [PairRegion] {
    let squares = Double(region.rows.count) * Double(region.columns.count) / Double(side * side)
    let step = side * max(leastPieceSide, Int((squares / pieceCount).squareRoot()))
    return stride(from: region.rows.lowerBound, to: region.rows.upperBound, by: step).flatMap {
      top -> [PairRegion] in
      let rows = top..<min(top + step, region.rows.upperBound)
      return stride(from: region.columns.lowerBound, to: region.columns.upperBound, by: step)
        .compactMap { left in
          let columns = left..<min(left + step, region.columns.upperBound)
          if region.isSelfJoin, columns.upperBound <= rows.lowerBound { return nil }
          return PairRegion(rows: rows, columns: columns, isSelfJoin: region.isSelfJoin)
        }
    }
  }

  /// Squares along a side of a piece, at least: 256 MB.
  private static let leastPieceSide = 16
  /// About so many pieces are enough for a part.
  private static let pieceCount = 16.0
}
