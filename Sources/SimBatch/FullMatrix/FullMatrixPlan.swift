/// How the making of a full matrix divides its memory.
struct FullMatrixPlan: Sendable {
  /// Bytes the job may use.
  let budget: Int
  let blocks: ScoreBlocks
  /// Where prepared rows go that do not fit; nil where they are in memory.
  let scratch: ScratchFolder?

  /// Program, libraries, stacks, packing buffers of BLAS.
  private static let fixedBytes = 48 << 20
  /// By row: info, hash, state, numbers of distinct rows, places.
  private static let bytesByRow = 80
  /// Larger blocks of all workers gain nothing that could be measured.
  private static let mostBlockBytes = 512 << 20
  /// Values of a block where tiles are taken as they come: only what a worker takes at a time.
  private static let mostBlock = 1 << 24
  /// By row that is put in order: coordinates, its cluster, its place.
  private static let bytesByOrderedRow = 64 * 4 + 16

  /// - Throws: ``JobError/overBudget(needed:budget:)`` when the job cannot be done within the
  ///   budget.
  init(
    _ shape: FullMatrixShape,
    base: StoredMatrix,
    queries: StoredMatrix?,
    target: TargetMemory,
    options: FullMatrixOptions,
    workers: Int
  ) throws(JobError) {
    let resources = options.resources
    let preparedRowCount = base.rowCount + (queries?.rowCount ?? 0)
    let dimensions = options.rows.dimensions ?? base.dimensionCount
    let valueSize = target.blockValueByteCount
    budget = resources.memoryBudget
    let prepared = PreparedSide.byteCount(rowCount: preparedRowCount, dimensions: dimensions)
    let least =
      Self.fixedBytes + preparedRowCount * Self.bytesByRow
      + ScoreTiles.byteCount(dimensions: dimensions, workers: workers)
      + target.byteCount + resources.heldBytes(base, queries)
    let leastBlocks = workers * ScoreBlocks.leastCapacity * valueSize
    if least + prepared + leastBlocks > budget, let folder = resources.scratch {
      scratch = folder
      let isOrdered = if case .cluster = options.order { true } else { false }
      blocks = try Self.blocks(
        shape,
        others: least + (isOrdered ? preparedRowCount * Self.bytesByOrderedRow : 0),
        rowBytes: PreparedSide.byteCount(rowCount: 1, dimensions: dimensions)
          + base.dimensionCount * base.elementType.byteCount,
        valueSize: valueSize,
        budget: budget,
        workers: workers
      )
      return
    }
    scratch = nil
    let needed = least + prepared + leastBlocks
    guard needed <= budget else { throw .overBudget(needed: needed, budget: budget) }
    let spare = min(Self.mostBlockBytes, budget - needed)
    blocks = ScoreBlocks(
      shape,
      capacity: max(
        ScoreBlocks.leastCapacity,
        valueSize > 0 ? spare / workers / valueSize : Self.mostBlock
      ),
      workers: workers
    )
  }

  /// The largest blocks whose values and panels fit for all workers at once.
  ///
  /// - Parameter rowBytes: bytes of a row of a panel: prepared, and stored for those that are scored.
  private static func blocks(
    _ shape: FullMatrixShape,
    others: Int,
    rowBytes: Int,
    valueSize: Int,
    budget: Int,
    workers: Int
  ) throws(JobError) -> ScoreBlocks {
    var capacity = mostBlock
    while true {
      let blocks = ScoreBlocks(shape, capacity: capacity, workers: workers)
      let panels = (blocks.height + blocks.width) * rowBytes
      let needed = others + workers * (capacity * valueSize + panels)
      if needed <= budget { return blocks }
      guard capacity > ScoreBlocks.leastCapacity else {
        throw .overBudget(needed: needed, budget: budget)
      }
      capacity = max(ScoreBlocks.leastCapacity, capacity / 2)
    }
  }
}
