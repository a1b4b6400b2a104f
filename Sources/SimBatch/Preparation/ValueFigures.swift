import CSimKernels

/// Figures of some rows of a matrix, spread evenly over it, by which ``SuspectValues`` judges.
struct ValueFigures {
  let elementType: ElementType
  let dimensionCount: Int
  /// Rows looked at that are finite.
  private(set) var rowCount = 0
  /// Least and greatest length of those that are not zero; nil where there are none.
  private(set) var lengths: ClosedRange<Double>?
  /// Rows that are not zero, and whose largest magnitude is below `Float`'s normal range.
  private(set) var denormalRowCount = 0
  /// The first value of each row, and the row's number.
  private(set) var firstValues: [(number: Int, value: Double)] = []
  /// The mean magnitude of all values but the first of each row.
  var meanOtherMagnitude: Double {
    otherMagnitudes / max(1, Double(rowCount * (dimensionCount - 1)))
  }
  private var otherMagnitudes = 0.0
  /// Whether all values but the first of each row are whole numbers.
  private(set) var othersAreWhole = true
  /// How often each byte occurs, of `i8` and `u8`.
  private(set) var byteCounts = [Int](repeating: 0, count: 256)

  /// Values that are looked at: a millisecond or two.
  private static let valueCount = 1 << 20
  /// Rows that are looked at, however long they are.
  private static let leastRowCount = 8

  /// - Complexity: O(min(n · d, 2^20 + d)).
  init(_ matrix: StoredMatrix) throws(JobError) {
    elementType = matrix.elementType
    dimensionCount = matrix.dimensionCount
    let kernels = try Kernels.selected()
    let source = RowSource(
      matrix: matrix,
      dimensions: matrix.dimensionCount,
      columnMean: nil,
      releasesPages: true
    )
    let values = try Memory<Double>(count: matrix.dimensionCount)
    let wanted = max(Self.leastRowCount, Self.valueCount / matrix.dimensionCount)
    let count = min(matrix.rowCount, wanted)
    var rows = source.kernelRows
    for index in 0..<count {
      let row = count == 1 ? 0 : index * (matrix.rowCount - 1) / (count - 1)
      kernels.table.pointee.expand(&rows, row, 1, 0, values.pointer)
      add(values, number: matrix.number(ofRow: row))
      // Pages of a row that lies alone in a large file are of no use to the job.
      if index % 64 == 63 || index == count - 1 { source.releasePages() }
    }
  }

  private mutating func add(_ values: Memory<Double>, number: Int) {
    var largest = 0.0
    for index in 0..<dimensionCount {
      guard values[index].isFinite else { return }
      largest = max(largest, values[index].magnitude)
    }
    rowCount += 1
    firstValues.append((number, values[0]))
    var squares = 0.0
    for index in 0..<dimensionCount {
      let value = values[index]
      // Scaled, since squares of the greatest and the least values of `f64` leave its range.
      if largest > 0 { squares += (value / largest) * (value / largest) }
      guard index > 0 else { continue }
      otherMagnitudes += value.magnitude
      if value != value.rounded() { othersAreWhole = false }
    }
    if elementType.byteCount == 1 {
      for index in 0..<dimensionCount { byteCounts[Int(values[index]) & 0xFF] += 1 }
    }
    guard largest > 0 else { return }
    let length = largest * squares.squareRoot()
    let earlier = lengths ?? length...length
    lengths = min(earlier.lowerBound, length)...max(earlier.upperBound, length)
    if largest < Double(Float.leastNormalMagnitude) { denormalRowCount += 1 }
  }
}
