internal import Glibc

extension StoredMatrix {
  /// Opens a matrix file, or standard input for the path `-`.
  ///
  /// The format is found in the content; the file's extension decides where the content leaves a
  /// choice, and `options.format` overrides both. A regular file is mapped and its values stay
  /// there; a pipe is read to its end into memory. Only a `.npy` in Fortran order or of the other
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
    return try StoredMatrix(reading: InputFile.open(path), options: options)
  }

  /// Finds the matrix in the bytes of a file.
  convenience init(
    reading file: InputFile,
    options: MatrixReadingOptions = .init()
  ) throws(InputError) {
    let layout = try file.layout(options)
    var bytes = file.bytes
    if layout.needsConversion {
      guard let converted = layout.rowMajorValues(of: file.bytes) else {
        throw .reading(file.name, errno: ENOMEM)
      }
      bytes = converted
    }
    self.init(
      name: file.name,
      format: layout.format,
      elementType: layout.elementType,
      rowCount: layout.rowCount,
      dimensionCount: layout.dimensionCount,
      rowStride: layout.rowByteCount + layout.rowGap,
      firstValueOffset: layout.needsConversion ? 0 : layout.firstValueOffset,
      bytes: bytes
    )
  }
}
