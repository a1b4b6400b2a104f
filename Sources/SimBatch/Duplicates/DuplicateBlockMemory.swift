/// How much memory a deduplication by blocks takes, and how large blocks may be.
struct DuplicateBlockMemory {
  let budget: Int
  private let rowCount: Int
  /// Rows of all blocks.
  private let allRows: Int
  /// Rows of the largest block that there can be.
  let mostRows: Int
  private let askedTileSide: Int?
  private let workers: Int
  /// What all that is known of rows takes, and what does not depend on blocks.
  private let wholeBytes: Int
  /// By row of a block in memory.
  private let bytesByRow: Int

  /// Numbers of sets in another keep order, and those of two blocks.
  private static let setBytes = 3 * 9
  /// Blocks smaller than this would be prepared more often than they are compared.
  static let leastSide = 1024

  init(rows: StoredMatrix, old: StoredMatrix?, options: DuplicateOptions, workers: Int) {
    let dimensions = options.rows.dimensions ?? rows.dimensionCount
    budget = options.resources.memoryBudget
    rowCount = rows.rowCount
    allRows = rows.rowCount + (old?.rowCount ?? 0)
    mostRows = max(rows.rowCount, old?.rowCount ?? 0, 1)
    askedTileSide = options.resources.tileSide
    self.workers = workers
    wholeBytes =
      DuplicatePlan.fixedBytes + (options.calibration?.byteCount ?? 0)
      + allRows * (DuplicatePlan.bytesByRow + Self.setBytes)
      + options.resources.heldBytes(rows, old) + 2 * PairSpool.byteCount
    // Prepared and screen rows, the numbers of their order, and mapped rows that are scored.
    bytesByRow =
      2 * PreparedSide.byteCount(rowCount: 1, dimensions: dimensions) + 24
      + dimensions * rows.elementType.byteCount
  }

  /// Rows of a tile of blocks of `side` rows.
  func tileSide(blockSide side: Int) -> Int {
    askedTileSide
      ?? TileQueue.defaultSide(
        rowCount: min(side, rowCount),
        columnCount: min(side, rowCount),
        workers: workers
      )
  }

  private func tileBytes(_ tileSide: Int) -> Int {
    FullScreen.byteCount(tileSide: tileSide, workers: workers)
      + HitRefiner.byteCount(tileSide: tileSide, workers: workers)
      + 4 * PairSearch.byteCount(tileSide: tileSide, workers: workers)
  }

  /// All rows where they fit, else the largest blocks of which two do; nil if even the least do not.
  var largestSide: Int? {
    if needed(side: mostRows) <= budget { return mostRows }
    let left = budget - wholeBytes - tileBytes(tileSide(blockSide: .max))
    let side = left / (2 * bytesByRow)
    return side >= Self.leastSide ? side : nil
  }

  /// Bytes for blocks of `side` rows, of which two are in memory.
  func needed(side: Int) -> Int {
    wholeBytes + tileBytes(tileSide(blockSide: side)) + min(2 * side, allRows) * bytesByRow
  }
}
