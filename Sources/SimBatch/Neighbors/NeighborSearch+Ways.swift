/// How a search goes through its pairs. The answer is the same.
enum SearchWay {
  /// Few queries are scored directly.
  case direct(MemoryPlan)
  /// All prepared rows are in memory.
  case whole(MemoryPlan)
  /// Two blocks of them are.
  case blocks(BlockPlan, MemoryPlan)

  var isByBlocks: Bool {
    if case .blocks = self { return true }
    return false
  }

  var memory: MemoryPlan {
    switch self {
    case .direct(let plan), .whole(let plan), .blocks(_, let plan): plan
    }
  }
}

extension NeighborSearch {
  /// Multiplications of a pair of blocks in a job that saves its state: some seconds.
  private static let productsOfPair = 4e11
  /// Jobs of more multiplications save their state: about a minute of a machine of two cores.
  private static let leastSavedProducts = 3e12

  /// Whether few queries are scored directly, without products of matrices.
  ///
  /// - Parameter earlier: what an earlier run left, by blocks.
  func isDirect(after earlier: StateFile?) -> Bool {
    guard let queries, options.resources.screen == .auto, earlier == nil else { return false }
    return queries.rowCount <= DirectComparison.mostQueries
  }

  /// The way of this search.
  ///
  /// - Parameter earlier: what an earlier run of it left.
  /// - Throws: ``JobError/overBudget(needed:budget:)`` where memory allows none.
  func way(workers: Int, earlier: StateFile?) throws(JobError) -> SearchWay {
    if let queries, isDirect(after: earlier) {
      return .direct(
        try MemoryPlan(
          direct: base,
          queries: queries,
          options: options,
          neighborCount: foundCount,
          workers: workers
        )
      )
    }
    if let side = try blockSide(workers: workers, earlier: earlier) {
      return blocks(side: side, workers: workers)
    }
    return .whole(try wholePlan(workers: workers))
  }

  /// How a region of the pairs is gone through.
  ///
  /// - Parameter earlier: what an earlier run of it left.
  /// - Throws: ``JobError/overBudget(needed:budget:)`` where memory does not allow it.
  func way(of region: PairRegion, workers: Int, earlier: StateFile?) throws(JobError)
    -> (plan: BlockPlan, memory: MemoryPlan)
  {
    let collecting = region.collectingRows.reduce(0) { $0 + $1.count }
    let memory = blockMemory(workers: workers, collecting: collecting)
    let longest = max(region.rows.count, region.columns.count, 1)
    var side: Int
    if let earlier {
      side = min(try Checkpoints.blockSide(of: earlier), longest)
    } else {
      side = min(options.resources.blockSide ?? pairSide(region), longest)
      if memory.needed(side: side) > memory.budget, let largest = memory.largestSide {
        side = min(side, largest)
      }
    }
    guard memory.needed(side: side) <= memory.budget else {
      throw .overBudget(needed: memory.needed(side: side), budget: memory.budget)
    }
    let tile = tileSide(workers: workers, side: side)
    return (
      BlockPlan(region, side: side), MemoryPlan(blocks: memory, side: side, tileSide: tile)
    )
  }

  /// Rows of a block, so that a long job can save its state now and then.
  private func pairSide(_ region: PairRegion) -> Int {
    let dimensions = Double(options.rows.dimensions ?? base.dimensionCount)
    let isLong = Double(region.pairCount) * dimensions >= Self.leastSavedProducts
    return isLong ? Int((Self.productsOfPair / dimensions).squareRoot()) : .max
  }

  private func wholePlan(workers: Int) throws(JobError) -> MemoryPlan {
    try MemoryPlan(
      base: base,
      queries: queries,
      options: options,
      neighborCount: foundCount,
      workers: workers
    )
  }

  /// Rows of a block; nil for a search in one piece.
  private func blockSide(workers: Int, earlier: StateFile?) throws(JobError) -> Int? {
    let memory = blockMemory(workers: workers)
    var before: Int?
    if let earlier { before = try Checkpoints.blockSide(of: earlier) }
    if let asked = before ?? options.resources.blockSide {
      // More rows than there are count for nothing, and could not be counted.
      let side = min(asked, max(rowCount, base.rowCount, 1))
      guard memory.needed(side: side) <= memory.budget else {
        throw .overBudget(needed: memory.needed(side: side), budget: memory.budget)
      }
      return side
    }
    do {
      _ = try wholePlan(workers: workers)
    } catch {
      if let side = memory.largestSide { return side }
      guard case .overBudget(let whole, let budget) = error else { throw error }
      // Of few rows, all together take less than blocks do.
      let blocks = memory.needed(side: BlockMemory.leastSide)
      throw .overBudget(needed: min(whole, blocks), budget: budget)
    }
    let dimensions = Double(options.rows.dimensions ?? base.dimensionCount)
    let pairs = Double(rowCount) * Double(base.rowCount) / (queries == nil ? 2 : 1)
    guard checkpoints != nil, pairs * dimensions >= Self.leastSavedProducts else { return nil }
    let side = Int((Self.productsOfPair / dimensions).squareRoot())
    return memory.largestSide.map { min($0, side) }
  }

  private func tileSide(workers: Int, side: Int) -> Int {
    options.resources.tileSide
      ?? TileQueue.defaultSide(
        rowCount: min(side, rowCount),
        columnCount: min(side, base.rowCount),
        workers: workers
      )
  }

  /// - Parameter collecting: rows whose answers are held; nil for all.
  private func blockMemory(workers: Int, collecting: Int? = nil) -> BlockMemory {
    BlockMemory(
      base: base,
      queries: queries,
      options: options,
      neighborCount: foundCount,
      collecting: collecting ?? rowCount,
      tileSide: tileSide(workers: workers, side: .max),
      workers: workers
    )
  }

  private func blocks(side: Int, workers: Int) -> SearchWay {
    .blocks(
      BlockPlan(side: side, baseCount: base.rowCount, queryCount: queries?.rowCount),
      MemoryPlan(
        blocks: blockMemory(workers: workers),
        side: side,
        tileSide: tileSide(workers: workers, side: side)
      )
    )
  }
}
