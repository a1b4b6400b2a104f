import Synchronization

/// Looks for the limit of `--target`: which pairs to collect is guessed from a sample of rows, and
/// guessed again until few enough rows are left. The answer does not depend on the guesses.
struct TargetSearch {
  private let job: DuplicateJob
  private let target: Int
  private let floor: Float?
  /// In keep order.
  private let sets: DuplicateSets
  /// By set, its members.
  private let weights: [Int]

  /// Rows of the sample. All their pairs are scored, so they are few.
  private static let sampleSize = 96
  /// Keys of the sample, and the same in order, in the room of a pair that will be held.
  private static let keysByHeldPair = 6

  /// - Parameters:
  ///   - job: its sets are in the order of their lowest rows.
  ///   - order: the stored rows that are decided, in keep order; nil for that of their numbers.
  init(_ job: DuplicateJob, order: [UInt32]?, target: Int, floor: Float?) throws(JobError) {
    self.job = job
    self.target = target
    self.floor = floor
    var sets = job.sets
    if let order { sets = try sets.reordered(order) }
    self.sets = sets
    weights = (0..<UInt32(sets.rows.count)).map { sets.rows.distinct.members(of: $0).count }
  }

  private var scoring: DuplicateScoring { job.scoring }

  /// The key of the floor, or less than any.
  private var lowestKey: Float { floor.map(scoring.key) ?? -.greatestFiniteMagnitude }

  /// How many pairs to collect at first; nil where no row need be dropped.
  ///
  /// - Parameter earlier: the state of a run, which goes on with the pairs that it was collecting.
  func firstCount(_ earlier: StateFile?) -> Int? {
    let goodRows = weights.reduce(0, +)
    guard goodRows > target else { return nil }
    let before = earlier?.value(JobSettings.collectedPairs).flatMap { Int($0) }
    if let before, (1...1 << 60).contains(before) { return before }
    // Every dropped row takes a pair, and the sample may be off.
    return 4 * (goodRows - target) + 4096
  }

  /// Counts the pairs of sets that a collection holds.
  var heldPairs: PairTally {
    let maximum = job.memory.heldPairs
    return PairTally(maximum: maximum) { [target] _ in
      .targetNeedsMemory(target: target, pairs: maximum)
    }
  }

  /// Collects pairs until they tell the limit.
  ///
  /// - Parameters:
  ///   - first: see ``firstCount(_:)``.
  ///   - collect: finds all pairs that reach `limit`, which may be about `count`; throws a
  ///     ``DuplicateError`` for too many.
  /// - Returns: the limit, as ``TargetLimit`` defines it, and what `collect` found for it.
  /// - Throws: ``DuplicateError/targetOutOfReach(target:left:limit:)``; what `collect` throws where
  ///   it finds too many pairs, or too few.
  func found<Done>(
    _ first: Int,
    sample: Sample,
    collect: (_ count: Int, _ limit: Float) throws -> (pairs: FoundPairs, done: Done)
  ) throws -> (limit: Float, pairs: FoundPairs, done: Done) {
    var count = first
    var insufficient = 0
    var excessive: (count: Int, error: DuplicateError)?
    while true {
      let key = guessedKey(sample, pairs: count)
      do {
        let collected = try collect(count, scoring.key(key))
        let pairs = try pairs(collected.pairs, reaching: key)
        var decisions = TargetLimit(weights: weights, grouping: job.options.grouping)
        if let found = decisions.key(target: target, pairs: pairs) {
          return (scoring.key(found), collected.pairs, collected.done)
        }
        guard key > lowestKey else {
          throw DuplicateError.targetOutOfReach(
            target: target,
            left: decisions.keptCount,
            limit: floor ?? pairs.last.map { scoring.key($0.key) } ?? 0
          )
        }
        insufficient = count
      } catch let error as DuplicateError where error.isExcess {
        excessive = (count, error)
      }
      guard let (most, error) = excessive else {
        count *= 4
        continue
      }
      guard most - insufficient > max(1, most / 4) else { throw error }
      count = insufficient + (most - insufficient) / 2
    }
  }

  /// The least key that about `pairs` pairs reach.
  private func guessedKey(_ sample: Sample, pairs: Int) -> Float {
    guard sample.rowCount > 0 else { return lowestKey }
    let share = Double(sample.rowCount) / Double(sets.rows.count)
    let place = 2 * Double(pairs) * share
    guard place < Double(sample.keys.count) else { return lowestKey }
    return max(lowestKey, sample.keys[Int(place)])
  }

  /// All pairs of a few rows.
  struct Sample {
    let rowCount: Int
    /// Greatest first.
    let keys: [Float]
  }

  /// Compares a few rows with all rows that are decided.
  func sample(_ blocked: BlockedDuplicates, _ panels: inout BlockPanels) throws -> Sample {
    let mostRows = job.memory.heldPairs * Self.keysByHeldPair / max(1, sets.rows.count)
    let rows = PairEstimate.sampledRows(sets.rows, count: max(1, min(Self.sampleSize, mostRows)))
    let sample = try blocked.sample(rows, panels)
    let keys = Mutex<[Float]>([])
    let (job, scoring) = (job, scoring)
    let lowest = scoring.key(lowestKey)
    try blocked.forEachPanel(&panels) { panel, isOld in
      guard !isOld, panel.rowCount > 0 else { return }
      _ = try job.search(rows: sample, columns: panel, limit: lowest).run { pairs in
        keys.withLock { $0 += pairs.map { scoring.key($0.score) } }
        return true
      }
    }
    return Sample(rowCount: sample.rowCount, keys: keys.withLock { $0 }.sorted(by: >))
  }

  /// The pairs that were found as ``TargetLimit`` takes them, greatest keys first.
  private func pairs(_ found: FoundPairs, reaching key: Float) throws -> [TargetLimit.Pair] {
    var pairs = try sets.selfScores(reaching: scoring.key(key)).map { set, score in
      TargetLimit.Pair(key: scoring.key(score), row: set, keeper: set)
    }
    var oldKeys = [Float](repeating: -.infinity, count: sets.old == nil ? 0 : sets.rows.count)
    let rows = PairRows(sets)
    try found.forEachRun { run in
      let (old, own) = rows.scored(run)
      for pair in old {
        oldKeys[Int(pair.column)] = max(oldKeys[Int(pair.column)], scoring.key(pair.score))
      }
      pairs += own.map {
        TargetLimit.Pair(key: scoring.key($0.score), row: $0.column, keeper: $0.row)
      }
    }
    for (row, oldKey) in oldKeys.enumerated() where oldKey >= key {
      pairs.append(TargetLimit.Pair(key: oldKey, row: UInt32(row), keeper: nil))
    }
    return pairs.sorted { $0.key > $1.key }
  }
}
