/// How a deduplication divides its memory: what it is for, and how many rows a block may have, two of
/// which are in memory at a time.
struct DuplicateMemory: Sendable {
  /// Bytes the job may use.
  let budget: Int
  /// Rows of a block, at most.
  let blockSide: Int
  /// Rows of a tile.
  let tileSide: Int
  /// Parts of the budget that the job takes, by what they are for.
  let items: [MemoryItem]
  /// Pairs of sets that may be held to find the limit of a target; 0 where the limit is given.
  let heldPairs: Int

  /// Bytes the job takes, at least.
  var needed: Int { items.byteCount }

  /// Program, libraries, stacks, packing buffers of BLAS, output buffers.
  private static let fixedBytes = 64 << 20
  /// Bytes for a row: info, hash, state, numbers of sets, keepers, scores, groups; then the sets in another
  /// keep order, and those of two blocks.
  private static let bytesByRow = 96 + 3 * 9
  /// Bytes of a pair that is held: pair, sorted copy, both directions of its edge.
  private static let bytesByHeldPair = 48
  private static let mostHeldBytes = 1536 << 20
  /// Blocks smaller than this would be prepared more often than they are compared.
  private static let leastSide = 256

  /// The memory of a search by blocks of `blockSide` rows.
  ///
  /// - Parameter heldBytes: for pairs that are held to find the limit of a target, at least.
  init(_ search: DuplicateSearch, blockSide: Int, heldBytes: Int = 0, workers: Int) {
    let (rows, old, options) = (search.matrix, search.old, search.options)
    let allRows = rows.rowCount + (old?.rowCount ?? 0)
    let tileSide =
      options.resources.tileSide
      ?? TileQueue.defaultSide(
        rowCount: min(blockSide, old?.rowCount ?? rows.rowCount),
        columnCount: min(blockSide, rows.rowCount),
        workers: workers
      )
    // Prepared and screen rows, the numbers of their order, and mapped rows that are scored.
    let dimensions = options.rows.dimensions ?? rows.dimensionCount
    let blockRowBytes =
      2 * PreparedSide.byteCount(rowCount: 1, dimensions: dimensions) + 24
      + dimensions * rows.elementType.byteCount
    let blocks = min(2 * blockSide, allRows) * blockRowBytes
    // Found pairs of each worker, and their copies.
    let tiles =
      FullScreen.byteCount(tileSide: tileSide, workers: workers)
      + HitRefiner.byteCount(tileSide: tileSide, workers: workers)
      + 4 * PairSearch.byteCount(tileSide: tileSide, workers: workers)
    var items = [
      MemoryItem("program and buffers", Self.fixedBytes),
      MemoryItem("input in memory", options.resources.heldBytes(rows, old)),
      MemoryItem("facts about rows", allRows * Self.bytesByRow),
      MemoryItem("random pairs", options.calibration?.byteCount ?? 0),
      MemoryItem("two blocks of rows", blocks),
      MemoryItem("tiles", tiles),
      // Pairs wait for their decision when blocks and tiles are gone.
      MemoryItem("pairs to be decided", max(0, 2 * PairSpool.byteCount - blocks - tiles)),
    ]
    budget = options.resources.memoryBudget
    var held = 0
    if case .target = options.threshold {
      held = min(Self.mostHeldBytes, max(heldBytes, budget - items.byteCount))
      items.append(MemoryItem("pairs to find the limit", held))
    }
    self.blockSide = blockSide
    self.tileSide = tileSide
    self.items = items
    heldPairs = held / Self.bytesByHeldPair
  }

  /// The memory of a search by blocks of `asked` rows, or by the largest ones: all rows where they fit.
  ///
  /// - Throws: ``JobError/overBudget(needed:budget:)`` where such blocks, or even the least, do not fit.
  static func fitting(_ search: DuplicateSearch, blockSide asked: Int?, workers: Int)
    throws(JobError) -> DuplicateMemory
  {
    let mostRows = max(search.matrix.rowCount, search.old?.rowCount ?? 0, 1)
    var heldBytes = leastHeldBytes(search)
    func memory(_ side: Int) -> DuplicateMemory {
      DuplicateMemory(search, blockSide: side, heldBytes: heldBytes, workers: workers)
    }
    func fits(_ side: Int) -> Bool {
      let memory = memory(side)
      return memory.needed <= memory.budget
    }
    // More rows than there are count for nothing, and could not be counted.
    let most = min(asked ?? mostRows, mostRows)
    let least = asked == nil ? min(leastSide, mostRows) : most
    if fits(most) { return memory(most) }
    guard fits(least) else {
      let memory = memory(least)
      throw .overBudget(needed: memory.needed, budget: memory.budget)
    }
    // Half of what is left is for the pairs of a target, which are few where memory is.
    if heldBytes > 0 {
      heldBytes = max(heldBytes, memory(least).heldPairs * bytesByHeldPair / 2)
    }
    var (low, high) = (least, most)
    while high - low > 1 {
      let middle = (low + high) / 2
      if fits(middle) { low = middle } else { high = middle }
    }
    return memory(low)
  }

  /// A target takes about a pair for every row that is dropped.
  private static func leastHeldBytes(_ search: DuplicateSearch) -> Int {
    guard case .target(let target, _) = search.options.threshold else { return 0 }
    return min(mostHeldBytes, (max(0, search.matrix.rowCount - target) + 4096) * bytesByHeldPair)
  }
}
