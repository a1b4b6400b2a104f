import CSimKernels

/// One side of a comparison whose rows collect neighbors among the other side: their candidate
/// lists, and what turns the lists into the answers of stored rows.
struct ListedSide: Sendable {
  private let comparison: Comparison
  private let end: Comparison.End
  let lists: CandidateLists
  private let expansion: TwinExpansion

  /// - Parameters:
  ///   - neighborCount: k.
  ///   - leastKeys: by stored row, what its answers must reach; nil where all must reach the same.
  init(
    _ comparison: Comparison,
    _ end: Comparison.End,
    options: NeighborOptions,
    neighborCount: Int,
    leastKey: Float,
    leastKeys: ((Int) -> Float)?,
    spareBytes: Int,
    tileSide: Int,
    saved: CandidateLists.Saved?
  ) throws(JobError) {
    self.comparison = comparison
    self.end = end
    let (own, other) = (comparison.side(end), comparison.side(end.opposite))
    // A list holds other sets of rows than its own; there may be fewer than k of them.
    let others = other.rowCount - (comparison.isSelfJoin ? 1 : 0)
    lists = try CandidateLists(
      rowCount: own.rowCount,
      neighborCount: min(neighborCount, max(1, others)),
      spareBytes: spareBytes,
      threshold: comparison.screenValue(ofKey: leastKey),
      blockSide: tileSide,
      saved: saved
    )
    expansion = TwinExpansion(
      own: own.side.distinct,
      other: other.side.distinct,
      isSelfJoin: comparison.isSelfJoin,
      includesSelf: options.selfNeighbor == .include,
      neighborCount: neighborCount,
      key: { comparison.key(of: $0) },
      leastKey: leastKey
    )
    if let leastKeys { raiseThresholds(to: leastKeys, above: leastKey) }
  }

  /// Identical rows share a list, which must serve the one that knows least.
  private func raiseThresholds(to keys: (Int) -> Float, above leastKey: Float) {
    let own = comparison.side(end)
    for position in 0..<own.rowCount {
      let members = own.side.distinct.members(of: own.preparedRow[position])
      let least = members.reduce(Float.infinity) { min($0, keys(Int($1))) }
      guard least > leastKey else { continue }
      let value = comparison.screenValue(ofKey: least)
      lists.thresholds[position] = max(lists.thresholds[position], value)
    }
  }

  func kernelLists(space: WorkSpace) -> sim_top_k {
    lists.kernelLists(comparison, end, space: space)
  }

  /// Scores what is left in the lists in `Double`; from here on they hold the answer.
  ///
  /// - Returns: candidates scored.
  func verify(_ spaces: [WorkSpace], leastKey: Float) -> Int {
    let verified = Counter()
    Workers.forEachChunk(of: lists.rowCount, size: 256, workers: spaces.count) { worker, range in
      var kernelLists = kernelLists(space: spaces[worker])
      var scored = 0
      for position in range {
        scored += sim_finish_row(&kernelLists, UInt32(position), leastKey)
      }
      verified.add(scored)
    }
    return verified.current
  }

  /// The answers for a run of stored rows; `scratch` holds an expanded row.
  func rows(_ range: Range<Int>, scratch: Memory<Double>) -> NeighborRows {
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

  /// The score of a prepared row with its own twins.
  private func selfScore(_ preparedRow: UInt32, scratch: Memory<Double>) -> Float {
    let own = comparison.side(end)
    let first = own.side.distinct.firstRows[Int(preparedRow)]
    return comparison.scoreWithItself(position: Int(own.position[Int(first)]), scratch: scratch)
  }

  private func position(ofStoredRow row: Int) -> Int? {
    let own = comparison.side(end)
    let prepared = own.side.distinct.preparedRow[row]
    guard prepared != DistinctRows.none else { return nil }
    return Int(own.position[Int(own.side.distinct.firstRows[Int(prepared)])])
  }
}
