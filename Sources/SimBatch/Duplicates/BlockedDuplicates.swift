/// Finds the pairs that reach a limit by pairs of blocks of rows, two of which are in memory at a time.
///
/// Blocks are runs of one numbering: old rows come first, then rows. The pairs of all regions that
/// cover rows × rows are those of a search in one piece.
struct BlockedDuplicates {
  /// Its sets are in the order of their lowest rows.
  let job: DuplicateJob
  let limit: Float
  let plan: BlockPlan
  let checkpoints: Checkpoints?

  private var sets: DuplicateSets { job.sets }
  private var oldRowCount: Int { sets.old?.storedCount ?? 0 }

  /// Compares all pairs of blocks that are left.
  ///
  /// - Parameter panels: of the job's rows.
  /// - Throws: ``JobError/interrupted(state:)`` when asked to stop, with the state saved;
  ///   ``DuplicateError/pairsExceedMaximum(found:maximum:)``.
  /// - Complexity: that of a search in one piece, and O(rows · d) for each block that is prepared
  ///   anew.
  func run(
    _ found: FoundPairs,
    panels: inout BlockPanels,
    progress: (any ProgressObserver)?
  ) throws -> (done: BlockWork, earlier: BlockWork) {
    let loop = BlockLoop(plan: plan, checkpoints: checkpoints)
    return try loop.run(found, progress: progress) { step in
      let (work, verified) = try compare(step.pair, found, &panels, step.progress)
      sets.examined.releasePages()
      if checkpoints?.stop.isRequested == true { return nil }
      try found.finishPiece()
      return BlockLoop.Cost(work: work, verified: verified, bytesRead: panels.bytesRead)
    }
  }

  /// How many pairs there will be; nil for few rows, or where an earlier run has begun.
  ///
  /// - Complexity: O(n · d) to prepare all blocks once, and O(sample · n · d).
  func estimate(panels: BlockPanels) throws(JobError) -> PairEstimate? {
    let isNew = checkpoints?.isResuming != true
    guard isNew, sets.rows.count >= PairEstimate.leastRowCount else { return nil }
    let rows = PairEstimate.sampledRows(sets.rows)
    let all = oldRowCount..<oldRowCount + sets.rows.storedCount
    let sample = try panels.prepared(block(all), rows)
    let counted = SampledPairs(job, limit: limit, rows: rows, sample: sample)
    for first in stride(from: 0, to: all.upperBound, by: plan.side) {
      for part in parts(of: first..<min(first + plan.side, all.upperBound)) {
        let block = block(part)
        let isOld = part.upperBound <= oldRowCount
        try counted.count(
          panels.prepared(block, leaders(of: block)),
          of: isOld ? sets.old ?? sets.rows : sets.rows,
          weight: isOld ? 2 : 1
        )
        sets.examined.releasePages()
      }
    }
    return try counted.estimate()
  }

  /// Finds the pairs of two blocks. When it was asked to stop, some are missing.
  private func compare(
    _ pair: BlockPlan.Pair,
    _ found: FoundPairs,
    _ panels: inout BlockPanels,
    _ progress: BlockProgress
  ) throws -> (work: ScreenWork, verified: Int) {
    var done = (work: ScreenWork.none, verified: 0)
    for rows in parts(of: pair.rows) {
      let other = block(pair.columns)
      let own = block(rows)
      let (left, right) = try panels.panels(own, other) { leaders(of: $0) }
      guard left.rowCount > 0, right.rowCount > 0 else { continue }
      let (work, verified) = try search(
        left,
        right,
        areOld: rows.upperBound <= oldRowCount,
        found,
        progress
      )
      done.work.add(work)
      done.verified += verified
    }
    return done
  }

  /// Finds the pairs of prepared blocks, the same one twice in a self-join.
  private func search(
    _ rows: PreparedSide,
    _ columns: PreparedSide,
    areOld: Bool,
    _ found: FoundPairs,
    _ progress: BlockProgress
  ) throws(JobError) -> (work: ScreenWork, verified: Int) {
    let stop = checkpoints?.stop
    let (first, other) = (rows.distinct.firstRows, columns.distinct.firstRows)
    return try job.search(
      rows: rows,
      columns: columns,
      isSelfJoin: rows === columns,
      limit: limit
    ).run(progress: progress) { _, pairs in
      let stored = pairs.map { pair in
        let (row, column) = (first[Int(pair.row)], other[Int(pair.column)])
        return areOld
          ? PairSpool.Pair(row: column, other: row, score: pair.score)
          : found.rows.pair(row, column, pair.score)
      }
      return found.add(stored) && stop?.isRequested != true
    }
  }

  /// Old rows, and rows.
  private func parts(of rows: Range<Int>) -> [Range<Int>] {
    [rows.clamped(to: 0..<oldRowCount), rows.clamped(to: oldRowCount..<Int.max)]
      .filter { !$0.isEmpty }
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
