import CSimKernels

/// The screen that compares all dimensions by one matrix product for each tile.
struct FullScreen: Sendable {
  let rows: PreparedSide
  let columns: PreparedSide
  let isSelfJoin: Bool
  /// −1 to look for the farthest, else 1.
  let sign: Float
  let tileSide: Int
  let workers: Int

  /// Floats from row to row of a tile. Whole vectors of 64, which kernels read, and one more, so
  /// that rows do not all start in the same set of a cache.
  private static func tileStride(side: Int) -> Int { (side + 63) / 64 * 64 + 64 }

  /// Bytes of tiles that `workers` hold at once.
  static func byteCount(tileSide: Int, workers: Int) -> Int {
    workers * tileSide * tileStride(side: tileSide) * MemoryLayout<Float>.size
  }

  /// Computes every tile once and hands it to `collect` on the worker that computed it.
  ///
  /// - Parameter collect: returns false to stop; tiles under way are still handed over.
  /// - Returns: what was computed, for the report.
  /// - Complexity: O(rows · columns · d), half of it for a self-join.
  func run(
    progress: (any ProgressObserver)?,
    collect:
      @escaping @Sendable (_ worker: Int, _ tile: TileQueue.Tile, _ product: sim_tile) -> Bool
  ) throws(JobError) -> ScreenWork {
    let queue = TileQueue(
      rowCount: rows.rowCount,
      columnCount: columns.rowCount,
      side: tileSide,
      isSelfJoin: isSelfJoin
    )
    let stride = Self.tileStride(side: tileSide)
    let tiles = try Memory<Float>(count: workers * tileSide * stride)
    let pairs = Counter()
    let total = queue.pairCount
    let productSeconds = try Memory<Double>(count: workers)
    Workers.run(workers) { worker in
      let values = tiles.pointer + worker * tileSide * stride
      while let tile = queue.next() {
        let start = StageClock.now
        BLAS.multiply(
          left: rows.values.pointer + tile.rows.lowerBound * rows.stride,
          leftStride: rows.stride,
          rows: tile.rows.count,
          right: columns.values.pointer + tile.columns.lowerBound * columns.stride,
          rightStride: columns.stride,
          columns: tile.columns.count,
          dimensions: rows.dimensions,
          sign: sign,
          tile: values,
          tileStride: stride
        )
        productSeconds[worker] += StageClock.now - start
        let goesOn = collect(
          worker,
          tile,
          sim_tile(
            values: values,
            stride: stride,
            rows: tile.rows.count,
            columns: tile.columns.count,
            first_row: UInt32(tile.rows.lowerBound),
            first_column: UInt32(tile.columns.lowerBound),
            diagonal: tile.isDiagonal
          )
        )
        if !goesOn { queue.stop() }
        pairs.add(tile.pairCount)
        progress?.progress(stage: "compare", done: pairs.current, total: total)
      }
    }
    return ScreenWork(
      pairCount: total,
      flops: 2 * Double(total) * Double(rows.dimensions),
      productSeconds: (0..<workers).reduce(0) { $0 + productSeconds[$1] }
    )
  }
}

/// What a screen did.
struct ScreenWork: Sendable {
  /// Pairs bounded.
  let pairCount: Int
  /// Floating-point operations that these pairs needed; a self-join's half only.
  let flops: Double
  /// Seconds inside the matrix product, added over workers.
  let productSeconds: Double
}
