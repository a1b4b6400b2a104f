import Synchronization

/// Looks for the limit of `--target`: which pairs to hold is guessed from a sample of rows, and
/// guessed again until few enough rows are left. The answer does not depend on the guesses.
struct TargetSearch {
  /// Rows of the sample. All their pairs are scored, so they are few.
  private static let sampleSize = 96

  let prepared: PreparedDuplicates
  let target: Int
  let floor: Float?
  let selfScores: [UInt32: Float]

  private var job: DuplicateJob { prepared.job }
  private var sides: DuplicateSides { prepared.sides }
  private var scoring: DuplicateScoring { sides.scoring }
  private var distinct: DistinctRows { sides.rows.distinct }

  /// - Returns: the limit, as ``TargetLimit`` defines it; nil where no row need be dropped.
  /// - Throws: ``DuplicateError/targetOutOfReach(target:left:limit:)`` or
  ///   ``DuplicateError/targetNeedsMemory(target:pairs:)``.
  func limit(progress: (any ProgressObserver)?) throws -> Float? {
    let weights = (0..<UInt32(distinct.count)).map { distinct.members(of: $0).count }
    let goodRows = weights.reduce(0, +)
    guard goodRows > target else { return nil }
    let sample = try sampledKeys()
    // Every dropped row takes a pair, and the sample may be off.
    var wanted = 4 * (goodRows - target) + 4096
    var insufficient = 0
    var excessive = Int.max
    while true {
      let key = guessedKey(sample, pairs: wanted)
      if let pairs = try collected(reaching: key, progress: progress) {
        var decisions = TargetLimit(weights: weights, grouping: job.options.grouping)
        if let found = decisions.key(target: target, pairs: pairs) { return scoring.key(found) }
        guard key > lowestKey else {
          throw DuplicateError.targetOutOfReach(
            target: target,
            left: decisions.keptCount,
            limit: floor ?? pairs.last.map { scoring.key($0.key) } ?? 0
          )
        }
        insufficient = wanted
      } else {
        excessive = wanted
      }
      guard excessive == .max || excessive - insufficient > excessive / 4 else {
        throw DuplicateError.targetNeedsMemory(target: target, pairs: job.plan.heldPairs)
      }
      wanted = excessive == .max ? wanted * 4 : insufficient + (excessive - insufficient) / 2
    }
  }

  /// The key of the floor, or less than any.
  private var lowestKey: Float { floor.map(scoring.key) ?? -.greatestFiniteMagnitude }

  /// The least key that about `pairs` pairs reach.
  private func guessedKey(_ sample: (keys: [Float], rows: Int), pairs: Int) -> Float {
    guard sample.rows > 0 else { return lowestKey }
    let share = Double(sample.rows) / Double(distinct.count)
    let place = 2 * Double(pairs) * share
    guard place < Double(sample.keys.count) else { return lowestKey }
    return max(lowestKey, sample.keys[Int(place)])
  }

  /// The keys of all pairs of a few rows, greatest first.
  private func sampledKeys() throws -> (keys: [Float], rows: Int) {
    let rows = PairEstimate.sampledRows(sides.rows.sets, count: Self.sampleSize)
    let sample = try sides.prepared(rows, workers: job.workers)
    let keys = Mutex<[Float]>([])
    let scoring = scoring
    let lowest = scoring.key(lowestKey)
    _ = try job.search(
      rows: sample,
      columns: sides.rows,
      isSelfJoin: false,
      limit: lowest
    ).run { _, pairs in
      keys.withLock { $0 += pairs.map { scoring.key($0.score) } }
      return true
    }
    return (keys.withLock { $0 }.sorted(by: >), sample.rowCount)
  }

  /// All pairs that reach `key`, greatest keys first; nil if there are more than may be held.
  private func collected(reaching key: Float, progress: (any ProgressObserver)?) throws
    -> [TargetLimit.Pair]?
  {
    let limit = scoring.key(key)
    let scoring = scoring
    let capacity = job.plan.heldPairs
    let held = Mutex<[TargetLimit.Pair]>(
      selfScores.compactMap { set, score in
        let selfKey = scoring.key(score)
        return selfKey >= key ? TargetLimit.Pair(key: selfKey, row: set, keeper: set) : nil
      }
    )
    if let old = sides.old {
      let best = try Memory<Float>(count: distinct.count)
      for row in 0..<best.count { best[row] = -.infinity }
      let lock = Mutex(())
      _ = try job.search(rows: old, columns: sides.rows, isSelfJoin: false, limit: limit)
        .run(progress: progress) { _, pairs in
          lock.withLock { _ in
            for pair in pairs {
              best[Int(pair.column)] = max(best[Int(pair.column)], scoring.key(pair.score))
            }
          }
          return true
        }
      held.withLock { held in
        for row in 0..<best.count where best[row] >= key {
          held.append(TargetLimit.Pair(key: best[row], row: UInt32(row), keeper: nil))
        }
      }
    }
    let rows = sides.rows
    let overflows = Atomic(false)
    _ = try job.search(rows: rows, columns: rows, isSelfJoin: true, limit: limit)
      .run(progress: progress) { _, pairs in
        held.withLock { held in
          guard held.count + pairs.count <= capacity else {
            overflows.store(true, ordering: .relaxed)
            return false
          }
          held += pairs.map {
            TargetLimit.Pair(key: scoring.key($0.score), row: $0.column, keeper: $0.row)
          }
          return true
        }
      }
    guard !overflows.load(ordering: .relaxed) else { return nil }
    return held.withLock { $0 }.sorted { $0.key > $1.key }
  }
}
