/// Finding the format in the content.
extension OpenedInput {
  /// Bytes that are looked at.
  private static var headSize: Int { 1 << 16 }

  /// The format by the options, or else by the content; the name decides where it leaves a choice.
  ///
  /// - Throws: ``InputError`` with exit code 65 where it is none.
  func format(_ options: MatrixReadingOptions) throws(InputError) -> MatrixFormat {
    if let known = options.format ?? options.foundFormat { return known }
    let head = try window.head(Self.headSize)
    guard !head.isEmpty else {
      throw InputError(
        name: name,
        problem: .malformed(expected: "a matrix", found: "an empty file", place: nil)
      )
    }
    for (magic, format) in Self.magics where head.starts(with: magic) { return format }
    if fileExtension == "safetensors"
      || Self.looksLikeSafetensors(head) && !isMatrixOfItsName(options.elementType)
    {
      return .safetensors
    }
    let text = TextHead(head, isComplete: head.count < Self.headSize)
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
    return try whole(options).binaryFormat(elementType: options.elementType)
  }

  private static let magics: [([UInt8], MatrixFormat)] = [
    ([0x93] + Array("NUMPY".utf8), .npy),
    ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], .hdf5),
    (Array("SQLite format 3\0".utf8), .sqlite),
  ]

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
