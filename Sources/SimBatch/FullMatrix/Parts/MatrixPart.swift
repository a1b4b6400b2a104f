/// The scores of a shard of a full matrix: files for pieces of its region, and one that lists their sums.
///
/// `PATH` is the list; pieces are `PATH.0`, `PATH.1` and so on. None is changed once it is there, and each
/// is the same whoever makes it: two copies of a shard do no harm, and an interrupted one goes on after
/// the last piece.
struct MatrixPart {
  let pieces: [MatrixPiece]

  static func piecePath(_ path: String, _ number: Int) -> String { "\(path).\(number)" }

  /// Opens the pieces of a part and checks their sums.
  ///
  /// - Parameters:
  ///   - list: the sums of the pieces.
  ///   - settings: of the shard.
  /// - Throws: ``JobError/data(_:)`` that names a file which is damaged or of another shard;
  ///   ``InputError`` where there is none.
  /// - Complexity: O(pairs).
  init(_ list: StateFile, region: PairRegion, settings: JobSettings) throws {
    let regions = PartLayout.pieces(of: region)
    try list.requirePayload(regions.count * MemoryLayout<UInt64>.size)
    let sums = list.values(UInt64.self, count: regions.count, at: 0)
    pieces = try regions.indices.map { number in
      let piece = try MatrixPiece(
        Self.piecePath(list.path, number),
        region: regions[number],
        settings: settings
      )
      guard piece.file.checksum == sums[number] else {
        throw piece.file.damaged("it is a piece of another part")
      }
      return piece
    }
  }
}

/// A file with the squares of a region.
struct MatrixPiece: Sendable {
  let file: StateFile
  let region: PairRegion
  /// Pairs that were scored in `Double`.
  let nearPairCount: Int

  /// - Throws: ``JobError/data(_:)`` where the file is damaged, or of another shard.
  init(_ path: String, region: PairRegion, settings: JobSettings) throws {
    file = try StateFile(.matrixPiece, InputFile.open(path))
    self.region = region
    guard let count = file.lines.first.flatMap({ Int($0.value) }), count >= 0 else {
      throw file.damaged("expected a count of near pairs")
    }
    nearPairCount = count
    let found = JobSettings(Array(file.lines.dropFirst()))
    if let difference = found.difference(from: Self.settings(region, settings)) {
      throw file.damaged("it is a piece of another part: \(difference)")
    }
  }

  /// What comes before the squares; its size does not depend on the count.
  static func head(_ region: PairRegion, _ settings: JobSettings, nearPairs: Int) -> [UInt8] {
    let digits = String(nearPairs)
    let count = String(repeating: "0", count: countDigits - digits.count) + digits
    return StateFile.head(
      .matrixPiece,
      [NamedValue("near pairs", count)] + self.settings(region, settings).values
    )
  }

  private static let countDigits = 19

  private static func settings(_ region: PairRegion, _ settings: JobSettings) -> JobSettings {
    JobSettings(
      [
        NamedValue("first row", region.rows.lowerBound),
        NamedValue("end of rows", region.rows.upperBound),
        NamedValue("first column", region.columns.lowerBound),
        NamedValue("end of columns", region.columns.upperBound),
        NamedValue("self-join", region.isSelfJoin),
      ] + settings.values
    )
  }
}

extension StateFile.Kind {
  static let matrixPiece = Self(title: "simbatch matrix piece 1", remedy: "run the shard again")
  /// By place, the stored row; empty for their own order.
  static let order = Self(title: "simbatch order 1", remedy: "make the plan again")
}
