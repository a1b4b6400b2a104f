/// Where the values of a matrix lie in the bytes of a file, after its header was checked.
struct MatrixLayout: Equatable {
  let format: MatrixFormat
  let type: InputType
  let rowCount: Int
  let dimensionCount: Int
  /// Bytes before the first value.
  let firstValueOffset: Int
  /// Bytes between the values of one row and those of the next, in row-major order.
  let rowGap: Int
  /// Whether all first components come first (Fortran order).
  var isColumnMajor = false
  /// Whether the first byte of a value is its most significant one.
  var isBigEndian = false
  /// See ``RowStream/reading``.
  var reading: String?

  /// Row numbers are written as `i32`.
  static let rowLimits = 0...Int(Int32.max)
  static let dimensionLimits = 1...(1 << 22)

  /// Bytes of one row's values.
  var rowByteCount: Int { dimensionCount * type.byteCount }

  /// What is said where format, header or type of a binary file were found by its size:
  /// `bin with a u32 header, 5000 rows of 384 dimensions, f32`.
  var binaryReading: String {
    let header =
      switch (format, firstValueOffset) {
      case (.bin, 8): "bin with a u32 header"
      case (.bin, _): "bin with a u64 header"
      default: format.rawValue
      }
    let shape = "\(rowCount.counted("row")) of \(dimensionCount.counted("dimension"))"
    return "\(header), \(shape), \(type.rawValue)"
  }

  /// Whether the bytes must be rearranged before rows can be read from them.
  var needsRearranging: Bool {
    (isColumnMajor && rowCount > 1 && dimensionCount > 1)
      || (isBigEndian && type.byteCount > 1)
  }

  /// Checks a shape that `file` claims against the limits; nothing else may trust it before.
  ///
  /// - Throws: ``InputError`` with exit code 65.
  init(
    of file: InputFile,
    format: MatrixFormat,
    type: InputType,
    rowCount: UInt64,
    dimensionCount: UInt64,
    firstValueOffset: Int,
    rowGap: Int = 0
  ) throws(InputError) {
    let shape = try MatrixShape(rowCount: rowCount, dimensionCount: dimensionCount, of: file.name)
    self.format = format
    self.type = type
    self.rowCount = shape.rowCount
    self.dimensionCount = shape.dimensionCount
    self.firstValueOffset = firstValueOffset
    self.rowGap = rowGap
  }

  /// The bytes of n · d values, or nil when they are more than 64 bits can count.
  static func valueByteCount(
    rowCount: UInt64,
    dimensionCount: UInt64,
    type: InputType
  ) -> UInt64? {
    let (values, overflow) = rowCount.multipliedReportingOverflow(by: dimensionCount)
    guard !overflow else { return nil }
    let (byteCount, overflowsToo) = values.multipliedReportingOverflow(
      by: UInt64(type.byteCount)
    )
    return overflowsToo ? nil : byteCount
  }
}

/// n and d within the limits.
struct MatrixShape: Equatable {
  let rowCount: Int
  let dimensionCount: Int

  /// Checks a shape that the input called `name` claims.
  ///
  /// - Throws: ``InputError`` with exit code 65.
  init(rowCount: UInt64, dimensionCount: UInt64, of name: String) throws(InputError) {
    let (rowLimits, limits) = (MatrixLayout.rowLimits, MatrixLayout.dimensionLimits)
    func malformed(_ expected: String, _ found: String) -> InputError {
      InputError(name: name, problem: .malformed(expected: expected, found: found, place: nil))
    }
    guard let dimensions = Int(exactly: dimensionCount), limits.contains(dimensions) else {
      throw malformed(
        "1 to \(limits.upperBound) dimensions",
        dimensionCount == 0 ? "zero dimensions" : "\(dimensionCount.counted("dimension"))"
      )
    }
    guard let rows = Int(exactly: rowCount), rowLimits.contains(rows) else {
      throw malformed("at most \(rowLimits.upperBound) rows", rowCount.counted("row"))
    }
    self.rowCount = rows
    self.dimensionCount = dimensions
  }
}
