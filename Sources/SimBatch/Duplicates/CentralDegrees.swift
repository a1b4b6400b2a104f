import Synchronization

/// How many others of its matrix each row reaches the limit with.
enum CentralDegrees {
  /// - Returns: by stored row; 0 for a bad row.
  /// - Throws: ``DuplicateError/pairsExceedMaximum(found:maximum:)``.
  /// - Complexity: O(n² · d / 2) time, O(n) memory.
  static func count(
    _ job: DuplicateJob,
    limit: Float,
    progress: (any ProgressObserver)?
  ) throws -> [Int] {
    let rows = job.sides.rows
    let distinct = rows.distinct
    let tally = PairTally(maximum: job.options.maximalPairs)
    let degrees = Mutex([Int](repeating: 0, count: rows.rowCount))
    for (set, score) in try job.sides.selfScores() where job.reaches(score, limit) {
      let count = distinct.members(of: set).count
      _ = tally.add(count * (count - 1) / 2)
      degrees.withLock { $0[Int(set)] += count - 1 }
    }
    _ = try job.search(rows: rows, columns: rows, isSelfJoin: true, limit: limit)
      .run(progress: progress) { _, pairs in
        degrees.withLock { degrees in
          for pair in pairs {
            degrees[Int(pair.row)] += distinct.twins[pair.column]?.count ?? 1
            degrees[Int(pair.column)] += distinct.twins[pair.row]?.count ?? 1
          }
        }
        return tally.add(pairs, rows: distinct, columns: distinct)
      }
    try tally.check()
    let found = degrees.withLock { $0 }
    return (0..<rows.examined.source.rowCount).map { row in
      let set = distinct.preparedRow[row]
      return set == DistinctRows.none ? 0 : found[Int(set)]
    }
  }
}
