import Glibc

/// Deduplication with memory: kept rows in immutable segments, decisions and settings in SQLite.
///
/// A run writes and syncs its segment first; then the database commits, which names the segment.
/// So a run that is killed leaves the store as it was, or as it should be, and at the most a
/// segment that nobody names, which the next run removes.
public final class DuplicateStore {
  let directory: String
  let database: SQLiteDatabase
  /// nil until the first run commits.
  private(set) public var settings: StoreSettings?
  private let lock: StoreLock

  var segmentFolder: String { "\(directory)/segments" }

  /// Opens a store for a run, which may make it.
  ///
  /// - Parameter seconds: how long to wait for another run.
  /// - Throws: ``StoreError``, ``SQLiteError``.
  public static func openForRun(_ directory: String, waiting seconds: Double) throws
    -> DuplicateStore
  {
    try makeFolder(directory)
    return try DuplicateStore(directory, .exclusive, waiting: seconds)
  }

  /// Opens a store for reading.
  ///
  /// - Throws: ``StoreError``, ``SQLiteError``.
  public static func openForReading(_ directory: String, waiting seconds: Double) throws
    -> DuplicateStore
  {
    let path = "\(directory)/\(StoreTables.fileName)"
    guard access(path, F_OK) == 0 else {
      throw StoreError.notAStore(directory, reason: "it has no \(StoreTables.fileName)")
    }
    return try DuplicateStore(directory, .shared, waiting: seconds)
  }

  private init(_ directory: String, _ kind: StoreLock.Kind, waiting seconds: Double) throws {
    self.directory = directory
    lock = try StoreLock(directory, kind, waiting: seconds)
    database = try SQLiteDatabase(
      "\(directory)/\(StoreTables.fileName)",
      mode: kind == .shared ? .existing : .created
    )
    settings = nil
    if kind == .exclusive { try database.execute(StoreTables.connection) }
    settings = try readSettings()
    guard kind == .exclusive else {
      guard settings != nil else {
        throw StoreError.notAStore(directory, reason: "no run has been completed yet")
      }
      return
    }
    try Self.makeFolder(segmentFolder)
    try removeOrphans()
  }

  private static func makeFolder(_ path: String) throws(StoreError) {
    do throws(SystemError) {
      try FileSystem.createFolder(path)
    } catch {
      throw .system(path, reason: error.reason, .cannotCreate)
    }
  }

  private func readSettings() throws -> StoreSettings? {
    let tables = try database.integer("SELECT count(*) FROM sqlite_schema") ?? 0
    guard tables > 0 else { return nil }
    guard try database.integer("PRAGMA application_id") == StoreTables.applicationId else {
      throw StoreError.notAStore(
        directory,
        reason: "\(StoreTables.fileName) is another program's database"
      )
    }
    let version = try database.integer("PRAGMA user_version") ?? 0
    guard version <= StoreTables.version else {
      throw StoreError.newerVersion(directory, found: version, known: StoreTables.version)
    }
    var values: [String: String] = [:]
    let statement = try database.prepare("SELECT name, value FROM setting")
    while try statement.step() { values[statement.string(0)] = statement.string(1) }
    guard let settings = StoreSettings(values) else {
      throw StoreError.damaged(directory, detail: "settings are missing or unknown: \(values)")
    }
    return settings
  }

  /// Removes what runs that were killed have left.
  private func removeOrphans() throws {
    let named = Set(settings == nil ? [] : try segments().map(\.file))
    let names: [String]
    do throws(SystemError) {
      names = try FileSystem.names(in: segmentFolder)
    } catch {
      throw StoreError.system(segmentFolder, reason: error.reason, .io)
    }
    let orphans = names.filter { StoreSegment.isOwn(fileName: $0) && !named.contains($0) }
    for name in orphans { FileSystem.remove("\(segmentFolder)/\(name)") }
    if !orphans.isEmpty { try FileSystem.synchronize(directory: segmentFolder) }
  }

  /// In the order of their batches.
  ///
  /// - Throws: ``SQLiteError``; ``StoreError/damaged(_:detail:)`` for one that no run can have written.
  func segments() throws -> [StoreSegment] {
    let statement = try database.prepare(
      "SELECT file, rows, bytes, checksum FROM segment ORDER BY batch"
    )
    var segments: [StoreSegment] = []
    while try statement.step() {
      let file = statement.string(0)
      guard StoreSegment.isName(file) else {
        throw StoreError.damaged(directory, detail: "no segment has the name '\(file)'")
      }
      segments.append(
        StoreSegment(
          file: file,
          rowCount: try count(statement.integer(1), of: "rows of \(file)"),
          byteCount: try count(statement.integer(2), of: "bytes of \(file)"),
          checksum: UInt64(bitPattern: Int64(statement.integer(3)))
        )
      )
    }
    return segments
  }

  /// All kept rows, in the order of ``keptNumbers()``; nil if there are none.
  ///
  /// - Parameter resources: memory, and where rows go that do not fit.
  /// - Throws: ``StoreError/damaged(_:detail:)`` where a segment is not what it was.
  /// - Complexity: O(bytes); a copy of all but a single segment.
  func keptMatrix(_ resources: ResourceOptions = ResourceOptions()) throws -> StoredMatrix? {
    guard let settings else { return nil }
    let matrices = try segments().map { try $0.open(in: segmentFolder, settings: settings) }
    let rowCount = matrices.reduce(0) { $0 + $1.rowCount }
    let kept = try database.integer("SELECT count(*) FROM row WHERE duplicate_of IS NULL") ?? 0
    guard rowCount == kept else {
      throw StoreError.damaged(
        directory,
        detail: "\(kept.counted("row")) decided as kept, and segments hold \(rowCount)"
      )
    }
    guard matrices.count > 1 else { return matrices.first }
    let rowByteCount = settings.dimensionCount * settings.elementType.byteCount
    let bytes = try MappedBytes.zeroed(
      rowCount * rowByteCount,
      limit: resources.heldLimit,
      scratch: resources.scratch
    )
    var offset = 0
    for matrix in matrices {
      let size = matrix.rowCount * rowByteCount
      matrix.bytes.withBytes { source in
        bytes.withMutableBytes { target in
          let values = source[matrix.firstValueOffset..<matrix.firstValueOffset + size]
          UnsafeMutableRawBufferPointer(rebasing: target[offset..<offset + size])
            .copyBytes(from: values)
        }
      }
      matrix.bytes.releasePages(0..<matrix.bytes.count)
      bytes.releasePages(offset..<offset + size)
      offset += size
    }
    return StoredMatrix(
      name: directory,
      format: .npy,
      elementType: settings.elementType,
      rowCount: rowCount,
      dimensionCount: settings.dimensionCount,
      rowStride: rowByteCount,
      firstValueOffset: 0,
      bytes: bytes
    )
  }

  /// A number that the database gives, whoever wrote it there.
  ///
  /// - Throws: ``StoreError/damaged(_:detail:)`` for one that nothing here can have.
  func count(_ value: Int, of what: String) throws(StoreError) -> Int {
    guard (0...Self.mostOfAnything).contains(value) else {
      throw .damaged(directory, detail: "expected a count of \(what), found \(value)")
    }
    return value
  }

  /// More rows or bytes than any disk holds; the sum of some thousands is still a number.
  private static let mostOfAnything = 1 << 50

  /// The numbers of all kept rows, ascending.
  func keptNumbers() throws(SQLiteError) -> [Int] {
    let statement = try database.prepare(
      "SELECT number FROM row WHERE duplicate_of IS NULL ORDER BY number"
    )
    var numbers: [Int] = []
    while try statement.step() { numbers.append(statement.integer(0)) }
    return numbers
  }
}
