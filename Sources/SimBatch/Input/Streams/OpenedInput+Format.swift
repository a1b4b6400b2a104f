/// Finding the format in the content.
extension OpenedInput {
  /// Bytes that are looked at.
  private static var headSize: Int { 1 << 16 }

  /// The format by the options, or else by the content; the name decides where it leaves a choice.
  ///
  /// - Throws: ``InputError``: 65 where it is none, or the content is known to be another; 64 where two
  ///   are possible.
  func format(_ options: MatrixReadingOptions) throws(InputError) -> MatrixFormat {
    if let found = options.foundFormat { return found }
    // Any bytes are raw values.
    if options.format == .raw { return .raw }
    let head = try window.head(Self.headSize)
    guard options.format != nil || !head.isEmpty else {
      throw window.malformed(expected: "a matrix", found: "an empty file")
    }
    let text = TextHead(head, isComplete: head.count < Self.headSize)
    let signature = FileSignature.of(head)
    let format: MatrixFormat
    if let chosen = options.format {
      format = chosen
    } else {
      format = try guessedFormat(head, text, signature, options)
    }
    if let signature, try contradicts(signature, format, text, options) {
      throw window.malformed(expected: "rows in \(format.rawValue)", found: signature.description)
    }
    if [.jsonl, .copy, .csv].contains(format), let advice = text.adviceOnArray {
      throw window.malformed(expected: "a row a line", found: advice)
    }
    return format
  }

  private func guessedFormat(
    _ head: [UInt8],
    _ text: TextHead,
    _ signature: FileSignature?,
    _ options: MatrixReadingOptions
  ) throws(InputError) -> MatrixFormat {
    if case .matrix(let format)? = signature?.kind { return format }
    if fileExtension == "safetensors"
      || Self.looksLikeSafetensors(head) && !isMatrixOfItsName(options.elementType)
    {
      return .safetensors
    }
    if !Self.extensionsOfOthers.contains(fileExtension), let format = text.word2vecFormat {
      return format
    }
    if !Self.binaryExtensions.contains(fileExtension),
      let format = text.format(fileExtension: fileExtension)
    {
      guard format != .glove || !text.hasNumbersOnly else {
        throw .usage(
          name,
          "these lines hold numbers only: are the first ones names (--input-format glove)? A matrix "
            + "without names needs commas or tabs between its numbers"
        )
      }
      return format
    }
    return try whole(options).binaryFormat(elementType: options.elementType, signature)
  }

  /// Whether the content has the signature of another format than `format`.
  private func contradicts(
    _ signature: FileSignature,
    _ format: MatrixFormat,
    _ text: TextHead,
    _ options: MatrixReadingOptions
  ) throws(InputError) -> Bool {
    switch format {
    case _ where signature.kind == .matrix(format): false
    // A number of rows or of dimensions may be the same bytes.
    case .bin, .fvecs, .bvecs:
      try !whole(options).agrees(with: format, options.elementType)
    default: !(format.isText && signature.mayStartText && text.isText)
    }
  }

  private static let binaryExtensions: Set<String> = [
    "bin", "fbin", "hbin", "i8bin", "u8bin", "npy", "fvecs", "bvecs",
  ]

  /// Those that word2vec's files do not have.
  private static let extensionsOfOthers = binaryExtensions.subtracting(["bin"])
    .union(["csv", "tsv", "tab", "jsonl", "ndjson"])

  /// A u64 of at most 100,000,000, then an object of JSON.
  private static func looksLikeSafetensors(_ head: [UInt8]) -> Bool {
    guard head.count > 9, head[8] == UInt8(ascii: "{") else { return false }
    let size = head[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return (2...100_000_000).contains(size)
  }

  /// The rows of an input that must be parsed, or nil where they can be mapped.
  func rowStream(_ format: MatrixFormat, _ options: MatrixReadingOptions) throws(InputError)
    -> (any RowStream)?
  {
    let textType = options.elementType?.widened ?? .f32
    return switch format {
    case .fvecs, .bvecs: nil
    case .bin, .npy, .raw, .safetensors: try widenedRows(format, options)
    case .word2vec: try Word2VecRows(window)
    case .word2vecText: try NamedLineRows(word2vec: TextLines(window), type: textType)
    case .glove: try NamedLineRows(glove: TextLines(window), type: textType)
    case .csv, .tsv, .copy:
      try TableRows(
        TableRecords(TextLines(window), TableDialect(format)),
        options: options.table,
        type: textType
      )
    case .jsonl:
      try JSONRows(
        TextLines(window),
        idField: options.idField,
        vectorField: options.vectorField,
        type: textType
      )
    case .hdf5: try HDF5File.rows(self, options)
    case .sqlite: try SQLiteInput(self).rows(options.query, type: options.elementType)
    }
  }
}
