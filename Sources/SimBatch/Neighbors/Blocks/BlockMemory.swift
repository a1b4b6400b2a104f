/// How much memory a search by blocks takes, and how large blocks may be.
struct BlockMemory {
  let budget: Int
  /// What the answers of all rows and all that is known of rows take.
  private let wholeBytes: Int
  /// By row of a block in memory.
  private let bytesByRow: Int
  private let tileBytes: Int

  /// Program, libraries, stacks, packing buffers of BLAS, output buffers.
  private static let fixedBytes = 48 << 20
  /// By row of the matrices: info, hash, state, and numbers of distinct rows of two blocks.
  private static let infoBytes = 33 + 2 * 9
  /// Blocks smaller than this would be prepared more often than they are compared.
  static let leastSide = 1024

  /// - Parameter collecting: rows whose answers are held.
  init(
    base: StoredMatrix,
    queries: StoredMatrix?,
    options: NeighborOptions,
    neighborCount: Int,
    collecting: Int,
    tileSide: Int,
    workers: Int
  ) {
    let dimensions = options.rows.dimensions ?? base.dimensionCount
    budget = options.resources.memoryBudget
    wholeBytes =
      Self.fixedBytes + (options.calibration?.byteCount ?? 0)
      + (base.rowCount + (queries?.rowCount ?? 0)) * Self.infoBytes
      + RunningAnswers.byteCount(rowCount: collecting, neighborCount: neighborCount)
      + options.resources.heldBytes(base, queries)
    let prepared = PreparedSide.byteCount(rowCount: 1, dimensions: dimensions)
    // Prepared and screen rows, the numbers of their order, lists, and mapped rows that are scored.
    bytesByRow =
      2 * prepared + 24
      + CandidateLists.minimalByteCount(rowCount: 1, neighborCount: neighborCount)
      + dimensions * base.elementType.byteCount
    tileBytes =
      FullScreen.byteCount(tileSide: tileSide, workers: workers)
      + HitRefiner.byteCount(tileSide: tileSide, workers: workers)
  }

  /// The largest blocks that fit; nil if even the least do not.
  var largestSide: Int? {
    let side = (budget - wholeBytes - tileBytes) / (2 * bytesByRow)
    return side >= Self.leastSide ? side : nil
  }

  /// Bytes for blocks of `side` rows.
  func needed(side: Int) -> Int { wholeBytes + tileBytes + 2 * side * bytesByRow }
}
