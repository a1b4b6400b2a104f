/// How the rows of inputs are opened.
struct RowOpening {
  let options: MatrixReadingOptions
  let selection: RowSelection
  /// Whether text is read as `f64` where the options do not say.
  let readsDoubles: Bool

  /// Opens paths, patterns and lists of them as one matrix.
  ///
  /// - Parameter needsRowCount: whether n must be known: then rows of a format that does not state it are
  ///   read before the first is given, as they are for a selection, within the memory that the options
  ///   allow.
  /// - Throws: ``InputError``.
  func open(_ inputs: [String], needsRowCount: Bool) throws -> any RowSupply {
    precondition(!inputs.isEmpty)
    let paths = try InputPaths.resolve(inputs)
    if !selection.isEverything {
      let matrix = try matrix(paths).selecting(selection, options)
      return StoredRowSupply(matrix, statedRowCount: matrix.rowCount)
    }
    if paths.count == 1 { return try supply(paths[0], isCounted: needsRowCount) }
    if needsRowCount { return StoredRowSupply(try matrix(paths), statedRowCount: nil) }
    return try JoinedRowSupply(paths) { try supply($0, isCounted: false) }
  }

  /// - Parameter isCounted: whether n must be known; see ``open(_:needsRowCount:)``.
  private func supply(_ path: String, isCounted: Bool) throws -> any RowSupply {
    let (input, options) = try find(path)
    if let format = options.foundFormat, let stream = try input.rowStream(format, options) {
      guard isCounted, stream.statedRowCount == nil else { return StreamedRowSupply(stream) }
      let matrix = try StoredMatrix(
        reading: stream,
        limit: options.memoryLimit,
        scratch: options.scratch
      )
      return StoredRowSupply(matrix, statedRowCount: nil)
    }
    let matrix = try StoredMatrix(reading: input, options: options)
    return StoredRowSupply(matrix, statedRowCount: matrix.rowCount)
  }

  /// All rows of several inputs.
  private func matrix(_ paths: [String]) throws -> StoredMatrix {
    let parts = try paths.map { path in
      let (input, options) = try find(path)
      return try StoredMatrix(reading: input, options: options)
    }
    guard parts.count > 1 else { return parts[0] }
    return try StoredMatrix(
      joining: parts,
      memory: options.memoryLimit,
      limit: options.memoryLimit,
      scratch: options.scratch
    )
  }

  /// An input, and the options by which it is read, format included.
  private func find(_ path: String) throws -> (OpenedInput, MatrixReadingOptions) {
    // Before standard input is waited for.
    try options.check(for: InputFile.displayName(of: path))
    let input = try OpenedInput.open(path)
    var found = options
    let format = try input.format(options)
    try options.check(for: input.name, readAs: format)
    // Found once: the head of a stream may be gone by now.
    found.foundFormat = format
    if format.isText, options.elementType == nil, readsDoubles { found.elementType = .f64 }
    return (input, found)
  }
}
