import CSimKernels

/// Seconds that the parts of a screen take on this machine, on one worker.
struct MachineRates {
  /// Operations a second of `sgemm` and of the int8 kernel.
  private(set) var product: Double
  private(set) var int8: Double
  /// What a pair that passes takes, relative to the figures below.
  private(set) var candidate = 1.0
  /// Writing a pair of an `sgemm` tile and comparing it with its thresholds: tiles are larger than the second
  /// cache.
  private(set) var scan = 1.5e-9
  /// Starting and comparing a pair in the int8 kernel.
  private(set) var int8Block = 0.03e-9
  /// Quantising a value.
  let quantise = 1.0e-9

  /// A pair on the second level: two rows of bytes from the second cache.
  func second(dimensions: Double) -> Double { candidate * (5e-9 + dimensions * 0.026e-9) }

  /// A `Float` product of two rows from memory, and offering it.
  func refine(dimensions: Double) -> Double { candidate * (20e-9 + dimensions * 0.2e-9) }

  /// Bounding a pair by `columns` columns in `Float`, and in 8 bits.
  func bound(columns: Double) -> Double { 2 * columns / product + scan }
  func boundInt8(columns: Double) -> Double { 2 * columns / int8 + int8Block }

  /// The rates at which a screen of the comparison was seen to work.
  func corrected(by work: ScreenWork, dimensions: Int) -> MachineRates {
    guard work.pairCount > 0, work.productSeconds > 0 else { return self }
    var rates = self
    let (pairs, d) = (Double(work.pairCount), Double(dimensions))
    let columns = work.operations / pairs / 2
    let seen = work.productSeconds / pairs
    if work.isInteger {
      let factor = seen / boundInt8(columns: columns)
      (rates.int8, rates.int8Block) = (int8 / factor, int8Block * factor)
    } else {
      let factor = seen / bound(columns: columns)
      (rates.product, rates.scan) = (product / factor, scan * factor)
    }
    let (first, second) = (Double(work.firstLevelPairs), Double(work.secondLevelPairs))
    let expected =
      work.isInteger && Int(columns) < dimensions
      ? first * self.second(dimensions: d) + second * refine(dimensions: d)
      : first * refine(dimensions: d)
    let seconds = work.uses.reduce(0) { $0 + $1.seconds } - work.productSeconds
    // Few candidates tell little, and other work hides them.
    if expected > 0.05 * work.productSeconds { rates.candidate *= seconds / expected }
    return rates
  }

  static func measure(_ kernels: Kernels) throws(JobError) -> MachineRates {
    let (side, dimensions) = (192, 192)
    let rows = try Memory<Float>(count: side * dimensions)
    let tile = try Memory<Float>(count: side * side)
    let product = best(2 * Double(side * side * dimensions)) {
      BLAS.multiply(
        left: rows.pointer,
        leftStride: dimensions,
        rows: side,
        right: rows.pointer,
        rightStride: dimensions,
        columns: side,
        dimensions: dimensions,
        sign: 1,
        tile: tile.pointer,
        tileStride: side
      )
    }
    guard kernels.table.pointee.has_int8_dot else { return MachineRates(product: product, int8: 1) }
    let left = try Memory<Int8>(count: side * dimensions)
    let panels = try Memory<UInt8>(count: side * dimensions)
    let addends = try Memory<Int32>(count: side, padding: 64)
    let limits = try Memory<Int32>(count: side, padding: 64)
    for index in 0..<side { limits[index] = Int32(SIM_INT8_UNREACHABLE) }
    let pairs = try Memory<UInt32>(count: 1)
    let int8 = best(2 * Double(side * side * dimensions)) {
      var hits = sim_hits(pairs: pairs.pointer, count: 0, capacity: 1)
      var kernelTile = sim_int8_tile()
      kernelTile.left = UnsafePointer(left.pointer)
      kernelTile.panels = UnsafePointer(panels.pointer)
      kernelTile.width = dimensions
      kernelTile.rows = side
      kernelTile.columns = side
      kernelTile.row_addend = UnsafePointer(addends.pointer)
      kernelTile.column_addend = UnsafePointer(addends.pointer)
      kernelTile.row_threshold = UnsafePointer(limits.pointer)
      kernelTile.column_threshold = UnsafePointer(limits.pointer)
      kernelTile.unit = true
      sim_screen_int8(kernels.table, &kernelTile, &hits)
    }
    return MachineRates(product: product, int8: int8)
  }

  /// Operations a second, best of four runs.
  private static func best(_ operations: Double, _ body: () -> Void) -> Double {
    (0..<4).map { _ in
      let start = StageClock.now
      body()
      return operations / max(StageClock.now - start, 1e-9)
    }.max() ?? 1
  }
}
