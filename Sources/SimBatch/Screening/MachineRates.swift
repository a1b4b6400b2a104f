import CSimKernels

/// Seconds that the parts of a screen take on this machine, on one worker.
struct MachineRates {
  /// Operations a second of `sgemm` and of the int8 kernel.
  let product: Double
  let int8: Double
  /// Comparing a pair of an `sgemm` tile with its thresholds.
  let scan = 0.08e-9
  /// Starting and comparing a pair in the int8 kernel.
  let int8Block = 0.03e-9
  /// Quantising a value.
  let quantise = 1.0e-9

  /// A pair on the second level: two rows of bytes from the second cache.
  func second(dimensions: Double) -> Double { 5e-9 + dimensions * 0.026e-9 }

  /// A `Float` product of two rows from memory, and offering it.
  func refine(dimensions: Double) -> Double { 20e-9 + dimensions * 0.2e-9 }

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
