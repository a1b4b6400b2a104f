/// The rows of an input, in order, some at a time.
protocol RowSupply: AnyObject {
  /// What errors call the input.
  var name: String { get }
  var format: MatrixFormat { get }
  var elementType: ElementType { get }
  /// d.
  var dimensionCount: Int { get }
  /// n where the format states it.
  var statedRowCount: Int? { get }
  /// n where it is known.
  var rowCount: Int? { get }
  /// Whether rows have names.
  var hasNames: Bool { get }

  /// The next rows, at least one; nil at the end.
  func next() throws -> RowRun?
}

extension RowSupply {
  /// Rows of a run: some megabytes of values.
  fileprivate var runRowCount: Int {
    max(1, (4 << 20) / (dimensionCount * elementType.byteCount))
  }
}

/// The rows of a matrix that is in memory, or mapped.
final class StoredRowSupply: RowSupply {
  let matrix: StoredMatrix
  let statedRowCount: Int?
  private var taken = 0

  var name: String { matrix.name }
  var format: MatrixFormat { matrix.format }
  var elementType: ElementType { matrix.elementType }
  var dimensionCount: Int { matrix.dimensionCount }
  var rowCount: Int? { matrix.rowCount }
  var hasNames: Bool { matrix.rowIds != nil }

  init(_ matrix: StoredMatrix, statedRowCount: Int?) {
    self.matrix = matrix
    self.statedRowCount = statedRowCount
  }

  func next() -> RowRun? {
    guard taken < matrix.rowCount else { return nil }
    let rows = taken..<min(taken + runRowCount, matrix.rowCount)
    taken = rows.upperBound
    return RowRun(matrix: matrix, rows: rows, firstNumber: rows.lowerBound, names: matrix.rowIds)
  }
}

/// Rows that are parsed as they are asked for.
final class StreamedRowSupply: RowSupply {
  private let stream: any RowStream
  private var taken = 0

  var name: String { stream.name }
  var format: MatrixFormat { stream.format }
  var elementType: ElementType { stream.elementType }
  var dimensionCount: Int { stream.dimensionCount }
  var statedRowCount: Int? { stream.statedRowCount }
  var rowCount: Int? { stream.statedRowCount }
  var hasNames: Bool { stream.hasNames }

  init(_ stream: any RowStream) { self.stream = stream }

  func next() throws -> RowRun? {
    let matrix = try StoredMatrix(reading: stream, maximalRows: runRowCount)
    guard matrix.rowCount > 0 else { return nil }
    defer { taken += matrix.rowCount }
    return RowRun(
      matrix: matrix,
      rows: 0..<matrix.rowCount,
      firstNumber: taken,
      names: matrix.rowIds
    )
  }
}

/// Opening the rows of an input.
enum RowSupplies {
  /// - Parameters:
  ///   - readsDoubles: whether text is read as `f64` where the options do not say.
  ///   - needsRowCount: whether n must be known: then rows of a format that does not state it are read
  ///     before the first is given, within the memory that the options allow.
  /// - Throws: ``InputError``.
  static func open(
    _ path: String,
    options: MatrixReadingOptions,
    readsDoubles: Bool,
    needsRowCount: Bool
  ) throws -> any RowSupply {
    var options = options
    // Before standard input is waited for.
    try options.check(for: InputFile.displayName(of: path))
    let input = try OpenedInput.open(path)
    let format = try input.format(options)
    try options.check(for: input.name, readAs: format)
    // Found once: a stream's head may be gone.
    options.format = format
    if format.isText, options.elementType == nil, readsDoubles { options.elementType = .f64 }
    guard let stream = try input.rowStream(format, options) else {
      let matrix = try StoredMatrix(reading: input, options: options)
      return StoredRowSupply(matrix, statedRowCount: matrix.rowCount)
    }
    guard needsRowCount, stream.statedRowCount == nil else { return StreamedRowSupply(stream) }
    let matrix = try StoredMatrix(reading: stream, limit: options.memoryLimit)
    return StoredRowSupply(matrix, statedRowCount: nil)
  }
}
