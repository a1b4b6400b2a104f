/// What a conversion makes of a matrix.
public struct ConversionOptions: Sendable {
  /// The layout (`--to`); nil for that of the output's name.
  public var format: MatrixOutputFormat?
  /// The type of the values (`--output-dtype`); nil for the one that the format has, or else the input's.
  public var elementType: ElementType?
  /// How many of each row's first values are written (`--dims`); nil for all.
  public var dimensionCount: Int?
  /// What maps the rows (`--map`), after ``dimensionCount``; nil to leave them as they are.
  public var map: LinearMap?
  /// A file of names of the rows, one a line (`--ids`), instead of those of the input.
  public var ids: String?
  /// Where the names go, one a line (`--write-ids`).
  public var idsOutput: String?
  /// How the input is read.
  public var reading = MatrixReadingOptions()
  /// Which of its rows are written.
  public var selection = RowSelection()
  /// Threads that convert; nil for all processors.
  public var threads: Int?

  public init() {}
}

/// Writes a matrix in another format or type, row after row.
///
/// Memory does not depend on n: what can be mapped is, and what must be parsed is written as it comes. Only
/// where n stands before the rows, is not stated by the input, and the output is a pipe, all rows are read
/// first.
public final class MatrixConversion {
  /// The warning that names were given and are not kept, or nil.
  public let warning: String?
  /// What errors call the input.
  public var inputName: String { supply.shape.name }
  /// The reading that was chosen where the input, or the first of several, leaves a choice; nil where
  /// it states it all.
  public let reading: String?
  private let supply: any RowSupply
  private let map: AppliedMap?
  private let shape: WrittenShape
  private let output: any ByteOutput
  private let names: GivenNames?
  private let nameOutput: NameLinesOutput?
  private let writer: MatrixWriter
  private let clock = StageClock()

  /// Opens `inputs` (paths, patterns and `@list.txt`), which are one matrix, and
  /// creates `output`, a path or `-`; what cannot be written is refused here.
  ///
  /// - Throws: ``InputError``, ``OutputError``; ``JobError/usage(_:)`` where options contradict each
  ///   other or the formats.
  public init(_ inputs: [String], to output: String, options: ConversionOptions) throws {
    let format = try options.format(for: output)
    let place = try MatrixOutputPlace.open(output)
    let opening = RowOpening(
      options: options.reading,
      selection: options.selection,
      readsDoubles: options.elementType == .f64
    )
    let threads = max(1, options.threads ?? MachineLimits.processorCount)
    let stored = try opening.open(
      inputs,
      needsRowCount: MatrixWriter.needsRowCount(place, format)
    )
    map = options.map?.identity
    supply = try options.mapping(stored, threads: threads)
    reading = supply.reading
    names = try options.ids.map { try GivenNames($0, for: stored) }
    let hasNames = names != nil || supply.shape.hasNames
    shape = try WrittenShape(
      format: format,
      elementType: options.elementType,
      source: supply.shape.elementType,
      dimensionCount: options.map?.outputCount ?? options.dimensionCount(of: supply.shape),
      hasNames: hasNames,
      isRowCountStated: supply.statedRowCount != nil,
      path: MatrixOutputPlace.name(of: output)
    )
    nameOutput = try options.idsOutput.map { [supply] in
      try NameLinesOutput($0, input: supply.shape.name)
    }
    writer = try MatrixWriter(
      place,
      shape: shape,
      rowCount: supply.rowCount,
      input: supply.shape.name,
      threads: threads
    )
    self.output = place
    let isLost = hasNames && !format.keepsNames && options.idsOutput == nil
    warning =
      isLost
      ? "\(format.rawValue) keeps no names of rows; --write-ids FILE writes them beside it" : nil
  }

  /// Converts all rows, and puts the outputs in place together.
  ///
  /// - Throws: ``InputError`` with exit code 65 for a row that is malformed or does not fit;
  ///   ``OutputError``. Then no file has appeared.
  /// - Complexity: O(n · d).
  public func run() throws -> ConversionReport {
    var rowCount = 0
    while var run = try supply.next() {
      try names?.name(&run)
      try writer.write(run)
      try nameOutput?.write(run)
      rowCount += run.rows.count
    }
    try names?.requireEnd()
    try writer.finish()
    // What goes to standard output may fail, and cannot be taken back: it comes first.
    if !(output is AtomicFile) { try output.commit() }
    try AtomicFile.commit([output as? AtomicFile, nameOutput?.file].compactMap { $0 })
    return ConversionReport(
      input: supply,
      output: shape,
      map: map,
      rowCount: rowCount,
      nanRowCount: writer.nanRowCount,
      byteCount: writer.byteCount,
      seconds: clock.total
    )
  }
}

extension ConversionOptions {
  fileprivate func format(for output: String) throws(JobError) -> MatrixOutputFormat {
    if let format { return format }
    guard let named = MatrixOutputFormat(path: output) else {
      throw .usage(
        """
        \(MatrixOutputPlace.name(of: output)): expected a name that ends in \
        \(MatrixOutputFormat.listed), or a format by --to
        """
      )
    }
    return named
  }

  /// The rows as they are, or mapped as they come.
  fileprivate func mapping(_ rows: any RowSupply, threads: Int) throws -> any RowSupply {
    guard let map else { return rows }
    try map.require(rowsOf: rows.shape, dimensions: dimensionCount)
    return MappedRowSupply(rows, map: map, threads: threads)
  }

  fileprivate func dimensionCount(of rows: RowsShape) throws(JobError) -> Int {
    guard let dimensionCount else { return rows.dimensionCount }
    guard (1...rows.dimensionCount).contains(dimensionCount) else {
      throw .usage(
        "--dims \(dimensionCount): \(rows.name) has dimensions 1 to \(rows.dimensionCount)"
      )
    }
    return dimensionCount
  }
}

/// Where a matrix goes.
enum MatrixOutputPlace {
  static func name(of path: String) -> String {
    StandardOutput.isNamed(by: path) ? StandardOutput.name : path
  }

  /// - Throws: ``OutputError``.
  static func open(_ path: String) throws -> any ByteOutput {
    if StandardOutput.isNamed(by: path) { return try StandardOutput() }
    return try AtomicFile(path)
  }
}
