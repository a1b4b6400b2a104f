import CSimKernels

/// The screen by `sgemm` over the first principal coordinates and one column for the length of the
/// rest: by Cauchy–Schwarz the very same product then is an upper bound.
struct PrefixScreen: Screen {
  let comparison: Comparison
  let thresholds: Thresholds
  let tileSide: Int
  let workers: Int
  private let columns: Int
  private let left: Memory<Float>
  private let right: Memory<Float>
  private let bounds: Memory<sim_bounds>
  private let owners: [RowBounds]

  init(
    _ comparison: Comparison,
    projection: Projection,
    thresholds: Thresholds,
    tileSide: Int,
    workers: Int
  ) throws(JobError) {
    self.comparison = comparison
    self.thresholds = thresholds
    self.tileSide = tileSide
    self.workers = workers
    columns = projection.count + 1
    right = try Self.matrix(
      comparison.columns,
      projection: projection,
      negated: false,
      workers: workers
    )
    left =
      comparison.isSelfJoin && !comparison.farthest
      ? right
      : try Self.matrix(
        comparison.rows,
        projection: projection,
        negated: comparison.farthest,
        workers: workers
      )
    let owners = try [comparison.rows, comparison.columns].map { side throws(JobError) in
      try side.bounds.widened(by: projection.slack) { side.side.norm(Int(side.preparedRow[$0])) }
    }
    self.owners = owners
    bounds = try Memory(owners.map(\.kernelValue))
  }

  /// n × columns: coordinates (negated for the left side of a search for the farthest) and tail.
  private static func matrix(
    _ ordered: OrderedSide,
    projection: Projection,
    negated: Bool,
    workers: Int
  ) throws(JobError) -> Memory<Float> {
    let source = try ScreenRows(ordered, projection: projection, tail: 1)
    let matrix = try Memory<Float>(count: ordered.rowCount * source.columns)
    let scratch = try source.scratch(workers: workers)
    let sign: Float = negated ? -1 : 1
    Workers.forEachChunk(of: ordered.rowCount, size: ScreenRows.chunk, workers: workers) {
      worker,
      range in
      let rows = source.rows(range, worker: worker, scratch: scratch)
      let target = matrix.pointer + range.lowerBound * source.columns
      for index in 0..<range.count * source.columns {
        let isTail = index % source.columns == projection.count
        target[index] = isTail ? rows[index] : sign * rows[index]
      }
    }
    return matrix
  }

  func run(
    _ tiles: TileQueue,
    progress: (any ProgressObserver)?,
    handle: @escaping TileHandler
  ) throws(JobError) -> ScreenWork {
    let refiner = try HitRefiner(comparison, thresholds, tileSide: tileSide, workers: workers)
    let products = try ProductTile.memory(side: tileSide, workers: workers)
    let first = Counter()
    let seconds = try Memory<Double>(count: workers)
    let done = tiles.forEachTile(workers: workers, progress: progress) { worker, tile in
      let start = StageClock.now
      var hits = refiner.noHits(worker: worker)
      var product = ProductTile.multiply(
        left: left.pointer + tile.rows.lowerBound * columns,
        right: right.pointer + tile.columns.lowerBound * columns,
        stride: columns,
        dimensions: columns,
        sign: 1,
        tile: tile,
        values: products.pointer + worker * tileSide * ProductTile.stride(side: tileSide),
        side: tileSide
      )
      withUnsafeMutablePointer(to: &hits) { hits in
        var collector = sim_collector(
          lists: nil,
          column_lists: nil,
          pairs: nil,
          hits: hits,
          row_threshold: thresholds.rows.pointer,
          column_threshold: thresholds.columns?.pointer,
          row_bounds: bounds.pointer,
          column_bounds: bounds.pointer + 1
        )
        sim_collect_tile(comparison.kernels.table, &product, &collector)
      }
      seconds[worker] += StageClock.now - start
      first.add(hits.count)
      return refiner.refine(&hits, tile: tile, worker: worker) { handOver in
        handle(worker, tile, handOver)
      }
    }
    var work = ScreenWork(
      name: "prefix:\(columns)",
      done,
      width: columns,
      productSeconds: (0..<workers).reduce(0) { $0 + seconds[$1] }
    )
    work.firstLevelPairs = first.current
    return work
  }
}
