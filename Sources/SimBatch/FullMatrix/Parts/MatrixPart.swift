/// The scores of a region of a full matrix, in files: one for each piece of it, and one that lists them.
///
/// `PATH` has the sums of the pieces; these are `PATH.0`, `PATH.1` and so on. None is changed once it is
/// there, and each is the same whoever makes it: two copies of a job do no harm, and an interrupted one
/// goes on after the last piece.
final class MatrixPart: Sendable {
  let path: String
  let region: PairRegion
  /// What has been done to make it.
  let work: BlockWork
  private let index: StateFile
  let pieces: [MatrixPiece]

  static func piecePath(_ path: String, _ number: Int) -> String { "\(path).\(number)" }

  /// Opens a part and checks the sums of all its files.
  ///
  /// - Throws: ``JobError/data(_:)`` that names a file which is damaged or no part; ``InputError`` where
  ///   there is none.
  /// - Complexity: O(pairs).
  init(_ path: String) throws {
    let index = try StateFile(.matrixPart, InputFile.open(path))
    region = try PairRegion(index)
    work = try BlockWork(index)
    let paths = PartLayout.pieces(of: region).indices.map { Self.piecePath(path, $0) }
    try index.requirePayload(paths.count * MemoryLayout<UInt64>.size)
    let sums = index.values(UInt64.self, count: paths.count, at: 0)
    pieces = try zip(paths, sums).map { path, sum in
      let piece = try MatrixPiece(path)
      guard piece.file.checksum == sum else { throw piece.file.damaged("it is of another part") }
      return piece
    }
    self.path = path
    self.index = index
  }

  /// Lists the pieces of a part, which are complete.
  static func write(
    _ pieces: [MatrixPiece],
    of region: PairRegion,
    _ work: BlockWork,
    settings: JobSettings,
    to path: String
  ) throws {
    let lines = region.lines + work.lines + settings.values
    try StateFile.write(.matrixPart, lines, to: path, isPrivate: false) { writer in
      try writer.append(pieces.map(\.file.checksum))
    }
  }

  /// - Throws: ``JobError/data(_:)`` where it is of another job.
  func require(_ settings: JobSettings) throws(JobError) {
    try index.require(settings, after: region.lines.count + work.lines.count)
    for piece in pieces { try piece.require(settings) }
  }
}

/// A file with the squares of a region.
struct MatrixPiece: Sendable {
  let file: StateFile
  let region: PairRegion

  /// - Throws: ``JobError/data(_:)`` where the file is damaged or no piece of a part.
  init(_ path: String) throws {
    file = try StateFile(.matrixPiece, InputFile.open(path))
    region = try PairRegion(file)
  }

  /// What comes before the squares.
  static func head(_ region: PairRegion, _ settings: JobSettings) -> [UInt8] {
    StateFile.head(.matrixPiece, region.lines + settings.values)
  }

  /// - Throws: ``JobError/data(_:)`` where it is of another job.
  func require(_ settings: JobSettings) throws(JobError) {
    try file.require(settings, after: region.lines.count)
  }
}

extension StateFile.Kind {
  private static let remedy = "remove it and run its shard again"
  static let matrixPart = Self(title: "simbatch matrix part 1", remedy: remedy)
  static let matrixPiece = Self(title: "simbatch matrix piece 1", remedy: remedy)
}

extension StateFile {
  /// - Parameter count: of lines before the settings.
  /// - Throws: ``JobError/data(_:)`` where the file is of a job of other settings.
  fileprivate func require(_ settings: JobSettings, after count: Int) throws(JobError) {
    if let difference = JobSettings(Array(lines.dropFirst(count))).difference(from: settings) {
      throw damaged("it is of another job: \(difference)")
    }
  }
}

extension PairRegion {
  /// As lines of a file.
  fileprivate var lines: [NamedValue] {
    [
      NamedValue("first row", rows.lowerBound),
      NamedValue("end of rows", rows.upperBound),
      NamedValue("first column", columns.lowerBound),
      NamedValue("end of columns", columns.upperBound),
      NamedValue("self-join", isSelfJoin),
    ]
  }

  /// - Throws: ``JobError/data(_:)`` where the file does not say of which region it is.
  fileprivate init(_ file: StateFile) throws(JobError) {
    let numbers = file.lines.prefix(4).compactMap { Int($0.value) }
    guard numbers.count == 4, numbers[0] >= 0, numbers[0] <= numbers[1], numbers[2] >= 0,
      numbers[2] <= numbers[3], let isSelfJoin = file.value("self-join").flatMap({ Bool($0) })
    else { throw file.damaged("expected a region") }
    self.init(
      rows: numbers[0]..<numbers[1],
      columns: numbers[2]..<numbers[3],
      isSelfJoin: isSelfJoin
    )
    guard Array(file.lines.prefix(5)) == lines else { throw file.damaged("expected a region") }
  }
}
