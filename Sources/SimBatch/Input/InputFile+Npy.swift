/// `.npy`: a magic, a version, the length of a header text, that text, the values.
extension InputFile {
  private static let npyMagic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  var hasNpyMagic: Bool { bytes.prefix(Self.npyMagic.count) == Self.npyMagic }

  /// Reads shape, type and order from the header and checks them against the size of the file.
  ///
  /// - Throws: ``InputError`` with exit code 65, at the byte that is wrong.
  func npyLayout() throws(InputError) -> MatrixLayout {
    let (header, textOffset, firstValueOffset) = try npyHeader()
    let (type, isBigEndian) = try npyType(header.descr, at: textOffset)
    guard header.shape.count == 2 else {
      let shape = header.shape.map { "\($0)" }.joined(separator: ", ")
      throw malformed(
        expected: "a 2-dimensional array (rows × dimensions)",
        found: "the shape (\(shape)\(header.shape.count == 1 ? "," : ""))",
        at: textOffset
      )
    }
    let (rowCount, dimensionCount) = (header.shape[0], header.shape[1])
    var layout = try MatrixLayout(
      of: self,
      format: .npy,
      type: type,
      rowCount: rowCount,
      dimensionCount: dimensionCount,
      firstValueOffset: firstValueOffset
    )
    let expectedSize = MatrixLayout.valueByteCount(
      rowCount: rowCount,
      dimensionCount: dimensionCount,
      type: type
    )
    guard expectedSize == UInt64(bytes.count - firstValueOffset) else {
      let size = expectedSize.map { "\($0)" } ?? "more than 2^64"
      throw malformed(
        expected:
          "\(size) bytes for \(rowCount) × \(dimensionCount) \(type.rawValue) values",
        found: "\(bytes.count - firstValueOffset)",
        at: firstValueOffset
      )
    }
    layout.isColumnMajor = header.isColumnMajor
    layout.isBigEndian = isBigEndian
    return layout
  }

  private func npyHeader() throws(InputError) -> (NpyHeader, textOffset: Int, end: Int) {
    guard hasNpyMagic else {
      throw malformed(
        expected: "the magic \\x93NUMPY of .npy",
        found: "other bytes",
        at: 0
      )
    }
    guard bytes.count >= 8 else {
      throw malformed(
        expected: "a version of 2 bytes",
        found: "the end of the file",
        at: Self.npyMagic.count
      )
    }
    let version = (bytes.load(UInt8.self, at: 6), bytes.load(UInt8.self, at: 7))
    guard (1...3).contains(version.0), version.1 == 0 else {
      throw malformed(
        expected: ".npy version 1.0, 2.0 or 3.0",
        found: "\(version.0).\(version.1)",
        at: 6
      )
    }
    let textOffset = version.0 == 1 ? 10 : 12
    guard bytes.count >= textOffset else {
      throw malformed(expected: "the length of the header", found: "the end of the file", at: 8)
    }
    let textLength =
      version.0 == 1
      ? Int(UInt16(littleEndian: bytes.load(UInt16.self, at: 8)))
      : Int(UInt32(littleEndian: bytes.load(UInt32.self, at: 8)))
    guard textLength <= bytes.count - textOffset else {
      throw malformed(
        expected: "a header of \(textLength.counted("byte"))",
        found: "\((bytes.count - textOffset).counted("byte")) to the end of the file",
        at: textOffset
      )
    }
    do {
      let header = try NpyHeaderParser.header(in: bytes.prefix(textLength, from: textOffset))
      return (header, textOffset, textOffset + textLength)
    } catch {
      throw malformed(
        expected: error.expected,
        found: error.found,
        at: textOffset + error.offset
      )
    }
  }

  /// The type behind NumPy's notation: byte order, kind, bytes.
  private func npyType(
    _ descr: String,
    at offset: Int
  ) throws(InputError) -> (InputType, isBigEndian: Bool) {
    let hasOrder = descr.first.map { "<>=|".contains($0) } ?? false
    let type: InputType? =
      switch hasOrder ? descr.dropFirst() : descr[...] {
      case "f2": .f16
      case "f4": .f32
      case "f8": .f64
      case "i1": .i8
      case "u1": .u8
      case "i2": .i16
      case "u2": .u16
      case "i4": .i32
      case "u4": .u32
      case "i8": .i64
      case "u8": .u64
      case "b1": .bool
      default: nil
      }
    guard let type else {
      let isObject = descr.hasSuffix("O")
      throw malformed(
        expected: "values of type f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8 or b1",
        found: isObject ? "Python objects ('\(descr)')" : "'\(descr.prefix(40))'",
        at: offset
      )
    }
    return (type, descr.hasPrefix(">"))
  }
}
