import CSimKernels

/// Two prepared rows whose reported score reaches the limit.
struct ScoredPair: Sendable {
  let row: UInt32
  let column: UInt32
  /// A distance under `euclidean`.
  let score: Float
}

/// All pairs of prepared rows that reach a limit, tile by tile, never held all at once.
///
/// Pairs are of *distinct* rows: identical rows are one prepared row, see ``DistinctRows``.
struct PairSearch {
  let rows: PreparedSide
  let columns: PreparedSide
  let isSelfJoin: Bool
  /// Pairs score at least this, or are at most this far apart.
  let limit: Float
  let scale: Double
  let kernels: Kernels
  let tileSide: Int
  let workers: Int

  /// Bytes that the lists of all workers take.
  static func byteCount(tileSide: Int, workers: Int) -> Int {
    workers * tileSide * tileSide * MemoryLayout<sim_pair>.stride
  }

  /// Hands the pairs of every tile to `consume`, on the worker that found them: for each row in
  /// ascending order, by ascending column. In a self-join row < column.
  ///
  /// - Parameter consume: returns false to stop the search; tiles under way still come.
  /// - Returns: what was computed, and how many pairs were scored in `Double`.
  func run(
    progress: (any ProgressObserver)? = nil,
    consume: @escaping @Sendable (_ tile: TileQueue.Tile, _ pairs: [ScoredPair]) -> Bool
  ) throws(JobError) -> (work: ScreenWork, verified: Int) {
    let scoring = sim_scoring(
      kernels: kernels.table,
      measure: rows.examined.measure.kernelValue,
      farthest: false,
      scale: scale
    )
    let context = try ListContext(own: rows, other: columns, scoring: scoring)
    let leastKey = context.key(of: limit)
    let threshold = context.screenValue(ofKey: leastKey)
    let capacity = tileSide * tileSide
    let found = try Memory<sim_pair>(count: workers * capacity)
    let space = try Memory<Double>(count: workers * 2 * rows.dimensions)
    let verified = Counter()
    let screen = FullScreen(
      rows: rows,
      columns: columns,
      isSelfJoin: isSelfJoin,
      sign: 1,
      tileSide: tileSide,
      workers: workers
    )
    let work = try screen.run(progress: progress) { worker, tile, product in
      var product = product
      var list = context.kernelPairs(
        threshold: threshold,
        pairs: found.pointer + worker * capacity,
        capacity: capacity,
        scratch: space.pointer + worker * 2 * context.own.dimensions
      )
      withUnsafeMutablePointer(to: &list) { list in
        var collector = sim_collector(lists: nil, both_sides: false, pairs: list)
        sim_collect_tile(&product, &collector)
        verified.add(list.pointee.count)
        sim_verify_pairs(list, 0, leastKey)
      }
      guard list.count > 0 else { return true }
      let pairs = (0..<list.count).map { index in
        let pair = found[worker * capacity + index]
        return ScoredPair(row: pair.row, column: pair.column, score: pair.score)
      }
      return consume(tile, pairs)
    }
    return (work, verified.current)
  }
}
