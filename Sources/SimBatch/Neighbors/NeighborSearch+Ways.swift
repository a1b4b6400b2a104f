/// How a search goes through its pairs. The answer is the same.
enum SearchWay {
  /// Few queries are scored directly.
  case direct(MemoryPlan)
  /// All prepared rows are in memory, as one block, or two blocks of them are.
  case blocks(BlockPlan, MemoryPlan)

  /// Whether rows are prepared more than once.
  var isByBlocks: Bool {
    if case .blocks(let plan, _) = self { return plan.pairs.count > 1 }
    return false
  }

  var memory: MemoryPlan {
    switch self {
    case .direct(let plan), .blocks(_, let plan): plan
    }
  }
}

extension NeighborSearch {
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
    return try blocks(workers: workers, earlier: earlier)
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
      side = min(options.resources.blockSide ?? longest, longest)
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

  private func wholePlan(workers: Int) throws(JobError) -> MemoryPlan {
    try MemoryPlan(
      base: base,
      queries: queries,
      options: options,
      neighborCount: foundCount,
      workers: workers
    )
  }

  /// All rows as one block where memory allows, else the largest blocks that fit.
  private func blocks(workers: Int, earlier: StateFile?) throws(JobError) -> SearchWay {
    let memory = blockMemory(workers: workers)
    // More rows than there are count for nothing, and could not be counted.
    let all = max(rowCount, base.rowCount, 1)
    var asked = options.resources.blockSide
    if let earlier { asked = try Checkpoints.blockSide(of: earlier) }
    let side = min(asked ?? all, all)
    do {
      if side == all { return blocks(side: all, try wholePlan(workers: workers), workers) }
    } catch {
      guard case .overBudget(let whole, let budget) = error else { throw error }
      guard asked == nil, let largest = memory.largestSide else {
        // Of few rows, all together take less than blocks do.
        let blocks = memory.needed(side: BlockMemory.leastSide)
        throw .overBudget(needed: asked == nil ? min(whole, blocks) : whole, budget: budget)
      }
      return blocks(side: largest, blockPlan(memory, side: largest, workers), workers)
    }
    guard memory.needed(side: side) <= memory.budget else {
      throw .overBudget(needed: memory.needed(side: side), budget: memory.budget)
    }
    return blocks(side: side, blockPlan(memory, side: side, workers), workers)
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

  private func blockPlan(_ memory: BlockMemory, side: Int, _ workers: Int) -> MemoryPlan {
    MemoryPlan(blocks: memory, side: side, tileSide: tileSide(workers: workers, side: side))
  }

  private func blocks(side: Int, _ memory: MemoryPlan, _ workers: Int) -> SearchWay {
    .blocks(
      BlockPlan(side: side, baseCount: base.rowCount, queryCount: queries?.rowCount),
      memory
    )
  }
}
