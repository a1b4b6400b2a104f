import CSimKernels

/// A prepared side in the order in which its rows are screened.
///
/// The order changes no answer. It puts similar rows near each other, so that thresholds rise
/// early; everything between the screen and the answer counts rows by *position*.
final class OrderedSide: Sendable {
  let side: PreparedSide
  /// By position.
  let preparedRow: Memory<UInt32>
  /// By position: the first of the identical stored rows.
  let storedRow: Memory<UInt32>
  /// By stored row: its position, for the first rows of sets.
  let position: Memory<UInt32>
  let bounds: RowBounds
  let isReordered: Bool

  var rowCount: Int { side.rowCount }
  var dimensions: Int { side.dimensions }

  /// - Parameter order: by position, the prepared row; nil for their own order.
  init(_ side: PreparedSide, order: [UInt32]? = nil) throws(JobError) {
    let count = side.rowCount
    precondition(order == nil || order?.count == count)
    let preparedRow = try Memory<UInt32>(count: count)
    let storedRow = try Memory<UInt32>(count: count)
    let position = try Memory<UInt32>(count: side.examined.source.rowCount)
    for place in 0..<count {
      let prepared = order.map { $0[place] } ?? UInt32(place)
      let stored = side.distinct.firstRows[Int(prepared)]
      preparedRow[place] = prepared
      storedRow[place] = stored
      position[Int(stored)] = UInt32(place)
    }
    self.side = side
    self.preparedRow = preparedRow
    self.storedRow = storedRow
    self.position = position
    isReordered = order != nil
    bounds = try order == nil ? side.bounds : side.bounds.reordered(by: preparedRow)
  }

  /// The side as kernels see it; valid while `self` is alive.
  var kernelSide: sim_side {
    sim_side(
      rows: side.examined.source.kernelRows,
      info: UnsafePointer(side.examined.info.pointer),
      stored_row: UnsafePointer(storedRow.pointer),
      position: UnsafePointer(position.pointer),
      prepared: UnsafePointer(side.values.pointer),
      prepared_stride: side.stride,
      prepared_row: UnsafePointer(preparedRow.pointer)
    )
  }
}
