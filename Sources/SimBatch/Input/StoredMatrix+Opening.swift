internal import Glibc

extension StoredMatrix {
  /// Opens a matrix file, or standard input for the path `-`.
  ///
  /// The format is found in the content; the file's extension decides where the content leaves a
  /// choice, and `options.format` overrides both. A regular file is mapped and its values stay
  /// there; a pipe is read to its end into memory, or to a scratch file
  /// where ``MatrixReadingOptions/scratch`` names a folder for what does not fit. Only a `.npy` in Fortran order or of the other
  /// byte order is copied, once. A file must not shrink while it is mapped.
  ///
  /// A `.bin` does not state its type: unless `options.elementType` does, it is the first of `f32`,
  /// `f16`, `f64` with which header and size agree.
  ///
  /// - Returns: n × d values, n from 0 to 2^31 − 1, d from 1 to 2^22.
  /// - Throws: ``InputError``: exit code 66 when there is no such file, it is a directory or may
  ///   not be read; 65 when it is not a matrix of these limits; 64 when the options contradict
  ///   each other or the file, or `i8` and `u8` cannot be told apart; 74 when reading fails.
  /// - Complexity: O(1) for `bin`, `raw` and native `npy` files; O(n) for `fvecs` and `bvecs`, of
  ///   which every row is checked; O(n · d) for pipes and where values are rearranged.
  public static func open(
    _ path: String,
    options: MatrixReadingOptions = .init()
  ) throws(InputError) -> StoredMatrix {
    // Before standard input is waited for.
    try options.check(for: InputFile.displayName(of: path))
    return try StoredMatrix(reading: OpenedInput.open(path), options: options)
  }

  /// Finds the matrix in an input.
  convenience init(
    reading input: OpenedInput,
    options: MatrixReadingOptions = .init()
  ) throws(InputError) {
    try options.check(for: input.name)
    let format = try input.format(options)
    try options.check(for: input.name, readAs: format)
    if let stream = try input.rowStream(format, options) {
      try self.init(reading: stream, limit: options.memoryLimit, scratch: options.scratch)
    } else {
      try self.init(
        mapping: input.whole(options),
        format: format,
        options: options
      )
    }
  }

  /// Leaves the rows where they are, in a whole file.
  private convenience init(
    mapping file: InputFile,
    format: MatrixFormat,
    options: MatrixReadingOptions
  ) throws(InputError) {
    let layout = try file.layout(format, options)
    var bytes = file.bytes
    if layout.needsConversion {
      do throws(SpoolError) {
        bytes = try layout.rowMajorValues(of: file.bytes, options)
      } catch {
        throw InputError(name: file.name, error, limit: options.memoryLimit)
      }
    }
    self.init(
      name: file.name,
      format: layout.format,
      elementType: layout.elementType,
      rowCount: layout.rowCount,
      dimensionCount: layout.dimensionCount,
      rowStride: layout.rowByteCount + layout.rowGap,
      firstValueOffset: layout.needsConversion ? 0 : layout.firstValueOffset,
      bytes: bytes,
      reading: layout.reading
    )
  }

  /// Parses the next rows of a stream into memory: all that are left, or at most `maximalRows`.
  convenience init(
    reading stream: any RowStream,
    limit: Int = .max,
    scratch: ScratchFolder? = nil,
    maximalRows: Int = .max
  ) throws(InputError) {
    let batch = RowBatch(
      rowByteCount: stream.rowByteCount,
      limit: limit,
      scratch: scratch,
      name: stream.name
    )
    while batch.rowCount < maximalRows, try stream.appendRow(to: batch) {}
    let rowCount = batch.rowCount
    let bytes = try batch.finish()
    self.init(
      name: stream.name,
      format: stream.format,
      elementType: stream.elementType,
      rowCount: rowCount,
      dimensionCount: stream.dimensionCount,
      rowStride: stream.rowByteCount,
      firstValueOffset: 0,
      bytes: bytes,
      rowIds: stream.hasNames ? batch.names : nil,
      reading: stream.reading
    )
  }
}
