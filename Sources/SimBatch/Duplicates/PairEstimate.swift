import Synchronization

/// How many pairs will reach the limit, from a sample of rows compared with all.
struct PairEstimate: Sendable {
  /// Rows of a sample.
  static let sampleSize = 64
  /// Below this many rows the whole search takes no longer than a sample is worth.
  static let leastRowCount = 32 * sampleSize
  private static let seed: UInt64 = 0x5EED

  /// Expected pairs of stored rows.
  let pairs: Double
  /// Its standard error.
  let error: Double

  /// Pairs there are at least, but for one chance in several hundred: three standard errors below
  /// the estimate. A job is refused by this, so that it is not refused by bad luck.
  var leastPairs: Int { Int(max(0, pairs - 3 * error)) }

  /// - Parameter counts: by sampled row, the others that reach the limit with it, twice where the
  ///   pair would be met from one side only (old rows).
  init(counts: [Int], rowCount: Int) {
    let n = Double(max(1, counts.count))
    let mean = counts.reduce(0) { $0 + Double($1) } / n
    let variance = counts.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    // Every pair is met from both of its rows.
    pairs = Double(rowCount) * mean / 2
    error = Double(rowCount) / 2 * (variance / max(1, n - 1) / n).squareRoot()
  }

  /// Rows drawn at random, always the same ones.
  static func sampledRows(_ sets: RowSets, count: Int = sampleSize) -> [UInt32] {
    var random = SplitMix64(seed: seed)
    var rows = (0..<UInt32(sets.storedCount)).filter {
      sets.distinct.preparedRow[Int($0)] != DistinctRows.none
    }
    let wanted = min(count, rows.count)
    for index in 0..<wanted {
      rows.swapAt(index, Int.random(in: index..<rows.count, using: &random))
    }
    return Array(rows.prefix(wanted))
  }

  /// Counts the partners of sampled rows.
  ///
  /// - Complexity: O(sample · n · d).
  static func measure(_ prepared: PreparedDuplicates, limit: Float) throws(JobError)
    -> PairEstimate
  {
    let (job, sides) = (prepared.job, prepared.sides)
    let rows = sampledRows(sides.rows.sets)
    let sample = try sides.prepared(rows, workers: job.workers)
    let counts = Mutex([Int](repeating: 0, count: sample.rowCount))
    func count(_ columns: PreparedSide, weight: Int) throws(JobError) {
      let twins = columns.distinct.twins
      _ = try job.search(rows: sample, columns: columns, isSelfJoin: false, limit: limit).run {
        _,
        pairs in
        counts.withLock { counts in
          for pair in pairs {
            counts[Int(pair.row)] += weight * (twins[pair.column]?.count ?? 1)
          }
        }
        return true
      }
    }
    try count(sides.rows, weight: 1)
    if let old = sides.old { try count(old, weight: 2) }
    let reachesItself = try job.sets.scores(of: sampledSets(sample, in: sides.rows))
      .map { job.scoring.reaches($0, limit) }
    let found = counts.withLock { $0 }
    let byRow = rows.map { row in
      let set = Int(sample.distinct.preparedRow[Int(row)])
      return found[set] - (reachesItself[set] ? 1 : 0)
    }
    let sets = sides.rows.distinct.preparedRow
    let rowCount = (0..<sets.count).count { sets[$0] != DistinctRows.none }
    return PairEstimate(counts: byRow, rowCount: rowCount)
  }

  /// Each sampled set with itself, as prepared rows of all rows.
  private static func sampledSets(_ sample: PreparedSide, in all: PreparedSide) -> [(
    UInt32, UInt32
  )] {
    (0..<sample.rowCount).map {
      let set = all.distinct.preparedRow[Int(sample.distinct.firstRows[$0])]
      return (set, set)
    }
  }
}
