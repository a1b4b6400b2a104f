/// The `.bin` family: n and d as `u32` or `u64`, then n · d values, and nothing after them.
extension InputFile {
  /// n and d at the head of a `.bin`, before anybody believed them.
  private struct BinHeader {
    let byteCount: Int
    let rowCount: UInt64
    let dimensionCount: UInt64

    /// The size of a file with this header, or nil when 64 bits cannot count it.
    func fileSize(_ elementType: InputType) -> UInt64? {
      guard
        let values = MatrixLayout.valueByteCount(
          rowCount: rowCount,
          dimensionCount: dimensionCount,
          type: elementType
        )
      else { return nil }
      let (size, overflow) = values.addingReportingOverflow(UInt64(byteCount))
      return overflow ? nil : size
    }
  }

  /// The type that a file's name promises, as in big-ann-benchmarks.
  var binElementTypeByName: InputType? {
    switch fileExtension {
    case "fbin": .f32
    case "hbin": .f16
    case "i8bin": .i8
    case "u8bin": .u8
    default: nil
    }
  }

  /// Both readings of the first bytes, the narrow one first; short files have fewer.
  private var binHeaders: [BinHeader] {
    var headers: [BinHeader] = []
    if bytes.count >= 8 {
      headers.append(
        BinHeader(
          byteCount: 8,
          rowCount: UInt64(UInt32(littleEndian: bytes.load(UInt32.self, at: 0))),
          dimensionCount: UInt64(UInt32(littleEndian: bytes.load(UInt32.self, at: 4)))
        )
      )
    }
    if bytes.count >= 16 {
      headers.append(
        BinHeader(
          byteCount: 16,
          rowCount: UInt64(littleEndian: bytes.load(UInt64.self, at: 0)),
          dimensionCount: UInt64(littleEndian: bytes.load(UInt64.self, at: 8))
        )
      )
    }
    return headers
  }

  /// The types worth trying, best first. Sizes differ but for `i8` and `u8`, so order only matters
  /// for a matrix without rows; `i8` stands for both.
  private func binCandidates(_ stated: InputType?) -> [InputType] {
    if let type = stated ?? binElementTypeByName { return [type] }
    return [.f32, .f16, .f64, .i8]
  }

  private func binMatch(_ stated: InputType?) -> (header: BinHeader, type: InputType)? {
    for header in binHeaders {
      for type in binCandidates(stated) where header.fileSize(type) == UInt64(bytes.count) {
        return (header, type)
      }
    }
    return nil
  }

  /// Whether header and size agree on a matrix with at least one dimension.
  func looksLikeBin(elementType: InputType?) -> Bool {
    guard let match = binMatch(elementType) else { return false }
    return match.header.dimensionCount > 0
  }

  /// Reads n, d and, unless stated, the type from the header and the size of the file.
  ///
  /// - Parameter stated: the type that the user gave; it may not contradict the file's name.
  /// - Throws: ``InputError``: 65 where header and size disagree or the shape is beyond the limits;
  ///   64 where the type is contradicted, or is `i8` or `u8` and nobody says which.
  func binLayout(elementType stated: InputType?) throws(InputError) -> MatrixLayout {
    if let stated, let named = binElementTypeByName, stated != named {
      throw .usage(
        name,
        """
        --dtype \(stated.rawValue) contradicts .\(fileExtension), which is \(named.rawValue); the type \
        that convert and matrix write is --output-dtype
        """
      )
    }
    guard let (header, type) = binMatch(stated) else { throw binMismatch(stated) }
    let layout = try MatrixLayout(
      of: self,
      format: .bin,
      type: type,
      rowCount: header.rowCount,
      dimensionCount: header.dimensionCount,
      firstValueOffset: header.byteCount
    )
    guard stated == nil, binElementTypeByName == nil else { return layout }
    if type == .i8 {
      throw .usage(
        name,
        "\(layout.rowCount.counted("row")) of \(layout.dimensionCount.counted("value")) of 1 byte, signed or not: "
          + "say --dtype i8 or --dtype u8"
      )
    }
    return layout
  }

  private func binMismatch(_ stated: InputType?) -> InputError {
    // A wide header reads as zero dimensions in the narrow one.
    let narrow = binHeaders.first
    guard let header = narrow?.dimensionCount == 0 ? binHeaders.last : narrow else {
      return malformed(
        expected: "a header of 8 bytes (u32 rows, u32 dimensions)",
        found: bytes.count.counted("byte")
      )
    }
    let candidates = binCandidates(stated)
    let shape = "\(header.rowCount.counted("row")) × \(header.dimensionCount.counted("dimension"))"
    let sizes = candidates.map { type in
      let size = header.fileSize(type).map { "\($0)" } ?? "more than 2^64"
      return candidates.count == 1 ? size : "\(size) (\(type == .i8 ? "i8, u8" : type.rawValue))"
    }
    let types = candidates.count == 1 ? " of \(candidates[0].rawValue)" : ""
    return malformed(
      expected: "\(sizes.joined(separator: ", ")) bytes for the header's \(shape)\(types)",
      found: bytes.count.counted("byte")
    )
  }
}
