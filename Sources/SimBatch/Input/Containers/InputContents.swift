/// An input with all that it holds: its matrix, and what else is in a container.
public struct InputContents: Sendable {
  /// The path as the user gave it, or `standard input`.
  public let name: String
  public let format: MatrixFormat
  /// The matrix; nil where a container holds several, and the options choose none.
  public let matrix: StoredMatrix?
  /// Everything in a container; nil for a format that is one matrix and nothing else.
  public let container: ContainerListing?

  /// Opens inputs as ``StoredMatrix/open(_:options:)-([String],_)`` does; several of them are one
  /// matrix, and their containers are not listed.
  ///
  /// - Throws: ``InputError`` as there, but for a container that leaves a choice.
  public static func open(_ inputs: [String], options: MatrixReadingOptions = .init())
    throws(InputError) -> InputContents
  {
    let paths = try InputPaths.resolve(inputs)
    guard paths.count == 1 else {
      let matrix = try StoredMatrix.open(paths: paths, options: options)
      return InputContents(
        name: matrix.name,
        format: matrix.format,
        matrix: matrix,
        container: nil
      )
    }
    try options.check(for: InputFile.displayName(of: paths[0]))
    let input = try OpenedInput.open(paths[0])
    let format = try input.format(options)
    try options.check(for: input.name, readAs: format)
    let container = try input.container(format, options)
    // A stream that was read to its end has nothing left to find the format in.
    var found = options
    found.foundFormat = format
    let isChosen = options.tensor != nil || options.dataset != nil || options.query != nil
    let isDecided = container.map { isChosen || $0.onlyMatrix != nil } ?? true
    return InputContents(
      name: input.name,
      format: format,
      matrix: isDecided ? try StoredMatrix(reading: input, options: found) : nil,
      container: container
    )
  }
}

extension InputContents {
  /// The first lines of ``MatrixInfo``, for a container of which no matrix was chosen.
  public var heading: String {
    """
    file              \(name.onOneLine)
    format            \(format.rawValue)
    """
  }
}

extension OpenedInput {
  /// What a container of this format holds; nil for a format that is none.
  func container(_ format: MatrixFormat, _ options: MatrixReadingOptions) throws(InputError)
    -> ContainerListing?
  {
    switch format {
    case .safetensors:
      ContainerListing(try whole(options).safetensors())
    case .sqlite: try SQLiteInput(self).listing()
    case .hdf5: try HDF5File.listing(self)
    default: nil
    }
  }
}
