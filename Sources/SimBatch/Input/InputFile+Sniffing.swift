/// Finding the format in the content.
extension InputFile {
  /// Where the values lie, by the options' format or else by the content.
  ///
  /// - Throws: ``InputError``: 65 for malformed data, 64 where the options contradict the file.
  func layout(_ options: MatrixReadingOptions) throws(InputError) -> MatrixLayout {
    try options.check(for: name)
    let format: MatrixFormat
    if let stated = options.format {
      format = stated
    } else {
      format = try sniffedFormat(elementType: options.elementType)
      try options.check(for: name, readAs: format)
    }
    switch format {
    case .bin: return try binLayout(elementType: options.elementType)
    case .npy: return try npyLayout()
    case .fvecs: return try vecsLayout(.fvecs, elementType: .f32)
    case .bvecs: return try vecsLayout(.bvecs, elementType: .u8)
    case .raw:
      return try rawLayout(
        elementType: options.elementType ?? .f32,
        dimensionCount: options.dimensionCount ?? 0
      )
    }
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

  /// The format of the content. The name decides first among formats that the content agrees with,
  /// and last when it agrees with none, so that the error is about what the user believes to have.
  private func sniffedFormat(elementType: ElementType?) throws(InputError) -> MatrixFormat {
    guard bytes.count > 0 else {
      throw malformed(expected: "a matrix", found: "an empty file")
    }
    if hasNpyMagic { return .npy }
    if let named = formatByName, agrees(with: named, elementType) { return named }
    for format in [MatrixFormat.bin, .fvecs, .bvecs] where agrees(with: format, elementType) {
      return format
    }
    if let named = formatByName { return named }
    throw malformed(
      expected: "a matrix as bin, npy, fvecs or bvecs (or --input-format raw --dim D)",
      found: foreignFormat ?? "\(bytes.count) bytes of none of them"
    )
  }

  private func agrees(with format: MatrixFormat, _ elementType: ElementType?) -> Bool {
    // A number at the start that fits the size is weak evidence; that it recurs is strong.
    let leastRowCount = format == formatByName ? 1 : 2
    return switch format {
    case .bin: looksLikeBin(elementType: elementType)
    case .npy: hasNpyMagic
    case .fvecs: looksLikeVecs(.f32, leastRowCount: leastRowCount)
    case .bvecs: looksLikeVecs(.u8, leastRowCount: leastRowCount)
    case .raw: false
    }
  }
}

/// Naming what is not a matrix.
extension InputFile {
  /// What else the file is, in words for an error message, or nil when it is unknown.
  var foreignFormat: String? {
    let head = bytes.prefix(64)
    for (magic, description) in Self.foreignMagics where head.starts(with: magic) {
      return description
    }
    if Self.startsLikeWord2Vec(head) {
      return "word2vec (it starts with a line of two counts), which is not readable yet"
    }
    return nil
  }

  private static let foreignMagics: [([UInt8], String)] = [
    ([0x50, 0x4B, 0x03, 0x04], "a zip archive (of .npy files if it is an .npz; unpack it)"),
    ([0x1F, 0x8B], "gzip data (unpack it)"),
    ([0x28, 0xB5, 0x2F, 0xFD], "zstd data (unpack it)"),
    ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], "an HDF5 file"),
    (Array("PAR1".utf8), "a Parquet file"),
    (Array("ARROW1".utf8), "an Arrow file"),
  ]

  /// Whether `head` starts with two decimal numbers on a line of their own.
  private static func startsLikeWord2Vec(_ head: [UInt8]) -> Bool {
    guard let end = head.firstIndex(of: 0x0A) else { return false }
    let fields = head[..<end].split(separator: 0x20)
    return fields.count == 2
      && fields.allSatisfy { $0.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x0D } }
  }
}
