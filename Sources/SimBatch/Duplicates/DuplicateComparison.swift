extension PreparedDuplicates {
  /// Compares all rows and hands their pairs to `decider`.
  ///
  /// - Parameter limit: nil where no row is to be dropped.
  /// - Throws: ``DuplicateError/pairsExceedMaximum(found:maximum:)``.
  /// - Returns: what the screens did, and candidates scored in `Double`.
  func compare(
    _ decider: DuplicateDecider,
    limit: Float?,
    progress: (any ProgressObserver)?
  ) throws -> (work: ScreenWork, verified: Int) {
    guard let limit else { return (.none, 0) }
    var done = (work: ScreenWork.none, verified: 0)
    decider.takeIdenticalRows()
    if let old = sides.old {
      let search = job.search(rows: old, columns: sides.rows, isSelfJoin: false, limit: limit)
      done = try search.run(progress: progress) { _, pairs in decider.takeOld(pairs) }
      try decider.check()
    }
    let search = job.search(rows: sides.rows, columns: sides.rows, isSelfJoin: true, limit: limit)
    let (work, verified) = try search.run(progress: progress) { tile, pairs in
      decider.take(tile, pairs)
    }
    try decider.check()
    done.work.add(work)
    done.verified += verified
    done.work.scratchBytes = sides.scratchByteCount
    return done
  }

  /// The stored rows in the keep order ``KeepOrder/central``.
  ///
  /// - Throws: ``DuplicateError/pairsExceedMaximum(found:maximum:)``.
  /// - Complexity: O(n² · d / 2) time, O(n) memory.
  func centralOrder(limit: Float, progress: (any ProgressObserver)?) throws -> [UInt32] {
    let distinct = sides.rows.distinct
    let tally = PairTally(maximum: job.options.maximalPairs)
    let selfScores = try job.sets.selfScores(reaching: limit)
    for set in selfScores.keys {
      let count = distinct.members(of: set).count
      _ = tally.add(count * (count - 1) / 2)
    }
    let degrees = CentralDegrees(sides.rows.sets, selfScores: selfScores)
    _ = try job.search(rows: sides.rows, columns: sides.rows, isSelfJoin: true, limit: limit)
      .run(progress: progress) { _, pairs in
        degrees.take(pairs)
        return tally.add(pairs, rows: distinct, columns: distinct)
      }
    try tally.check()
    return degrees.order
  }
}
