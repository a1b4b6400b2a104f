import CSimKernels

/// The middle of a neighbor search: screened tiles go into candidate lists, and what is left in
/// them is verified.
final class NeighborComparison: NeighborAnswers {
  private let comparison: Comparison
  /// The rows that collect.
  let rows: ListedSide
  /// The columns, where they are other rows and collect, too.
  let columns: ListedSide?
  private let spaces: [WorkSpace]
  private let leastKey: Float

  /// - Parameters:
  ///   - neighborCount: k.
  ///   - columnsCollect: whether two sides collect neighbors in each other.
  ///   - leastKeys: what answers must reach, by side and stored row, where some are known already.
  ///   - tileSide: rows of a tile.
  ///   - saved: the lists of an earlier run; nil for empty ones.
  init(
    _ comparison: Comparison,
    options: NeighborOptions,
    neighborCount: Int,
    columnsCollect: Bool = false,
    leastKeys: ((Int) -> Float)? = nil,
    plan: MemoryPlan,
    tileSide: Int,
    saved: SavedLists? = nil,
    workers: Int
  ) throws(JobError) {
    precondition(!columnsCollect || !comparison.isSelfJoin)
    self.comparison = comparison
    let leastKey = options.limit.map { comparison.key(of: $0) } ?? -.infinity
    self.leastKey = leastKey
    func listed(_ end: Comparison.End, _ saved: CandidateLists.Saved?) throws(JobError)
      -> ListedSide
    {
      try ListedSide(
        comparison,
        end,
        options: options,
        neighborCount: neighborCount,
        leastKey: leastKey,
        leastKeys: leastKeys,
        spareBytes: plan.spareBytes,
        tileSide: tileSide,
        saved: saved
      )
    }
    rows = try listed(.rows, saved?.rows)
    columns = columnsCollect ? try listed(.columns, saved?.columns) : nil
    let capacity = max(rows.lists.capacity, columns?.lists.capacity ?? 0)
    var spaces: [WorkSpace] = []
    for _ in 0..<workers {
      spaces.append(
        try WorkSpace(
          dimensions: comparison.dimensions,
          capacity: capacity,
          tileSide: tileSide
        )
      )
    }
    self.spaces = spaces
  }

  /// What candidates must reach by now.
  var thresholds: Thresholds {
    Thresholds(
      rows: rows.lists.thresholds,
      columns: comparison.isSelfJoin ? rows.lists.thresholds : columns?.lists.thresholds
    )
  }

  /// Offers what a screen finds to the lists, until all tiles are done or the slice is over.
  func collect(
    _ screen: some Screen,
    _ tiles: TileQueue,
    slice: TimeSlice,
    progress: (any ProgressObserver)?
  ) throws(JobError) -> ScreenWork {
    let (rows, columns, comparison, spaces) = (rows, columns, comparison, spaces)
    return try screen.run(tiles, progress: progress) { worker, tile, handOver in
      var rowLists = rows.kernelLists(space: spaces[worker])
      var columnLists = columns?.kernelLists(space: spaces[worker])
      rows.lists.withLists(of: tile.rows, comparison.isSelfJoin ? tile.columns : nil) {
        withUnsafeMutablePointer(to: &rowLists) { lists in
          var collector = sim_collector()
          collector.lists = lists
          guard let columns else {
            collector.column_lists = comparison.isSelfJoin ? lists : nil
            return handOver(&collector)
          }
          columns.lists.withLists(of: tile.columns, nil) {
            columnLists.withPointer {
              collector.column_lists = $0
              handOver(&collector)
            }
          }
        }
      }
      return !slice.isOver
    }
  }

  /// Scores what is left in the lists in `Double`; from here on they hold the answer.
  ///
  /// - Returns: candidates scored.
  func verify() -> Int {
    rows.verify(spaces, leastKey: leastKey) + (columns?.verify(spaces, leastKey: leastKey) ?? 0)
  }

  /// The answers for a run of stored rows.
  func rows(_ range: Range<Int>, worker: Int) -> NeighborRows {
    rows.rows(range, scratch: spaces[worker].values)
  }

  /// Those for a run of stored rows of the columns, where they collect.
  func columnRows(_ range: Range<Int>, worker: Int) -> NeighborRows? {
    columns?.rows(range, scratch: spaces[worker].values)
  }
}

extension Optional where Wrapped == sim_top_k {
  /// Lends the lists, if any, to a kernel.
  fileprivate mutating func withPointer(_ body: (UnsafeMutablePointer<sim_top_k>?) -> Void) {
    guard var lists = self else { return body(nil) }
    withUnsafeMutablePointer(to: &lists) { body($0) }
    self = lists
  }
}
