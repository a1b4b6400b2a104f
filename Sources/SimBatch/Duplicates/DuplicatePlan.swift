/// How a deduplication divides its memory.
struct DuplicatePlan: Sendable {
  /// Bytes the job may use.
  let budget: Int
  let tileSide: Int
  /// Whether there is room for quantised or projected rows beside the prepared ones.
  let allowsOtherScreens: Bool
  /// Pairs that may be held to find the limit of a target.
  let heldPairs: Int
  /// How prepared rows are held that do not fit; nil where they are in memory.
  let scratch: Scratch?

  struct Scratch: Sendable {
    let folder: ScratchFolder
    /// Blocks of columns that are in memory at once.
    let bandBlocks: Int
  }

  /// Program, libraries, stacks, packing buffers of BLAS, output buffers.
  static let fixedBytes = 64 << 20
  /// By row: info, hash, state, numbers of sets, keepers, scores, groups.
  static let bytesByRow = 96
  /// Bytes of a pair that is held: pair, sorted copy, both directions of its edge.
  static let bytesByHeldPair = 48
  private static let mostHeldBytes = 1536 << 20

  /// - Throws: ``JobError/overBudget(needed:budget:)`` when the job cannot be done within the
  ///   budget.
  init(rows: StoredMatrix, old: StoredMatrix?, options: DuplicateOptions, workers: Int)
    throws(JobError)
  {
    let dimensions = options.rows.dimensions ?? rows.dimensionCount
    let rowCount = rows.rowCount + (old?.rowCount ?? 0)
    tileSide =
      options.resources.tileSide
      ?? TileQueue.defaultSide(
        rowCount: old?.rowCount ?? rows.rowCount,
        columnCount: rows.rowCount,
        workers: workers
      )
    budget = options.resources.memoryBudget
    // Central rows are prepared again, in their order, while they are still there in another.
    let reorders = options.keepOrder.isCentral
    let prepared =
      PreparedSide.byteCount(rowCount: rowCount, dimensions: dimensions)
      + (reorders ? PreparedSide.byteCount(rowCount: rows.rowCount, dimensions: dimensions) : 0)
    // Found pairs of each worker, their copy, and a tile or two that wait.
    let pairBytes = 4 * PairSearch.byteCount(tileSide: tileSide, workers: workers)
    let others =
      Self.fixedBytes + (options.calibration?.byteCount ?? 0) + rowCount * Self.bytesByRow
      + FullScreen.byteCount(tileSide: tileSide, workers: workers) + pairBytes
      + options.resources.heldBytes(rows, old)
    let rest = budget - others - prepared
    if rest < 0, let folder = options.resources.scratch {
      let panel = tileSide * Self.panelRowBytes(rows, dimensions: dimensions)
      let bands = try Self.bands(
        rowCount: rows.rowCount,
        panel: panel,
        others: others,
        budget: budget,
        options,
        workers
      )
      scratch = Scratch(folder: folder, bandBlocks: bands.blocks)
      heldPairs = bands.heldBytes / Self.bytesByHeldPair
      allowsOtherScreens = false
      return
    }
    guard rest >= 0 else { throw .overBudget(needed: others + prepared, budget: budget) }
    scratch = nil
    // At most as many bytes again as the prepared rows, and tiles of hits.
    let screens =
      PreparedSide.byteCount(rowCount: rowCount, dimensions: dimensions)
      + HitRefiner.byteCount(tileSide: tileSide, workers: workers)
    allowsOtherScreens = rest >= screens
    let spare = rest - (allowsOtherScreens ? screens : 0)
    heldPairs = min(Self.mostHeldBytes, spare) / Self.bytesByHeldPair
  }

  /// The plan for a search by blocks of `side` rows.
  init(_ memory: DuplicateBlockMemory, side: Int) {
    budget = memory.budget
    tileSide = memory.tileSide(blockSide: side)
    allowsOtherScreens = true
    heldPairs = 0
    scratch = nil
  }

  /// Bytes of a row of a panel: prepared, and stored for those that are scored.
  private static func panelRowBytes(_ rows: StoredMatrix, dimensions: Int) -> Int {
    PreparedSide.byteCount(rowCount: 1, dimensions: dimensions)
      + (rows.bytes.memoryByteCount > 0 ? 0 : rows.dimensionCount * rows.elementType.byteCount)
  }

  /// What is left of the budget for a band of columns, and for pairs that are held to find the limit
  /// of a target, which takes a pair for about every row that is dropped.
  private static func bands(
    rowCount: Int,
    panel: Int,
    others: Int,
    budget: Int,
    _ options: DuplicateOptions,
    _ workers: Int
  ) throws(JobError) -> (blocks: Int, heldBytes: Int) {
    var leastHeld = 0
    if case .target(let target, _) = options.threshold {
      leastHeld = min(mostHeldBytes, (max(0, rowCount - target) + 4096) * bytesByHeldPair)
    }
    // A panel of rows for each worker passes a band of at least one block.
    let needed = others + (workers + 1) * panel + leastHeld
    guard needed <= budget else { throw .overBudget(needed: needed, budget: budget) }
    let left = budget - others - workers * panel
    let held = leastHeld == 0 ? 0 : max(leastHeld, min(mostHeldBytes, (left - panel) / 2))
    return ((left - held) / panel, held)
  }
}
