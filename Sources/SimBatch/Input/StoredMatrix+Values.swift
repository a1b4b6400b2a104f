extension StoredMatrix {
  /// One value as stored, exactly: every ``ElementType`` fits a `Double`.
  ///
  /// For looking at a few values; a job reads whole rows.
  ///
  /// - Precondition: `row` is below ``rowCount`` and `dimension` below ``dimensionCount``.
  /// - Complexity: O(1).
  public func value(row: Int, dimension: Int) -> Double {
    precondition((0..<rowCount).contains(row), "row out of range")
    precondition((0..<dimensionCount).contains(dimension), "dimension out of range")
    let offset = firstValueOffset + row * rowStride + dimension * elementType.byteCount
    return switch elementType {
    case .f16: Double(bytes.load(Float16.self, at: offset))
    case .f32: Double(bytes.load(Float.self, at: offset))
    case .f64: bytes.load(Double.self, at: offset)
    case .i8: Double(bytes.load(Int8.self, at: offset))
    case .u8: Double(bytes.load(UInt8.self, at: offset))
    }
  }
}
