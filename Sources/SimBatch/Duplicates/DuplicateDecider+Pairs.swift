extension DuplicateDecider {
  /// Takes all pairs of a job, which have come in any order.
  ///
  /// - Parameters:
  ///   - rows: what pairs name, in the keep order of this decider.
  ///   - directory: where the pairs lie while they are put in order.
  ///   - name: the output that they are for, which errors name.
  /// - Throws: ``DuplicateError/pairsExceedMaximum(found:maximum:)``; what `source` throws.
  /// - Complexity: O(pairs · log pairs), in memory for the pairs of one row in 512.
  func take(_ source: some PairSource, _ rows: PairRows, directory: String, name: String) throws {
    takeIdenticalRows()
    try check()
    let spool = try PairSpool(rowCount: rows.setCount, directory: directory, name: name)
    try source.forEachRun { pairs in
      let (old, own) = rows.scored(pairs)
      guard takeOld(old) else { return try check() }
      _ = spool.add(own.map { PairSpool.Pair(row: $0.row, other: $0.column, score: $0.score) })
    }
    try spool.forEachRange { pairs in
      let scored = pairs.map { ScoredPair(row: $0.row, column: $0.other, score: $0.score) }
      guard takeInOrder(scored) else { return try check() }
    }
    finishOrder()
  }
}
