import CSimKernels

/// What happens to the pairs that a first level lets through: a second level over all dimensions,
/// a `Float` product, and then the collector, all in memory that each worker has of its own.
final class HitRefiner: Sendable {
  private let comparison: Comparison
  private let thresholds: Thresholds
  private let capacity: Int
  private let pairs: Memory<UInt32>
  private let values: Memory<Float>

  init(_ comparison: Comparison, _ thresholds: Thresholds, tileSide: Int, workers: Int)
    throws(JobError)
  {
    self.comparison = comparison
    self.thresholds = thresholds
    capacity = tileSide * tileSide
    pairs = try Memory(count: workers * capacity)
    values = try Memory(count: workers * capacity)
  }

  /// Bytes that `workers` hold at once.
  static func byteCount(tileSide: Int, workers: Int) -> Int { workers * tileSide * tileSide * 8 }

  /// An empty list for a worker's tile.
  func noHits(worker: Int) -> sim_hits {
    sim_hits(pairs: pairs.pointer + worker * capacity, count: 0, capacity: capacity)
  }

  /// Drops the hits whose bound over all dimensions falls short.
  func filter(_ hits: inout sim_hits, tile: TileQueue.Tile, level: Int8Screen.SecondLevel) {
    let (row, column) = (tile.rows.lowerBound, tile.columns.lowerBound)
    let width = level.right.width
    var kernelLevel = sim_int8_level(
      left: level.left.values.pointer + row * width,
      right: level.right.values.pointer + column * width,
      right_sum: level.right.sums.pointer + column,
      width: width,
      sign: comparison.farthest ? -1 : 1,
      unit: level.right.scale * level.right.scale,
      slack: Float(ScreenBounds.slack(dimensions: comparison.dimensions)),
      left_error: level.left.errors.pointer + row,
      right_error: level.right.errors.pointer + column,
      left_norm: level.left.norms.map { $0.pointer + row },
      right_norm: level.right.norms.map { $0.pointer + column }
    )
    var limits = limits(tile)
    sim_filter_hits_int8(comparison.kernels.table, &kernelLevel, &limits, &hits)
  }

  /// Refines the hits in `Float` and calls `body` with what hands them to a collector.
  func refine(
    _ hits: inout sim_hits,
    tile: TileQueue.Tile,
    worker: Int,
    _ body: ((inout sim_collector) -> Void) -> Bool
  ) -> Bool {
    var refinement = sim_refinement(
      rows: comparison.rowSide,
      columns: comparison.columnSide,
      row_bounds: comparison.rowBounds,
      column_bounds: comparison.columnBounds,
      first_row: UInt32(tile.rows.lowerBound),
      first_column: UInt32(tile.columns.lowerBound),
      sign: comparison.sign
    )
    let ownValues = values.pointer + worker * capacity
    var limits = limits(tile)
    sim_refine_hits(comparison.kernels.table, &refinement, &limits, &hits, ownValues)
    return body { collector in
      sim_collect_hits(&refinement, &hits, ownValues, &collector)
    }
  }

  private func limits(_ tile: TileQueue.Tile) -> sim_hit_limits {
    let (row, column) = (tile.rows.lowerBound, tile.columns.lowerBound)
    let (own, other) = (comparison.rowBounds.pointee, comparison.columnBounds.pointee)
    return sim_hit_limits(
      row_threshold: thresholds.rows.pointer + row,
      column_threshold: thresholds.columns.map { $0.pointer + column },
      row_offset: own.offset.map { $0 + row },
      column_offset: other.offset.map { $0 + column },
      shared_offset: own.shared_offset + other.shared_offset
    )
  }
}
