@testable import SimBatch

/// Reading matrices of one format, or of what the content says: no bytes crash it, what comes out
/// lies within what went in, and it is the same whether the bytes are mapped or come in pieces.
struct MatrixTarget {
  /// nil to find out.
  let format: MatrixFormat?
  /// Names of the file, the usual one first.
  let names: [String]

  private static let memory = 1 << 24

  func run(_ fuzz: inout FuzzCase) {
    let name = fuzz.choose(names)
    let options = options(&fuzz)
    let sizes = fuzz.choose([[1 << 20], [1], [7, 1, 64], [3]])
    let bytes = fuzz.bytes
    let mapped = withGuarded(bytes) { memory in
      outcome(name) { () throws(InputError) in
        try StoredMatrix(
          reading: OpenedInput(InputFile(name: name, bytes: memory)),
          options: options
        )
      }
    }
    // What starts like compressed data may be the matrix that the name promises, if it is a file.
    guard name.hasSuffix("gz") || name.hasSuffix("zst") || Compression(head: bytes) == nil else {
      return
    }
    let streamed = outcome(name) { () throws(InputError) in
      try StoredMatrix(
        reading: OpenedInput(
          PieceSource(bytes, sizes: sizes),
          mapped: nil,
          path: name,
          isFile: false,
          name: name
        ),
        options: options
      )
    }
    require(mapped == streamed, "mapped \(mapped), in pieces \(streamed)")
  }

  private func options(_ fuzz: inout FuzzCase) -> MatrixReadingOptions {
    var options = MatrixReadingOptions(format: format)
    options.memory = Self.memory
    if format == .raw { options.dimensionCount = fuzz.choose([4, 1, 3, 1 << 22, 0, -1, .max]) }
    options.elementType = fuzz.choose([nil, .f64, .f32, .f16, .i8, .u8])
    switch format {
    case .csv, .tsv, .copy:
      options.table.hasHeader = fuzz.choose([nil, true, false])
      options.table.values = fuzz.choose([nil, "1", "2-3", "x0-x2", "a,2", "2-", "9-1", "", "0"])
      options.table.names = fuzz.choose([nil, "1", "id", "x1", "", "99"])
    case .jsonl:
      options.idField = fuzz.choose([nil, "id", "name", ""])
      options.vectorField = fuzz.choose([nil, "embedding", "id", ""])
    case .safetensors: options.tensor = fuzz.choose([nil, "embeddings", "b", ""])
    default: break
    }
    options.ignoresForeignOptions = fuzz.choose([true, false])
    return options
  }

  enum Outcome: Equatable {
    case rows(count: Int, dimensions: Int, type: ElementType, names: [String], values: [UInt8])
    case error(String)
  }

  private func outcome(_ name: String, _ open: () throws(InputError) -> StoredMatrix) -> Outcome {
    do throws(InputError) {
      let matrix = try open()
      requireSound(matrix)
      return .rows(
        count: matrix.rowCount,
        dimensions: matrix.dimensionCount,
        type: matrix.elementType,
        names: (0..<(matrix.rowIds?.count ?? 0)).map { matrix.rowIds?[$0] ?? "" },
        values: (0..<matrix.rowCount).flatMap { matrix.storedBytes(ofRow: $0) }
      )
    } catch {
      requireGoodLine(error, about: name)
      return .error(Self.withoutPackedPlace(error))
    }
  }

  /// The line of an error, without how far libzstd or zlib had read, which depends on the pieces.
  private static func withoutPackedPlace(_ error: InputError) -> String {
    guard case .malformed(let expected, let found, .packedByte) = error.problem else {
      return error.description
    }
    return "expected \(expected), found \(found)"
  }
}

/// All values of a matrix can be read, by bytes and by kernels.
func requireSound(_ matrix: StoredMatrix) {
  require(MatrixLayout.rowLimits.contains(matrix.rowCount), "\(matrix.rowCount) rows")
  require(MatrixLayout.dimensionLimits.contains(matrix.dimensionCount), "dimensions")
  require(matrix.rowIds == nil || matrix.rowIds?.count == matrix.rowCount, "names")
  for row in 0..<min(matrix.rowCount, 64) {
    for dimension in 0..<min(matrix.dimensionCount, 64) {
      _ = matrix.value(row: row, dimension: dimension)
    }
  }
  let info = expectingErrors { try MatrixInfo(matrix, threads: 1) }
  if let info { require(!info.description.isEmpty, "nothing to say") }
}
