/// Finding the format in the content.
extension InputFile {
  /// Where the values lie.
  ///
  /// - Throws: ``InputError``: 65 for malformed data, 64 where the options contradict the file.
  func layout(_ format: MatrixFormat, _ options: MatrixReadingOptions) throws(InputError)
    -> MatrixLayout
  {
    var layout: MatrixLayout
    var isGuessed = options.format == nil && formatByName != format
    switch format {
    case .bin:
      layout = try binLayout(elementType: options.elementType)
      if options.elementType == nil, binElementTypeByName == nil { isGuessed = true }
    case .npy: return try npyLayout()
    case .fvecs: layout = try vecsLayout(.fvecs, type: .f32)
    case .bvecs: layout = try vecsLayout(.bvecs, type: .u8)
    case .raw:
      layout = try rawLayout(
        type: options.elementType ?? .f32,
        dimensionCount: options.dimensionCount ?? 0
      )
      isGuessed = options.elementType == nil
    case .safetensors: return try safetensorsLayout(options.tensor)
    case .word2vec, .word2vecText, .glove, .csv, .tsv, .jsonl, .copy, .hdf5, .sqlite:
      preconditionFailure("\(format) is a stream of rows")
    }
    if isGuessed { layout.reading = layout.binaryReading }
    return layout
  }

  /// The format that the file's name promises.
  private var formatByName: MatrixFormat? {
    switch fileExtension {
    case "bin", "fbin", "hbin", "i8bin", "u8bin": .bin
    case "npy": .npy
    case "fvecs": .fvecs
    case "bvecs": .bvecs
    default: nil
    }
  }

  /// The format of a binary content. The name decides first among formats that the content agrees with,
  /// and last when it agrees with none, so that the error is about what the user believes to have.
  func binaryFormat(elementType: InputType?) throws(InputError) -> MatrixFormat {
    if hasNpyMagic { return .npy }
    // Its whole numbers would be read as denormal `f32`.
    guard fileExtension != "ivecs" else {
      throw malformed(expected: "rows of values", found: "an .ivecs file, of numbers of rows")
    }
    if let named = formatByName, agrees(with: named, elementType) { return named }
    for format in [MatrixFormat.bin, .fvecs, .bvecs] where agrees(with: format, elementType) {
      return format
    }
    if let named = formatByName { return named }
    throw malformed(
      expected: "a matrix in a known format (or --input-format raw --dim D)",
      found: foreignFormat ?? "\(bytes.count.counted("byte")) of none of them"
    )
  }

  /// Whether the name promises a format, and the content agrees with it.
  func agreesWithName(_ elementType: InputType?) -> Bool {
    formatByName.map { agrees(with: $0, elementType) } ?? false
  }

  private func agrees(with format: MatrixFormat, _ elementType: InputType?) -> Bool {
    // A number at the start that fits the size is weak evidence; that it recurs is strong.
    let leastRowCount = format == formatByName ? 1 : 2
    return switch format {
    case .bin: looksLikeBin(elementType: elementType)
    case .npy: hasNpyMagic
    case .fvecs: looksLikeVecs(.f32, leastRowCount: leastRowCount)
    case .bvecs: looksLikeVecs(.u8, leastRowCount: leastRowCount)
    default: false
    }
  }
}

/// Naming what is not a matrix.
extension InputFile {
  /// What else the file is, in words for an error message, or nil when it is unknown.
  var foreignFormat: String? {
    let head = bytes.prefix(512)
    for (offset, magic, description) in Self.foreignMagics
    where head.dropFirst(offset).starts(with: magic) {
      return description
    }
    return startsAsArrowStream ? "an Arrow stream (save it as Parquet, .npy or .csv)" : nil
  }

  /// Whether −1 and the length of a message, a multiple of 8, come first. A matrix may say that it has 2³² − 1
  /// rows.
  private var startsAsArrowStream: Bool {
    guard bytes.count > 8, bytes.load(UInt32.self, at: 0) == .max else { return false }
    let length = bytes.load(UInt32.self, at: 4)
    return length > 0 && length.isMultiple(of: 8) && length < bytes.count
  }

  private static let foreignMagics: [(offset: Int, magic: [UInt8], description: String)] = [
    (
      0, [0x50, 0x4B, 0x03, 0x04],
      "a zip archive, as .npz, .xlsx and PyTorch files are (unpack it, or save .npy, .csv or .safetensors)"
    ),
    (0, [0x1F, 0x8B], "gzip data in compressed data (unpack it)"),
    (0, [0x28, 0xB5, 0x2F, 0xFD], "zstd data in compressed data (unpack it)"),
    (0, Array("BZh".utf8), "bzip2 data (unpack it)"),
    (0, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "xz data (unpack it)"),
    (257, Array("ustar".utf8), "a tar archive (unpack it)"),
    (0, Array("PAR1".utf8), "a Parquet file (scripts/parquet-to-npy reads it)"),
    (0, Array("ARROW1".utf8), "an Arrow file (save it as Parquet, .npy or .csv)"),
    (0, Array("ORC".utf8), "an ORC file (save it as Parquet, .npy or .csv)"),
    (8, Array("DUCK".utf8), "a DuckDB database (export it by COPY … TO 'rows.csv')"),
    (0, [0x80, 0x04, 0x95], "a Python pickle (save .npy or .csv)"),
    (0, [0x80, 0x05, 0x95], "a Python pickle (save .npy or .csv)"),
    (0, [0x80, 0x02, 0x63], "a Python pickle (save .npy or .csv)"),
    (0, Array("MATLAB 5.0".utf8), "a MATLAB file (save .npy or .csv)"),
    (0, Array("%%MatrixMarket".utf8), "a file of Matrix Market (save .npy or .csv)"),
    (0, Array("PGCOPY\n".utf8), "PostgreSQL's binary COPY (leave out its format: text is read)"),
  ]
}
