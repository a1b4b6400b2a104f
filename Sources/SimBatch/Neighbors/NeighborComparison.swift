import CSimKernels

/// The middle of a neighbor search: screened tiles go into candidate lists, and what is left in
/// them is verified.
final class NeighborComparison: NeighborAnswers {
  private let comparison: Comparison
  private let lists: CandidateLists
  private let spaces: [WorkSpace]
  private let workers: Int
  private let leastKey: Float
  private let expansion: TwinExpansion

  init(
    _ comparison: Comparison,
    options: NeighborOptions,
    neighborCount: Int,
    plan: MemoryPlan,
    workers: Int
  ) throws(JobError) {
    self.comparison = comparison
    self.workers = workers
    let leastKey = options.limit.map { comparison.key(of: $0) } ?? -.infinity
    self.leastKey = leastKey
    // A list holds other sets of rows than its own; there may be fewer than k of them.
    let others = comparison.columns.rowCount - (comparison.isSelfJoin ? 1 : 0)
    lists = try CandidateLists(
      rowCount: comparison.rows.rowCount,
      neighborCount: min(neighborCount, max(1, others)),
      spareBytes: plan.spareBytes,
      threshold: comparison.screenValue(ofKey: leastKey),
      blockSide: plan.tileSide
    )
    var spaces: [WorkSpace] = []
    for _ in 0..<workers {
      spaces.append(
        try WorkSpace(
          dimensions: comparison.dimensions,
          capacity: lists.capacity,
          tileSide: plan.tileSide
        )
      )
    }
    self.spaces = spaces
    expansion = TwinExpansion(
      own: comparison.rows.side.distinct,
      other: comparison.columns.side.distinct,
      isSelfJoin: comparison.isSelfJoin,
      includeSelf: options.includeSelf,
      neighborCount: neighborCount,
      key: { comparison.key(of: $0) },
      leastKey: leastKey
    )
  }

  /// What candidates must reach by now.
  var thresholds: Thresholds {
    Thresholds(rows: lists.thresholds, columns: comparison.isSelfJoin ? lists.thresholds : nil)
  }

  /// Offers what a screen finds to the lists.
  func collect(_ screen: some Screen, progress: (any ProgressObserver)?) throws(JobError)
    -> ScreenWork
  {
    let (lists, comparison, spaces) = (lists, comparison, spaces)
    return try screen.run(progress: progress) { worker, tile, handOver in
      var kernelLists = lists.kernelLists(comparison, space: spaces[worker])
      lists.withLists(of: tile.rows, comparison.isSelfJoin ? tile.columns : nil) {
        withUnsafeMutablePointer(to: &kernelLists) { pointer in
          var collector = sim_collector()
          collector.lists = pointer
          collector.both_sides = comparison.isSelfJoin
          handOver(&collector)
        }
      }
      return true
    }
  }

  /// Scores what is left in the lists in `Double`; from here on they hold the answer.
  ///
  /// - Returns: candidates scored.
  func verify() throws(JobError) -> Int {
    let (lists, comparison, spaces, leastKey) = (lists, comparison, spaces, leastKey)
    let verified = Counter()
    Workers.forEachChunk(of: lists.rowCount, size: 256, workers: workers) { worker, range in
      var kernelLists = lists.kernelLists(comparison, space: spaces[worker])
      var scored = 0
      for position in range {
        scored += sim_finish_row(&kernelLists, UInt32(position), leastKey)
      }
      verified.add(scored)
    }
    return verified.current
  }

  /// The answers for a run of stored rows.
  func rows(_ range: Range<Int>, worker: Int) -> NeighborRows {
    let scratch = spaces[worker].values
    let count = range.count * expansion.neighborCount
    var neighbors: [Int32] = []
    var scores: [Float] = []
    neighbors.reserveCapacity(count)
    scores.reserveCapacity(count)
    for row in range {
      expansion.append(
        row: row,
        answers: answers(ofStoredRow: row),
        selfScore: { selfScore($0, scratch: scratch) },
        to: &neighbors,
        scores: &scores
      )
    }
    return NeighborRows(
      firstRow: range.lowerBound,
      neighborCount: expansion.neighborCount,
      neighbors: neighbors,
      scores: scores
    )
  }

  /// The sets of rows that answer a stored row, best first; none for a bad row.
  private func answers(ofStoredRow row: Int) -> [TwinExpansion.Answer] {
    guard let position = position(ofStoredRow: row) else { return [] }
    return lists.answers(at: position)
  }

  /// The score of a prepared row with its own twins. `scratch` holds a row.
  private func selfScore(_ preparedRow: UInt32, scratch: Memory<Double>) -> Float {
    let first = comparison.rows.side.distinct.firstRows[Int(preparedRow)]
    let position = comparison.rows.position[Int(first)]
    return comparison.scoreWithItself(position: Int(position), scratch: scratch)
  }

  private func position(ofStoredRow row: Int) -> Int? {
    let distinct = comparison.rows.side.distinct
    let prepared = distinct.preparedRow[row]
    guard prepared != DistinctRows.none else { return nil }
    return Int(comparison.rows.position[Int(distinct.firstRows[Int(prepared)])])
  }
}
