/// Finds the pairs that reach a limit by pairs of blocks of rows, two of which are in memory at a time.
///
/// Blocks are runs of one numbering: old rows come first, then rows. All regions that cover rows × rows
/// have all pairs together.
struct BlockedDuplicates {
  /// Its sets are in the order of their lowest rows.
  let job: DuplicateJob
  let plan: BlockPlan
  let checkpoints: Checkpoints?

  private var sets: DuplicateSets { job.sets }
  private var oldRowCount: Int { sets.old?.storedCount ?? 0 }

  /// Compares all pairs of blocks that are left.
  ///
  /// - Parameters:
  ///   - limit: what pairs reach.
  ///   - panels: of the job's rows.
  /// - Throws: ``JobError/interrupted(state:)`` when asked to stop, with the state saved;
  ///   ``DuplicateError/pairsExceedMaximum(found:maximum:)``.
  /// - Complexity: O(pairs of rows · d), and O(rows · d) for each block that is prepared anew.
  func run(
    _ found: FoundPairs,
    limit: Float,
    _ panels: inout BlockPanels,
    progress: (any ProgressObserver)?
  ) throws -> (done: BlockWork, earlier: BlockWork) {
    let loop = BlockLoop(plan: plan, checkpoints: checkpoints)
    return try loop.run(found, progress: progress) { step in
      let cost = try compare(step, found, limit, &panels)
      sets.examined.releasePages()
      try found.finishPiece()
      return cost
    }
  }

  /// How many pairs there will be; nil for few rows, or where an earlier run has begun.
  ///
  /// - Complexity: O(n · d) to prepare all blocks once, and O(sample · n · d).
  func estimate(limit: Float, _ panels: inout BlockPanels) throws -> PairEstimate? {
    let isNew = checkpoints?.isResuming != true
    guard isNew, sets.rows.count >= PairEstimate.leastRowCount else { return nil }
    let rows = PairEstimate.sampledRows(sets.rows)
    let counted = SampledPairs(job, limit: limit, rows: rows, sample: try sample(rows, panels))
    try forEachPanel(&panels) { panel, isOld in
      try counted.count(
        panel,
        of: isOld ? sets.old ?? sets.rows : sets.rows,
        weight: isOld ? 2 : 1
      )
    }
    return try counted.estimate()
  }

  /// Some of the rows that are decided, prepared.
  func sample(_ rows: [UInt32], _ panels: BlockPanels) throws(JobError) -> PreparedSide {
    try panels.prepared(block(oldRowCount..<oldRowCount + sets.rows.storedCount), rows)
  }

  /// Prepares all rows, a block at a time.
  func forEachPanel(
    _ panels: inout BlockPanels,
    _ body: (_ panel: PreparedSide, _ isOld: Bool) throws -> Void
  ) throws {
    let rows = oldRowCount..<oldRowCount + sets.rows.storedCount
    for side in [0..<oldRowCount, rows] {
      for first in stride(from: side.lowerBound, to: side.upperBound, by: plan.side) {
        let block = block(first..<min(first + plan.side, side.upperBound))
        try body(panels.panel(block) { leaders(of: $0) }, side != rows)
        sets.examined.releasePages()
      }
    }
  }

  /// Finds the pairs of two blocks, neither of which has both old rows and others.
  private func compare(
    _ step: BlockLoop.Step,
    _ found: FoundPairs,
    _ limit: Float,
    _ panels: inout BlockPanels
  ) throws -> BlockLoop.Cost {
    let (own, other) = (block(step.pair.rows), block(step.pair.columns))
    let areOld = step.pair.rows.upperBound <= oldRowCount
    let (rows, columns) = try panels.panels(own, other) { leaders(of: $0) }
    let bytesRead = panels.bytesRead
    func cost(_ work: ScreenWork, _ verified: Int) -> BlockLoop.Cost {
      BlockLoop.Cost(work: work, verified: verified, bytesRead: bytesRead)
    }
    guard rows.rowCount > 0, columns.rowCount > 0 else { return cost(.none, 0) }
    let (first, last) = (rows.distinct.firstRows, columns.distinct.firstRows)
    var done: DoneTiles?
    if var open = step.open {
      done = try DoneTiles(&open, rowCount: rows.rowCount, columnCount: columns.rowCount)
    }
    let (work, verified) = try job.search(rows: rows, columns: columns, limit: limit).run(
      done: done,
      progress: step.progress,
      slice: { step.slice },
      pause: { done, work, verified in
        try found.finishPiece()
        try step.pause(done, cost(work, verified))
      },
      consume: { pairs in
        found.add(
          pairs.map { pair in
            let (row, column) = (first[Int(pair.row)], last[Int(pair.column)])
            return areOld
              ? PairSpool.Pair(row: column, other: row, score: pair.score)
              : found.rows.pair(row, column, pair.score)
          }
        )
      }
    )
    return cost(work, verified)
  }

  private func block(_ rows: Range<Int>) -> BlockPanels.Block {
    guard rows.lowerBound >= oldRowCount else {
      return BlockPanels.Block(isQueries: false, rows: rows)
    }
    let own = rows.lowerBound - oldRowCount..<rows.upperBound - oldRowCount
    return BlockPanels.Block(isQueries: sets.old != nil, rows: own)
  }

  /// The lowest rows of the sets that have them in a block.
  private func leaders(of block: BlockPanels.Block) -> [UInt32] {
    let isOld = sets.old != nil && !block.isQueries
    let distinct = (isOld ? sets.old ?? sets.rows : sets.rows).distinct
    return block.rows.map { UInt32($0) }.filter { row in
      let set = distinct.preparedRow[Int(row)]
      return set != DistinctRows.none && distinct.firstRows[Int(set)] == row
    }
  }
}
