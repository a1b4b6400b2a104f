import CSimKernels

/// The screen that compares all dimensions by one matrix product for each tile.
struct FullScreen: Screen {
  let comparison: Comparison
  let tileSide: Int
  let workers: Int

  /// Bytes of tiles that `workers` hold at once.
  static func byteCount(tileSide: Int, workers: Int) -> Int {
    workers * tileSide * ProductTile.stride(side: tileSide) * MemoryLayout<Float>.size
  }

  /// - Complexity: O(rows · columns · d), half of it for a self-join.
  func run(
    _ tiles: TileQueue,
    progress: (any ProgressObserver)?,
    handle: @escaping TileHandler
  ) throws(JobError) -> ScreenWork {
    let rows = comparison.rows
    let products = try ProductTile.memory(side: tileSide, workers: workers)
    let gathered = try GatheredRows(comparison, tileSide: tileSide, workers: workers)
    let seconds = try Memory<Double>(count: workers)
    let done = tiles.forEachTile(workers: workers, progress: progress) { worker, tile in
      let start = StageClock.now
      let product = ProductTile.multiply(
        left: gathered.rows(tile.rows, worker: worker),
        right: gathered.columns(tile.columns, worker: worker),
        stride: rows.side.stride,
        dimensions: rows.dimensions,
        sign: comparison.sign,
        tile: tile,
        values: products.pointer + worker * tileSide * ProductTile.stride(side: tileSide),
        side: tileSide
      )
      seconds[worker] += StageClock.now - start
      return handle(worker, tile) { collector in
        withUnsafePointer(to: product) {
          sim_collect_tile(comparison.kernels.table, $0, &collector)
        }
      }
    }
    return ScreenWork(
      name: "full",
      done,
      width: rows.dimensions,
      productSeconds: (0..<workers).reduce(0) { $0 + seconds[$1] }
    )
  }
}

/// One product of a tile, with the strides that kernels expect.
enum ProductTile {
  /// Floats from row to row of a tile. Whole vectors of 64, which kernels read, and one more, so
  /// that rows do not all start in the same set of a cache.
  static func stride(side: Int) -> Int { (side + 63) / 64 * 64 + 64 }

  static func memory(side: Int, workers: Int) throws(JobError) -> Memory<Float> {
    try Memory(count: workers * side * stride(side: side))
  }

  static func multiply(
    left: UnsafePointer<Float>,
    right: UnsafePointer<Float>,
    stride: Int,
    dimensions: Int,
    sign: Float,
    tile: TileQueue.Tile,
    values: UnsafeMutablePointer<Float>,
    side: Int
  ) -> sim_tile {
    let tileStride = Self.stride(side: side)
    BLAS.multiply(
      left: left,
      leftStride: stride,
      rows: tile.rows.count,
      right: right,
      rightStride: stride,
      columns: tile.columns.count,
      dimensions: dimensions,
      sign: sign,
      tile: values,
      tileStride: tileStride
    )
    return sim_tile(
      values: values,
      stride: tileStride,
      rows: tile.rows.count,
      columns: tile.columns.count,
      first_row: UInt32(tile.rows.lowerBound),
      first_column: UInt32(tile.columns.lowerBound),
      diagonal: tile.isDiagonal
    )
  }
}

/// The prepared rows of a tile, side by side: in place where the order is their own, else copied.
private final class GatheredRows: Sendable {
  private let comparison: Comparison
  private let tileSide: Int
  private let copies: Memory<Float>?

  init(_ comparison: Comparison, tileSide: Int, workers: Int) throws(JobError) {
    self.comparison = comparison
    self.tileSide = tileSide
    let isReordered = comparison.rows.isReordered || comparison.columns.isReordered
    copies =
      isReordered
      ? try Memory(count: workers * 2 * tileSide * comparison.rows.side.stride) : nil
  }

  func rows(_ range: Range<Int>, worker: Int) -> UnsafePointer<Float> {
    gather(comparison.rows, range, slot: 2 * worker)
  }

  func columns(_ range: Range<Int>, worker: Int) -> UnsafePointer<Float> {
    gather(comparison.columns, range, slot: 2 * worker + 1)
  }

  private func gather(_ ordered: OrderedSide, _ range: Range<Int>, slot: Int)
    -> UnsafePointer<Float>
  {
    let (values, stride) = (ordered.side.values, ordered.side.stride)
    guard let copies else { return UnsafePointer(values.pointer + range.lowerBound * stride) }
    let target = copies.pointer + slot * tileSide * stride
    for (index, position) in range.enumerated() {
      let row = Int(ordered.preparedRow[position])
      (target + index * stride).update(from: values.pointer + row * stride, count: stride)
    }
    return UnsafePointer(target)
  }
}
