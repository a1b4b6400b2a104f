/// Values and nothing else: row-major, n × d, n from the size.
extension InputFile {
  /// - Throws: ``InputError`` with exit code 65 when the bytes are no whole number of rows.
  func rawLayout(
    type: InputType,
    dimensionCount: Int
  ) throws(InputError) -> MatrixLayout {
    let rowSize = dimensionCount * type.byteCount
    guard bytes.count % rowSize == 0 else {
      throw malformed(
        expected:
          "a multiple of \(rowSize) bytes (\(dimensionCount) \(type.rawValue) a row)",
        found: "\(bytes.count.counted("byte")), which end in row \(bytes.count / rowSize)"
      )
    }
    return try MatrixLayout(
      of: self,
      format: .raw,
      type: type,
      rowCount: UInt64(bytes.count / rowSize),
      dimensionCount: UInt64(dimensionCount),
      firstValueOffset: 0
    )
  }
}
