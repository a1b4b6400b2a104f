/// A file of the rows that are kept: a number, or an id where there are ids, in each line.
public final class KeptRowsOutput {
  let file: AtomicFile
  private let rowNumbers: RowNumbers?
  private let ids: (any RowNaming)?

  /// - Parameters:
  ///   - rowNumbers: of the rows in their input; nil where all of it takes part.
  ///   - ids: names by number.
  /// - Throws: ``OutputError``, so that what cannot be written is refused before the job.
  public init(_ path: String, rowNumbers: RowNumbers? = nil, ids: (any RowNaming)? = nil) throws {
    file = try AtomicFile(path)
    self.rowNumbers = rowNumbers
    self.ids = ids
  }

  /// Writes the rows; the file appears with its commit.
  func write(_ rows: [Int]) throws {
    var line: [UInt8] = []
    for row in rows {
      line.removeAll(keepingCapacity: true)
      let number = rowNumbers.map { $0[row] } ?? row
      if let ids { ids.appendId(row: number, to: &line) } else { line.append(decimal: number) }
      line.append(0x0A)
      try file.append(line)
    }
  }
}

/// A file of some rows of a matrix, in its format and type, bytes as they are stored.
public final class MatrixRowsOutput {
  let file: AtomicFile
  private let matrix: StoredMatrix

  /// - Throws: ``JobError/usage(_:)`` when the extension names another format than the matrix has;
  ///   ``OutputError``, so that what cannot be written is refused before the job.
  public init(_ path: String, rowsOf matrix: StoredMatrix) throws {
    let ending = NeighborFormat.ending(of: path)?.lowercased() ?? ""
    if let named = Self.formats[ending], named != matrix.format {
      throw JobError.usage(
        "\(path): kept rows are written as \(matrix.format.rawValue), the format of \(matrix.name)"
      )
    }
    file = try AtomicFile(path)
    self.matrix = matrix
  }

  private static let formats: [String: MatrixFormat] = [
    "npy": .npy, "fvecs": .fvecs, "bvecs": .bvecs, "bin": .bin, "fbin": .bin, "hbin": .bin,
    "i8bin": .bin, "u8bin": .bin,
  ]

  /// Writes the rows in this order; the file appears with its commit.
  ///
  /// - Complexity: O(rows · d), in constant memory.
  func write(_ rows: [Int]) throws {
    try file.append(header(rowCount: rows.count))
    let prefix = rowPrefix
    for row in rows {
      if !prefix.isEmpty { try file.append(prefix) }
      try file.append(matrix.storedBytes(ofRow: row))
    }
  }

  private func header(rowCount: Int) -> [UInt8] {
    switch matrix.format {
    case .npy:
      return NumPyHeader.bytes(
        typeCode: matrix.elementType.numPyTypeCode,
        shape: [rowCount, matrix.dimensionCount]
      )
    case .bin:
      var bytes: [UInt8] = []
      bytes.append(bytesOf: [UInt32(rowCount), UInt32(matrix.dimensionCount)])
      return bytes
    default: return []
    }
  }

  /// What stands before each row.
  private var rowPrefix: [UInt8] {
    guard matrix.format == .fvecs || matrix.format == .bvecs else { return [] }
    var bytes: [UInt8] = []
    bytes.append(bytesOf: [Int32(matrix.dimensionCount)])
    return bytes
  }
}

extension ElementType {
  /// NumPy's name of the type, little-endian.
  var numPyTypeCode: String {
    switch self {
    case .f16: "<f2"
    case .f32: "<f4"
    case .f64: "<f8"
    case .i8: "|i1"
    case .u8: "|u1"
    }
  }
}
