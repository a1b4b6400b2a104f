/// A layout that a full matrix is written in.
public enum FullMatrixFormat: String, CaseIterable, Sendable {
  /// NumPy's: rows × columns, or one dimension for the packed upper triangle.
  case npy
  /// u32 rows, u32 columns, then `f32` scores.
  case fbin
  /// The same with `f16`.
  case hbin
  /// A line a row, no header; for small ones.
  case csv
  /// A heat map.
  case png

  /// Whether scores have a type that can be chosen, or that is fixed to one.
  var scoreTypes: [ScoreType] {
    switch self {
    case .npy: [.f4, .f2]
    case .fbin: [.f4]
    case .hbin: [.f2]
    case .csv, .png: []
    }
  }

  static var listed: String { allCases.map { ".\($0)" }.listed("or") }
}

/// What scores are stored as.
public enum ScoreType: String, CaseIterable, Sendable {
  case f4, f2

  /// By NumPy's name or by the one of rows: `f2` or `f16`.
  public init?(argument: String) {
    switch argument {
    case "f4", "f32": self = .f4
    case "f2", "f16": self = .f2
    default: return nil
    }
  }

  /// What rows of this type are called.
  var elementType: ElementType { self == .f2 ? .f16 : .f32 }

  /// Greatest relative rounding error of a score within the type's normal range, beyond `Float`'s.
  var roundingError: Double { self == .f2 ? 0x1p-11 : 0 }
}

/// The place that a full matrix goes to.
public final class FullMatrixOutput {
  /// Standard output, as a destination.
  public static let standardOutput = NeighborOutput.standardOutput
  /// Pixels of a heat map's side.
  public static let pictureSizes = 16...4096

  public let format: FullMatrixFormat
  public let scoreType: ScoreType
  let target: any ScoreTarget

  /// Opens the output, so that whatever can be refused is refused before the job: the file exists
  /// beside its place, and room for it is reserved. It appears when the job is done.
  ///
  /// - Parameters:
  ///   - destination: a path, or `-` for standard output (csv or png).
  ///   - format: the layout; without it, that of the extension, and csv on standard output.
  ///   - scoreType: nil for that of the format, `f4` where there is a choice.
  ///   - title: what a heat map shows.
  ///   - size: pixels of a heat map's side, at most.
  ///   - checkpoints: of a job that saves its state: numbers at fixed places then go to a file with a
  ///     name of its own, which stays until the job is done; nil for one that starts over.
  /// - Throws: ``JobError/usage(_:)`` for a format that cannot hold this; ``OutputError``.
  public init(
    _ destination: String,
    format: FullMatrixFormat? = nil,
    scoreType: ScoreType? = nil,
    title: String = "similarity",
    size: Int = 1024,
    checkpoints: CheckpointOptions? = nil,
    for shape: FullMatrixShape
  ) throws {
    let isStandard = StandardOutput.isNamed(by: destination)
    let name = isStandard ? StandardOutput.name : destination
    let named = NeighborFormat.ending(of: destination).flatMap {
      FullMatrixFormat(rawValue: $0.lowercased())
    }
    guard let format = format ?? named ?? (isStandard ? .csv : nil) else {
      throw JobError.usage(
        "\(name): expected a name that ends in \(FullMatrixFormat.listed), or --output-format"
      )
    }
    try Self.check(format, scoreType, shape, name: name, size: size)
    self.format = format
    self.scoreType = scoreType ?? format.scoreTypes.first ?? .f4
    let output = try Self.open(
      destination,
      // What goes on later is what has fixed places.
      checkpoints: format.scoreTypes.isEmpty ? nil : checkpoints
    )
    switch format {
    case .csv: target = ScoreText(output, shape: shape)
    case .png: target = HeatMap(output, title: title, shape: shape, size: size)
    case .npy, .fbin, .hbin:
      guard case .file(let file) = output, file.isSeekable else {
        throw JobError.usage(
          "\(name): \(format) is not written from start to end; name a file, or choose csv"
        )
      }
      let header = Self.header(format, self.scoreType, shape)
      target =
        self.scoreType == .f2
        ? try ScoreFile<UInt16>(file, name: name, header: header, shape: shape)
        : try ScoreFile<Float>(file, name: name, header: header, shape: shape)
    }
  }

  private static func open(_ destination: String, checkpoints: CheckpointOptions?) throws
    -> ScoreOutput
  {
    if StandardOutput.isNamed(by: destination) { return .stream(try StandardOutput()) }
    guard let checkpoints, NeighborOutput.isReplaceable(destination) else {
      return .file(try AtomicFile(destination))
    }
    let state = checkpoints.restarts ? nil : try PrivateFile.kind(of: checkpoints.path)
    return .file(try AtomicFile(resuming: destination, restarts: state == nil))
  }

  private static func check(
    _ format: FullMatrixFormat,
    _ type: ScoreType?,
    _ shape: FullMatrixShape,
    name: String,
    size: Int
  ) throws(JobError) {
    if let type, !format.scoreTypes.contains(type) {
      let types = format.scoreTypes.map(\.rawValue).joined(separator: ", ")
      throw .usage(
        "\(name): \(format) \(types.isEmpty ? "has no type" : "holds \(types)"), not --output-dtype \(type)"
      )
    }
    if shape.isUpper, format != .npy {
      throw .usage("\(name): --upper is one packed line of scores, which only npy can hold")
    }
    if format == .csv, shape.entryCount > ScoreText.mostEntries {
      throw .usage(
        """
        \(name): csv is for at most \(ScoreText.mostEntries) scores, not \(shape.entryCount); \
        choose npy
        """
      )
    }
    guard pictureSizes.contains(size) else {
      throw .usage(
        "--size \(size): expected \(pictureSizes.lowerBound) to \(pictureSizes.upperBound)"
      )
    }
  }

  private static func header(
    _ format: FullMatrixFormat,
    _ type: ScoreType,
    _ shape: FullMatrixShape
  ) -> [UInt8] {
    format == .npy
      ? NumPyHeader.bytes(typeCode: type.elementType.numPyTypeCode, shape: shape.dimensions)
      : BinHeader.bytes(shape.rowCount, shape.columnCount)
  }

  /// The file that a later run can go on with; nil for outputs that start over.
  var resumable: AtomicFile? {
    guard case .file(let file) = target.output, file.isResumable else { return nil }
    return file
  }

  /// Puts everything in place.
  func commit(with order: KeptRowsOutput?) throws {
    switch target.output {
    case .file(let file): try AtomicFile.commit([file] + [order?.file].compactMap { $0 })
    case .stream(let stream):
      try stream.commit()
      try order?.file.commit()
    }
  }
}
