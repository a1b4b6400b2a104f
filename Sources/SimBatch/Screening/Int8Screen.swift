import CSimKernels

/// The screen by 8-bit dot products, which run at four times the rate of `sgemm` and compare in
/// registers. What passes is bounded again over all dimensions, then refined in `Float`.
struct Int8Screen: Screen {
  let comparison: Comparison
  let thresholds: Thresholds
  let tileSide: Int
  let workers: Int
  private let name: String
  private let left: Int8Side
  private let right: Int8Side
  private let panels: Memory<UInt8>
  /// All dimensions, where the first level has fewer columns.
  private let level: SecondLevel?

  struct SecondLevel: Sendable {
    let left: QuantizedRows
    let right: QuantizedRows
  }

  /// Tiles are whole panels.
  static func tileSide(_ wanted: Int) -> Int {
    let panel = Int(SIM_PANEL)
    return max(panel, wanted / panel * panel)
  }

  /// - Parameter projection: nil to compare all dimensions at once.
  init(
    _ comparison: Comparison,
    projection: Projection?,
    thresholds: Thresholds,
    tileSide: Int,
    workers: Int
  ) throws(JobError) {
    let (rows, columns) = (comparison.rows, comparison.columns)
    let rightRows = try QuantizedRows(
      columns,
      projection: projection,
      negated: false,
      scale: nil,
      granule: 4,
      kernels: comparison.kernels,
      workers: workers
    )
    let leftRows =
      comparison.isSelfJoin && !comparison.farthest
      ? rightRows
      : try QuantizedRows(
        rows,
        projection: projection,
        negated: comparison.farthest,
        scale: rightRows.scale,
        granule: 4,
        kernels: comparison.kernels,
        workers: workers
      )
    let slack = (projection?.slack ?? 0) + ScreenBounds.slack(dimensions: comparison.dimensions)
    let unit = rightRows.scale * rightRows.scale
    left = try Int8Side(
      leftRows,
      of: rows,
      unit: unit,
      slack: slack,
      largestError: 0,
      isLeft: true
    )
    right = try Int8Side(
      rightRows,
      of: columns,
      unit: unit,
      slack: 0,
      largestError: Double(leftRows.largestError),
      isLeft: false
    )
    panels = try rightRows.panels()
    if projection == nil {
      level = nil
    } else {
      let all = try QuantizedRows(
        columns,
        projection: nil,
        negated: false,
        scale: nil,
        granule: 64,
        kernels: comparison.kernels,
        workers: workers
      )
      level = SecondLevel(
        left: comparison.isSelfJoin
          ? all
          : try QuantizedRows(
            rows,
            projection: nil,
            negated: false,
            scale: all.scale,
            granule: 64,
            kernels: comparison.kernels,
            workers: workers
          ),
        right: all
      )
    }
    self.comparison = comparison
    self.thresholds = thresholds
    self.tileSide = tileSide
    self.workers = workers
    name = "int8:\(rightRows.width)"
  }

  func run(
    _ tiles: TileQueue,
    progress: (any ProgressObserver)?,
    handle: @escaping TileHandler
  ) throws(JobError) -> ScreenWork {
    let refiner = try HitRefiner(comparison, thresholds, tileSide: tileSide, workers: workers)
    let limits = try Memory<Int32>(count: workers * 2 * tileSide, padding: 64)
    let (first, second) = (Counter(), Counter())
    let seconds = try Memory<Double>(count: workers)
    let done = tiles.forEachTile(workers: workers, progress: progress) { worker, tile in
      let start = StageClock.now
      var hits = refiner.noHits(worker: worker)
      screen(tile, into: &hits, limits: limits.pointer + worker * 2 * tileSide)
      seconds[worker] += StageClock.now - start
      first.add(hits.count)
      if let level { refiner.filter(&hits, tile: tile, level: level) }
      second.add(hits.count)
      return refiner.refine(&hits, tile: tile, worker: worker) { handOver in
        handle(worker, tile, handOver)
      }
    }
    var work = ScreenWork(
      name: name,
      done,
      width: left.rows.width,
      productSeconds: (0..<workers).reduce(0) { $0 + seconds[$1] }
    )
    work.isInteger = true
    (work.firstLevelPairs, work.secondLevelPairs) = (first.current, second.current)
    return work
  }

  /// The first level: lists the pairs of a tile that may reach their thresholds.
  ///
  /// - Parameter limits: room for the whole-number thresholds of the tile's rows and columns.
  private func screen(
    _ tile: TileQueue.Tile,
    into hits: inout sim_hits,
    limits: UnsafeMutablePointer<Int32>
  ) {
    let (row, column) = (tile.rows.lowerBound, tile.columns.lowerBound)
    let unit = left.unit
    for (index, position) in tile.rows.enumerated() {
      limits[index] = Self.wholeThreshold(thresholds.rows[position], unit: unit)
    }
    for (index, position) in tile.columns.enumerated() {
      limits[tileSide + index] =
        thresholds.columns.map { Self.wholeThreshold($0[position], unit: unit) }
        ?? Int32(SIM_INT8_UNREACHABLE)
    }
    var kernelTile = sim_int8_tile(
      left: left.rows.values.pointer + row * left.rows.width,
      panels: panels.pointer + column * right.rows.width,
      width: left.rows.width,
      rows: tile.rows.count,
      columns: tile.columns.count,
      diagonal: tile.isDiagonal,
      row_addend: left.addends.pointer + row,
      column_addend: right.addends.pointer + column,
      row_threshold: limits,
      column_threshold: limits + tileSide,
      unit: left.factors == nil,
      row_factor: left.factors.map { $0.pointer + row },
      row_offset: left.offsets.map { $0.pointer + row },
      row_limit: thresholds.rows.pointer + row,
      column_factor: right.factors.map { $0.pointer + column },
      column_offset: right.offsets.map { $0.pointer + column },
      column_limit: (thresholds.columns?.pointer ?? right.unreachable.pointer) + column
    )
    sim_screen_int8(comparison.kernels.table, &kernelTile, &hits)
  }

  /// The least whole number of units that reaches a threshold, less one for the division.
  private static func wholeThreshold(_ threshold: Float, unit: Double) -> Int32 {
    let limit = Double(SIM_INT8_UNREACHABLE) - 1
    return Int32(max(-limit, min(limit, (Double(threshold) / unit).rounded(.down) - 1)))
  }
}
