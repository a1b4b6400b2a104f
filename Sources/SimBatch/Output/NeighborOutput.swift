/// Opens the place that neighbors go to.
public enum NeighborOutput {
  /// Standard output, as a destination.
  public static let standardOutput = "-"

  /// A sink for the rows of `table`.
  ///
  /// Whatever can be refused is refused here, before a job computes for hours: the temporary file
  /// exists when this returns. Only `finish()` puts it in place.
  ///
  /// - Parameters:
  ///   - destination: a path, or `-` for standard output (as is `/dev/stdout`).
  ///   - format: the layout; without it, that of the extension, and csv on standard output and
  ///     on a device or pipe without an extension.
  ///   - symmetry: makes a graph symmetric; `table` is that of a self-join.
  /// - Throws: ``OutputError``.
  public static func open(
    _ destination: String,
    format: NeighborFormat? = nil,
    symmetry: GraphSymmetry? = nil,
    for table: NeighborTable
  ) throws -> any NeighborSink {
    let isStandardOutput = StandardOutput.isNamed(by: destination)
    let name = isStandardOutput ? StandardOutput.name : destination
    let isStream = try isStandardOutput || isSpecial(destination)
    guard let format = format ?? inferredFormat(destination, isStream: isStream) else {
      throw OutputError.unknownFormat(file: name)
    }
    if let symmetry, !format.isGraph {
      throw OutputError.needsGraph(symmetry, format, file: name)
    }
    guard !table.isCalibrated || format.hasNamedFields else {
      throw OutputError.hasNoPercentiles(format, file: name)
    }
    var sink = try plainSink(
      destination,
      name: name,
      isStream: isStream,
      format: format,
      symmetry: symmetry,
      table: format.isGraph ? table.spread : table
    )
    if format.isGraph, let numbers = table.rowNumbers {
      sink = SpreadRowsSink(sink, rowNumbers: numbers)
    }
    return renumbered(sink, table)
  }

  /// `sink` behind one that gives neighbors the numbers of their input.
  static func renumbered(_ sink: any NeighborSink, _ table: NeighborTable) -> any NeighborSink {
    guard let numbers = table.neighborNumbers else { return sink }
    return RenumberedSink(sink, neighborNumbers: numbers)
  }

  /// A sink of what has the numbers of the input already.
  private static func plainSink(
    _ destination: String,
    name: String,
    isStream: Bool,
    format: NeighborFormat,
    symmetry: GraphSymmetry?,
    table: NeighborTable
  ) throws -> any NeighborSink {
    guard format.fits(table) else {
      throw OutputError.doesNotFit(
        format,
        file: name,
        rowCount: table.rowCount,
        neighborCount: table.neighborCount
      )
    }
    if let paths = format.pairOfPaths(for: destination) {
      guard !isStream else { throw OutputError.needsTwoFiles(format, file: name) }
      let files = try FilePair(neighbors: paths.neighbors, scores: paths.scores)
      return format == .npy
        ? try NumPySink(files, table: table) : VectorFileSink(files, table: table)
    }
    guard name == StandardOutput.name else {
      let file = try AtomicFile(destination)
      if file.isSeekable, symmetry == nil {
        switch format {
        case .bin: return try BinaryFileSink(file, table: table)
        case .mtx: return MatrixMarketFileSink(file, table: table)
        case .npz: return try SparseArchiveFileSink(file, table: table)
        case .csv, .tsv, .jsonl, .npy, .ivecs: break
        }
      }
      return try streamingSink(file, format: format, symmetry: symmetry, table: table)
    }
    return try streamingSink(StandardOutput(), format: format, symmetry: symmetry, table: table)
  }

  private static func streamingSink(
    _ output: some ByteOutput,
    format: NeighborFormat,
    symmetry: GraphSymmetry?,
    table: NeighborTable
  ) throws -> any NeighborSink {
    switch format {
    case .csv: try TableSink(output, dialect: .csv, table: table)
    case .tsv: try TableSink(output, dialect: .tsv, table: table)
    case .jsonl: JSONLinesSink(output, table: table)
    case .bin: try BinaryStreamSink(output, table: table)
    case .mtx:
      GraphSink(output, symmetry: symmetry, table: table) { graph, output in
        try MatrixMarketText(table, symmetry: symmetry).write(graph, to: output)
      }
    case .npz:
      GraphSink(output, symmetry: symmetry, table: table) { graph, output in
        try SparseArchive(columnCount: table.columnCount).write(graph, to: output)
      }
    case .npy, .ivecs: preconditionFailure("\(format) is two files")
    }
  }

  private static func inferredFormat(_ destination: String, isStream: Bool) -> NeighborFormat? {
    if let format = NeighborFormat(path: destination) { return format }
    return isStream && NeighborFormat.ending(of: destination) == nil ? .csv : nil
  }

  /// Whether `destination` is a file that appears whole: neither standard output nor a device.
  public static func isReplaceable(_ destination: String) -> Bool {
    guard destination != standardOutput, destination != "/dev/stdout" else { return false }
    return (try? isSpecial(destination)) == false
  }

  private static func isSpecial(_ path: String) throws -> Bool {
    do {
      return try FileSystem.kind(of: path) == .special
    } catch {
      throw OutputError.cannotCreate(file: path, reason: error.reason)
    }
  }
}
