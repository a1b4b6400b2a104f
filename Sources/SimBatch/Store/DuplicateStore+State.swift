/// What is in a store.
public struct StoreState: Sendable {
  public struct Batch: Sendable, Equatable {
    public let number: Int
    public let name: String
    /// When it was committed, in UTC.
    public let time: String
    public let kept: Int
    public let duplicates: Int
  }

  public let directory: String
  public let settings: StoreSettings
  public let batches: [Batch]
  /// Bytes of all segments.
  public let segmentBytes: Int

  public var kept: Int { batches.reduce(0) { $0 + $1.kept } }
  public var duplicates: Int { batches.reduce(0) { $0 + $1.duplicates } }
}

extension StoreState: CustomStringConvertible {
  public var description: String {
    let settings = settings.fields.map { name, value in
      "\(Self.padded(name, to: 22))\(value)"
    }
    let lines =
      [
        "store                 \(directory)"
      ] + settings + [
        "rows                  \(kept + duplicates), of which \(kept) kept",
        "segments              \(ByteCount(segmentBytes))",
        "batches               \(batches.count)",
      ]
    let list = batches.map { batch in
      "\(Self.padded("  \(batch.number)", to: 8))\(batch.time)  \(batch.kept) kept, "
        + "\(batch.duplicates.counted("duplicate"))  \(batch.name)"
    }
    return (lines + list).joined(separator: "\n")
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}

extension DuplicateStore {
  /// What is in the store, by its database.
  public func state() throws -> StoreState {
    guard let settings else {
      throw StoreError.notAStore(directory, reason: "no run has been completed yet")
    }
    let statement = try database.prepare(
      "SELECT number, name, time, kept, duplicates FROM batch ORDER BY number"
    )
    var batches: [StoreState.Batch] = []
    while try statement.step() {
      batches.append(
        StoreState.Batch(
          number: try count(statement.integer(0), of: "batches"),
          name: statement.string(1),
          time: statement.string(2),
          kept: try count(statement.integer(3), of: "kept rows"),
          duplicates: try count(statement.integer(4), of: "duplicates")
        )
      )
    }
    return StoreState(
      directory: directory,
      settings: settings,
      batches: batches,
      segmentBytes: try segments().reduce(0) { $0 + $1.byteCount }
    )
  }

  /// Writes all kept rows as `.npy`, and their ids, one a line, in the same order.
  public func export(matrix path: String?, ids idPath: String?) throws {
    var files: [AtomicFile] = []
    if let path {
      guard let kept = try keptMatrix() else {
        throw StoreError.notAStore(directory, reason: "it has no rows yet")
      }
      let output = try MatrixRowsOutput(path, rowsOf: kept)
      try output.write(Array(0..<kept.rowCount))
      files.append(output.file)
    }
    if let idPath {
      let file = try AtomicFile(idPath)
      let statement = try database.prepare(
        "SELECT id FROM row WHERE duplicate_of IS NULL ORDER BY number"
      )
      while try statement.step() { try file.append(statement.bytes(0) + [0x0A]) }
      files.append(file)
    }
    try AtomicFile.commit(files)
  }
}
