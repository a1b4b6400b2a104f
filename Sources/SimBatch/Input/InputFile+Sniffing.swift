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
  ///
  /// - Parameter signature: that of the content, of a file that is not read.
  func binaryFormat(elementType: InputType?, _ signature: FileSignature?) throws(InputError)
    -> MatrixFormat
  {
    // Its whole numbers would be read as denormal `f32`.
    guard fileExtension != "ivecs" || signature != nil else {
      throw malformed(expected: "rows of values", found: "an .ivecs file, of numbers of rows")
    }
    if let named = formatByName, agrees(with: named, elementType) { return named }
    for format in [MatrixFormat.bin, .fvecs, .bvecs] where agrees(with: format, elementType) {
      return format
    }
    if signature == nil, let named = formatByName { return named }
    throw malformed(
      expected: "a matrix in a known format (or --input-format raw --dim D)",
      found: signature?.description ?? "\(bytes.count.counted("byte")) of none of them"
    )
  }

  /// Whether the name promises a format, and the content agrees with it.
  func agreesWithName(_ elementType: InputType?) -> Bool {
    formatByName.map { agrees(with: $0, elementType) } ?? false
  }

  /// Whether the content may be a matrix in `format`; of those that can be mapped.
  func agrees(with format: MatrixFormat, _ elementType: InputType?) -> Bool {
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
