/// How a neighbor search divides its memory.
struct MemoryPlan: Sendable {
  /// Bytes the job may use.
  let budget: Int
  /// Bytes it needs at the least.
  let needed: Int
  let tileSide: Int
  /// Bytes for list slots beyond k.
  let spareBytes: Int
  /// Whether there is room for quantised or projected rows beside the prepared ones.
  let allowsOtherScreens: Bool

  /// Spare slots beyond this gain nothing that could be measured.
  private static let mostSpareBytes = 96 << 20
  /// Program, libraries, stacks, packing buffers of BLAS, output buffers.
  private static let fixedBytes = 48 << 20
  /// By row: info, hash, state and numbers of distinct rows.
  private static let bytesByRow = 64

  /// - Throws: ``JobError/overBudget(needed:budget:)`` when the job cannot be done within the
  ///   budget.
  init(
    base: StoredMatrix,
    queries: StoredMatrix?,
    options: NeighborOptions,
    neighborCount: Int,
    workers: Int
  ) throws(JobError) {
    let dimensions = options.rows.dimensions ?? base.dimensionCount
    let ownCount = (queries ?? base).rowCount
    let rowCount = base.rowCount + (queries?.rowCount ?? 0)
    tileSide =
      options.resources.tileSide
      ?? TileQueue.defaultSide(
        rowCount: ownCount,
        columnCount: base.rowCount,
        workers: workers
      )
    budget = options.resources.memoryBudget
    needed =
      Self.fixedBytes + (options.calibration?.byteCount ?? 0)
      + rowCount * Self.bytesByRow
      + PreparedSide.byteCount(rowCount: rowCount, dimensions: dimensions)
      + CandidateLists.minimalByteCount(rowCount: ownCount, neighborCount: neighborCount)
      + FullScreen.byteCount(tileSide: tileSide, workers: workers)
      + options.resources.heldBytes(base, queries)
    guard needed <= budget else { throw .overBudget(needed: needed, budget: budget) }
    // At most as many bytes again as the prepared rows, tiles of hits, and the order.
    let others =
      PreparedSide.byteCount(rowCount: rowCount, dimensions: dimensions) + 12 * rowCount
      + HitRefiner.byteCount(tileSide: tileSide, workers: workers)
    allowsOtherScreens = budget - needed >= others
    spareBytes = min(Self.mostSpareBytes, budget - needed - (allowsOtherScreens ? others : 0))
  }

  /// The plan for a search by blocks, each pair of which is planned like a search of its own.
  init(blocks memory: BlockMemory, side: Int, tileSide: Int) {
    self.tileSide = tileSide
    budget = memory.budget
    needed = memory.needed(side: side)
    allowsOtherScreens = true
    spareBytes = max(0, min(Self.mostSpareBytes, budget - needed) / 2)
  }

  /// The plan for merging parts, which compares nothing.
  init(merging budget: Int) {
    tileSide = 0
    self.budget = budget
    needed = Self.fixedBytes
    spareBytes = 0
    allowsOtherScreens = false
  }

  /// The plan for scoring few queries directly, which holds no prepared rows.
  init(
    direct base: StoredMatrix,
    queries: StoredMatrix,
    options: NeighborOptions,
    neighborCount: Int,
    workers: Int
  ) throws(JobError) {
    tileSide = DirectComparison.chunk
    budget = options.resources.memoryBudget
    let entries = queries.rowCount * BestRows.capacity(count: neighborCount) * (workers + 1)
    needed =
      Self.fixedBytes + (options.calibration?.byteCount ?? 0)
      + (base.rowCount + queries.rowCount) * Self.bytesByRow
      + entries * MemoryLayout<RankedRow>.stride
    guard needed <= budget else { throw .overBudget(needed: needed, budget: budget) }
    allowsOtherScreens = false
    spareBytes = 0
  }
}
