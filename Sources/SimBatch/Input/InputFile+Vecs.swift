/// `.fvecs` and `.bvecs`: each row is d as `i32`, then d values.
extension InputFile {
  /// Bytes of the count before each row's values.
  private static var vecsCountSize: Int { 4 }

  private func vecsCount(at offset: Int) -> Int {
    Int(Int32(littleEndian: bytes.load(Int32.self, at: offset)))
  }

  /// Whether at least `leastRowCount` rows fill the file, of which the first 64 say the same d.
  func looksLikeVecs(_ type: InputType, leastRowCount: Int) -> Bool {
    guard bytes.count >= Self.vecsCountSize else { return false }
    let dimensions = vecsCount(at: 0)
    guard MatrixLayout.dimensionLimits.contains(dimensions) else { return false }
    let rowSize = Self.vecsCountSize + dimensions * type.byteCount
    guard bytes.count % rowSize == 0, bytes.count / rowSize >= leastRowCount else { return false }
    return (1..<min(bytes.count / rowSize, 64)).allSatisfy {
      vecsCount(at: $0 * rowSize) == dimensions
    }
  }

  /// Reads d from the first row and checks that every row repeats it.
  ///
  /// - Throws: ``InputError`` with exit code 65, naming the row and byte offset where d differs or
  ///   the file ends in a row.
  /// - Complexity: O(n).
  func vecsLayout(
    _ format: MatrixFormat,
    type: InputType
  ) throws(InputError) -> MatrixLayout {
    guard bytes.count >= Self.vecsCountSize else {
      throw malformed(
        expected: "an i32 dimension count, which starts each row",
        found: bytes.count.counted("byte")
      )
    }
    let dimensions = vecsCount(at: 0)
    guard MatrixLayout.dimensionLimits.contains(dimensions) else {
      throw malformed(
        expected: "1 to \(MatrixLayout.dimensionLimits.upperBound) dimensions in row 0",
        found: dimensions == 0 ? "zero dimensions" : "\(dimensions)",
        at: 0
      )
    }
    let rowSize = Self.vecsCountSize + dimensions * type.byteCount
    let rowCount = bytes.count / rowSize
    for row in 0..<rowCount where vecsCount(at: row * rowSize) != dimensions {
      throw malformed(
        expected: "\(dimensions.counted("dimension")) in row \(row) as in row 0",
        found: "\(vecsCount(at: row * rowSize))",
        at: row * rowSize
      )
    }
    guard bytes.count % rowSize == 0 else {
      throw malformed(
        expected: "\(rowSize) bytes of row \(rowCount) (i32 \(dimensions), then its values)",
        found: (bytes.count % rowSize).counted("byte"),
        at: rowCount * rowSize
      )
    }
    return try MatrixLayout(
      of: self,
      format: format,
      type: type,
      rowCount: UInt64(rowCount),
      dimensionCount: UInt64(dimensions),
      firstValueOffset: Self.vecsCountSize,
      rowGap: Self.vecsCountSize
    )
  }
}
