import CSimKernels

/// Two prepared rows whose reported score reaches the limit.
struct ScoredPair: Sendable {
  let row: UInt32
  let column: UInt32
  /// A distance under `euclidean`.
  let score: Float
}

/// All pairs of prepared rows that reach a limit, tile by tile, never held all at once. Rows that are
/// the columns as well are a self-join.
///
/// Pairs are of *distinct* rows: identical rows are one prepared row, see ``DistinctRows``.
struct PairSearch {
  let rows: PreparedSide
  let columns: PreparedSide
  /// Pairs score at least this, or are at most this far apart.
  let limit: Float
  let scale: Double
  let kernels: Kernels
  let tileSide: Int
  let workers: Int
  var screen = ScreenChoice.auto

  /// Bytes that the lists of all workers take.
  static func byteCount(tileSide: Int, workers: Int) -> Int {
    workers * tileSide * tileSide * MemoryLayout<sim_pair>.stride
  }

  /// Hands the pairs of every tile, which may be none, to `consume`, on the worker that found them, in
  /// any order. In a self-join row < column.
  ///
  /// - Parameters:
  ///   - done: the tiles that an earlier search has handed over; nil for none.
  ///   - slice: the time until the search is to be paused, asked for again after each pause.
  ///   - pause: called with the tiles that are done and what they took so far, while no tile is under
  ///     way.
  ///   - consume: returns false to stop the search; tiles under way still come.
  /// - Returns: what was computed, and how many pairs were scored in `Double`.
  func run(
    done: DoneTiles? = nil,
    progress: (any ProgressObserver)? = nil,
    slice: () -> TimeSlice = { .unlimited },
    pause: (_ done: DoneTiles, _ work: ScreenWork, _ verified: Int) throws -> Void = { _, _, _ in },
    consume: @escaping @Sendable (_ pairs: [ScoredPair]) -> Bool
  ) throws -> (work: ScreenWork, verified: Int) {
    let ownRows = try OrderedSide(rows)
    let comparison = try Comparison(
      rows: ownRows,
      columns: rows === columns ? ownRows : try OrderedSide(columns),
      farthest: false,
      scale: scale,
      kernels: kernels
    )
    let leastKey = comparison.key(of: limit)
    let threshold = comparison.screenValue(ofKey: leastKey)
    let thresholds = try Memory<Float>(count: rows.rowCount, padding: RowBounds.padding)
    for row in 0..<rows.rowCount { thresholds[row] = threshold }
    let choice =
      ScreenPlan.considersOthers(screen, rows: rows, columns: columns, ordersRows: false)
      ? screen : .full
    let plan = ScreenPlan(
      comparison: comparison,
      axes: choice == .full ? nil : try ScreenPlan.axes(of: columns),
      tileSide: tileSide,
      done: done,
      workers: workers,
      choice: choice
    )
    var screens = ScreenRun(plan, Thresholds(rows: thresholds, columns: nil))
    let capacity = plan.tileSide * plan.tileSide
    let found = try Memory<sim_pair>(count: workers * capacity)
    let space = try Memory<Double>(count: workers * rows.dimensions)
    let verified = Counter()
    let isStopped = Synchronized(false)
    var work = ScreenWork.none
    while true {
      let slice = slice()
      let take: TileHandler = { worker, tile, handOver in
        var list = sim_pair_list(
          scoring: comparison.scoring,
          own: comparison.rowSide,
          other: comparison.columnSide,
          own_bounds: comparison.rowBounds,
          other_bounds: comparison.columnBounds,
          threshold: threshold,
          pairs: found.pointer + worker * capacity,
          count: 0,
          capacity: capacity,
          scratch_values: space.pointer + worker * comparison.dimensions
        )
        withUnsafeMutablePointer(to: &list) { list in
          var collector = sim_collector()
          collector.pairs = list
          handOver(&collector)
          verified.add(list.pointee.count)
          sim_verify_pairs(list, 0, leastKey)
        }
        let pairs = (0..<list.count).map { index in
          let pair = found[worker * capacity + index]
          return ScoredPair(row: pair.row, column: pair.column, score: pair.score)
        }
        let goesOn = consume(pairs)
        if !goesOn { isStopped.update { $0 = true } }
        return goesOn && !slice.isOver
      }
      work.add(
        try screens.run(until: { slice.isOver || isStopped.value }) {
          screen,
          tiles throws(JobError) in
          try screen.run(tiles, progress: progress, handle: take)
        }
      )
      if plan.isFinished || isStopped.value { return (work, verified.current) }
      try pause(plan.done, work, verified.current)
    }
  }
}
