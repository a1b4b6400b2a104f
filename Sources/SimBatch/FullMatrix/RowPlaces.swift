import CSimKernels

/// Rows of a side in the order of the output: by place, the stored row and its prepared row.
final class RowPlaces: Sendable {
  let side: PreparedSide
  let storedRow: Memory<UInt32>
  /// ``DistinctRows/none`` for bad rows.
  let preparedRow: Memory<UInt32>

  var count: Int { storedRow.count }

  /// - Parameter order: by place, the stored row; nil for their own order.
  init(_ side: PreparedSide, order: [UInt32]?) throws(JobError) {
    let count = side.examined.source.rowCount
    precondition(order == nil || order?.count == count)
    storedRow = try Memory(count: count)
    preparedRow = try Memory(count: count)
    for place in 0..<count {
      let stored = order.map { $0[place] } ?? UInt32(place)
      storedRow[place] = stored
      preparedRow[place] = side.distinct.preparedRow[Int(stored)]
    }
    self.side = side
  }

  /// Places of bad rows, ascending, counted from the start of `range`.
  func bad(in range: Range<Int>) -> [Int] {
    range.filter { preparedRow[$0] == DistinctRows.none }.map { $0 - range.lowerBound }
  }

  /// The prepared rows of `range`, one after another, zeros for bad rows: where they are stored
  /// if they lie there like this, else copied to `copies`.
  func gather(_ range: Range<Int>, copies: UnsafeMutablePointer<Float>) -> UnsafePointer<Float> {
    let (values, stride) = (side.values, side.stride)
    let first = Int(preparedRow[range.lowerBound])
    let isRun = range.allSatisfy { Int(preparedRow[$0]) == first + $0 - range.lowerBound }
    if isRun, first != Int(DistinctRows.none) {
      return UnsafePointer(values.pointer + first * stride)
    }
    for (index, place) in range.enumerated() {
      let target = copies + index * stride
      let prepared = preparedRow[place]
      if prepared == DistinctRows.none {
        target.update(repeating: 0, count: stride)
      } else {
        target.update(from: values.pointer + Int(prepared) * stride, count: stride)
      }
    }
    return UnsafePointer(copies)
  }
}
