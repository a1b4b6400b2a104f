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
}

/// Counts the partners of sampled rows, of one prepared side of a job after another.
struct SampledPairs {
  private let job: DuplicateJob
  private let limit: Float
  private let rows: [UInt32]
  private let sample: PreparedSide
  /// By set of the sample.
  private let counts: Mutable

  /// Counts that workers add to.
  private final class Mutable: Sendable {
    let values: Mutex<[Int]>
    init(count: Int) { values = Mutex([Int](repeating: 0, count: count)) }
  }

  /// - Parameter sample: ``PairEstimate/sampledRows(_:count:)``, prepared.
  init(_ job: DuplicateJob, limit: Float, rows: [UInt32], sample: PreparedSide) {
    self.job = job
    self.limit = limit
    self.rows = rows
    self.sample = sample
    counts = Mutable(count: sample.rowCount)
  }

  /// - Parameters:
  ///   - columns: some of `sets`, each at most once.
  ///   - weight: 2 where the pair would be met from one side only (old rows).
  /// - Complexity: O(sample · rows · d).
  func count(_ columns: PreparedSide, of sets: RowSets, weight: Int) throws {
    guard columns.rowCount > 0 else { return }
    let first = columns.distinct.firstRows
    let (numbers, twins) = (sets.distinct.preparedRow, sets.distinct.twins)
    _ = try job.search(rows: sample, columns: columns, limit: limit).run { [counts] pairs in
      counts.values.withLock { counts in
        for pair in pairs {
          let set = numbers[Int(first[Int(pair.column)])]
          counts[Int(pair.row)] += weight * (twins[set]?.count ?? 1)
        }
      }
      return true
    }
  }

  /// What was counted, once all rows of the job have been columns.
  func estimate() throws(JobError) -> PairEstimate {
    let all = job.sets.rows.distinct.preparedRow
    let sets = rows.map { all[Int($0)] }
    let reachesItself = try job.sets.scores(of: sets.map { ($0, $0) })
      .map { job.scoring.reaches($0, limit) }
    let found = counts.values.withLock { $0 }
    let byRow = zip(rows, reachesItself).map { row, reachesItself in
      found[Int(sample.distinct.preparedRow[Int(row)])] - (reachesItself ? 1 : 0)
    }
    let rowCount = (0..<all.count).count { all[$0] != DistinctRows.none }
    return PairEstimate(counts: byRow, rowCount: rowCount)
  }
}
