/// How the making of a full matrix divides its memory.
struct FullMatrixPlan: Sendable {
  /// Bytes the job may use.
  let budget: Int
  let tileSide: Int
  let blocks: ScoreBlocks

  /// Program, libraries, stacks, packing buffers of BLAS.
  private static let fixedBytes = 48 << 20
  /// By row: info, hash, state, numbers of distinct rows, places.
  private static let bytesByRow = 80
  /// Values of the least block.
  private static let leastBlock = 256 * 320
  /// Larger blocks of all workers gain nothing that could be measured.
  private static let mostBlockBytes = 512 << 20

  /// - Throws: ``JobError/overBudget(needed:budget:)`` when the job cannot be done within the
  ///   budget.
  init(
    _ shape: FullMatrixShape,
    preparedRowCount: Int,
    dimensions: Int,
    target: any ScoreTarget,
    resources: ResourceOptions,
    workers: Int
  ) throws(JobError) {
    let side =
      resources.tileSide
      ?? TileQueue.defaultSide(
        rowCount: shape.rowCount,
        columnCount: shape.columnCount,
        workers: workers
      )
    let valueSize = target.blockValueByteCount
    budget = resources.memoryBudget
    let needed =
      Self.fixedBytes + preparedRowCount * Self.bytesByRow
      + PreparedSide.byteCount(rowCount: preparedRowCount, dimensions: dimensions)
      + ScoreTiles.byteCount(side: side, dimensions: dimensions, workers: workers)
      + target.byteCount + workers * Self.leastBlock * valueSize
    guard needed <= budget else { throw .overBudget(needed: needed, budget: budget) }
    let spare = min(Self.mostBlockBytes, budget - needed)
    blocks = ScoreBlocks(
      shape,
      // Where tiles are taken as they come, a block is only what a worker takes at a time.
      capacity: max(Self.leastBlock, valueSize > 0 ? spare / workers / valueSize : 1 << 24),
      workers: workers
    )
    tileSide = side
  }
}
