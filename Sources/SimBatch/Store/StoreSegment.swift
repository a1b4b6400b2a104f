/// The kept rows of one batch: a `.npy` file that is written once and never changed.
struct StoreSegment: Equatable {
  /// Name in the folder of segments.
  let file: String
  let rowCount: Int
  let byteCount: Int
  let checksum: UInt64

  static func fileName(batch: Int) -> String {
    let digits = String(batch)
    return String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".npy"
  }

  /// Whether a file of the folder can only have come from a run: a segment, or one being written.
  static func isOwn(fileName: String) -> Bool {
    fileName.hasPrefix(".simbatch-") && fileName.hasSuffix(".tmp") || isName(fileName)
  }

  /// Whether a segment may have this name.
  static func isName(_ fileName: String) -> Bool {
    guard fileName.hasSuffix(".npy") else { return false }
    let digits = fileName.dropLast(4)
    return digits.count >= 6 && digits.allSatisfy { $0.isASCII && $0.isNumber }
  }

  /// Writes rows of a matrix; when it returns, they are on the storage device under their name.
  static func write(_ rows: [Int], of matrix: StoredMatrix, batch: Int, in folder: String) throws
    -> StoreSegment
  {
    let name = fileName(batch: batch)
    let path = "\(folder)/\(name)"
    let file = try AtomicFile(path)
    var checksum = Checksum()
    func append(_ bytes: [UInt8]) throws {
      checksum.add(bytes)
      try file.append(bytes)
    }
    let header = NumPyHeader.bytes(
      typeCode: matrix.elementType.numPyTypeCode,
      shape: [rows.count, matrix.dimensionCount]
    )
    try append(header)
    for row in rows { try append(matrix.storedBytes(ofRow: row)) }
    try file.commit()
    return StoreSegment(
      file: name,
      rowCount: rows.count,
      byteCount: checksum.byteCount,
      checksum: checksum.value
    )
  }

  /// The rows, checked against everything that is known of them.
  ///
  /// - Throws: ``StoreError/damaged(_:detail:)``.
  /// - Complexity: O(bytes).
  func open(in folder: String, settings: StoreSettings) throws -> StoredMatrix {
    let path = "\(folder)/\(file)"
    let input: InputFile
    do {
      input = try InputFile.open(path)
    } catch {
      throw StoreError.damaged(path, detail: "a segment that cannot be read: \(error.description)")
    }
    guard input.bytes.count == byteCount else {
      throw StoreError.damaged(
        path,
        detail: "expected \(byteCount.counted("byte")), found \(input.bytes.count)"
      )
    }
    let found = input.bytes.withBytes { Checksum.value(of: $0) }
    guard found == checksum else {
      throw StoreError.damaged(
        path,
        detail: "expected checksum \(Self.text(checksum)), found \(Self.text(found))"
      )
    }
    let matrix = try StoredMatrix(reading: OpenedInput(input))
    guard matrix.rowCount == rowCount, matrix.dimensionCount == settings.dimensionCount,
      matrix.elementType == settings.elementType
    else {
      throw StoreError.damaged(
        path,
        detail: """
          expected \(rowCount) × \(settings.dimensionCount) \(settings.elementType.rawValue), \
          found \(matrix.rowCount) × \(matrix.dimensionCount) \(matrix.elementType.rawValue)
          """
      )
    }
    return matrix
  }

  private static func text(_ checksum: UInt64) -> String { String(checksum, radix: 16) }
}
