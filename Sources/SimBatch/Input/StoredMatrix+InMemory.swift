extension StoredMatrix {
  /// A matrix of rows that are in memory already, such as what a model has just returned.
  ///
  /// The values are copied. They may be NaN or infinite: a job says what it does about such rows.
  ///
  /// - Parameters:
  ///   - rows: n × d; all of one length. No rows have no length: for those there is
  ///     ``init(values:dimensionCount:name:)``.
  ///   - name: what errors and reports call it.
  /// - Throws: ``JobError/data(_:)`` for rows of different lengths, of none, or beyond the limits of
  ///   ``open(_:options:)``; ``JobError/outOfMemory(bytes:)``.
  /// - Complexity: O(n · d).
  public convenience init(rows: [[Float]], name: String = "rows in memory") throws(JobError) {
    guard let dimensionCount = rows.first?.count else {
      throw .data("\(name): expected at least one row, found none")
    }
    if let odd = rows.firstIndex(where: { $0.count != dimensionCount }) {
      throw .data(
        "\(name): row \(odd): expected \(dimensionCount.counted("value")), found \(rows[odd].count)"
      )
    }
    try self.init(name: name, zeroedRows: rows.count, dimensionCount: dimensionCount)
    for (row, values) in rows.enumerated() { bytes.store(values, at: row * rowStride) }
  }

  /// A matrix of values that are in memory already, one row after another.
  ///
  /// - Parameters:
  ///   - values: row-major, n × d; copied.
  ///   - dimensionCount: d.
  ///   - name: what errors and reports call it.
  /// - Throws: ``JobError/data(_:)`` when they are no whole number of rows or beyond the limits of
  ///   ``open(_:options:)``; ``JobError/outOfMemory(bytes:)``.
  /// - Complexity: O(n · d).
  public convenience init(
    values: [Float],
    dimensionCount: Int,
    name: String = "values in memory"
  ) throws(JobError) {
    guard dimensionCount < 1 || values.count % dimensionCount == 0 else {
      throw .data(
        """
        \(name): expected a multiple of \(dimensionCount.counted("value")), found \(values.count), which end \
        in row \(values.count / dimensionCount)
        """
      )
    }
    let rowCount = values.count / max(1, dimensionCount)
    try self.init(name: name, zeroedRows: rowCount, dimensionCount: dimensionCount)
    bytes.store(values, at: 0)
  }

  /// A matrix of `Double` values, one row after another; its elements are ``ElementType/f64``.
  convenience init(
    doubles values: [Double],
    dimensionCount: Int,
    name: String
  ) throws(JobError) {
    precondition(values.count % dimensionCount == 0)
    try self.init(
      name: name,
      zeroedRows: values.count / dimensionCount,
      dimensionCount: dimensionCount,
      elementType: .f64
    )
    bytes.store(values, at: 0)
  }

  /// Writes row `row` of a matrix made of zeros, of `f32`, that nobody reads yet.
  func setRow(_ row: Int, from values: UnsafePointer<Float>) {
    precondition(elementType == .f32 && (0..<rowCount).contains(row), "row out of range")
    bytes.withMutableBytes { raw in
      guard let start = raw.baseAddress else { return }
      (start + firstValueOffset + row * rowStride).copyMemory(from: values, byteCount: rowStride)
    }
  }

  /// n × d zeros to be filled.
  convenience init(
    name: String,
    zeroedRows rowCount: Int,
    dimensionCount: Int,
    elementType: ElementType = .f32
  ) throws(JobError) {
    let (rows, dimensions) = (MatrixLayout.rowLimits, MatrixLayout.dimensionLimits)
    guard dimensions.contains(dimensionCount) else {
      throw .data(
        "\(name): expected 1 to \(dimensions.upperBound) dimensions, found \(dimensionCount)"
      )
    }
    guard rows.contains(rowCount) else {
      throw .data("\(name): expected at most \(rows.upperBound) rows, found \(rowCount)")
    }
    let rowStride = dimensionCount * elementType.byteCount
    guard let bytes = MappedBytes(zeroed: rowCount * rowStride) else {
      throw .outOfMemory(bytes: rowCount * rowStride)
    }
    self.init(
      name: name,
      format: .raw,
      elementType: elementType,
      rowCount: rowCount,
      dimensionCount: dimensionCount,
      rowStride: rowStride,
      firstValueOffset: 0,
      bytes: bytes
    )
  }
}
