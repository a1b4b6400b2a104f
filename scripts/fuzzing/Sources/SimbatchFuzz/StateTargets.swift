import Glibc

@testable import SimBatch

/// Resuming a search: whatever a state says whose checksum is right, the answer has rows that are
/// there.
struct StateTarget {
  private let file = FuzzFile("state")

  static let rowCount = 7

  /// The search whose states these are.
  static func search(statePath: String?) throws -> NeighborSearch {
    let values = (0..<rowCount * 3).map { Float(($0 * 37) % 11) }
    let base = try StoredMatrix(values: values, dimensionCount: 3)
    var options = NeighborOptions(measure: .euclidean, count: 2)
    options.resources.blockSide = 3
    options.resources.threads = 1
    options.resources.screen = .full
    options.resources.memory = 1 << 32
    // The usual tiles are larger than all that is compared here.
    options.resources.tileSide = 16
    var search = try NeighborSearch(base: base, options: options)
    search.checkpoints = statePath.map {
      CheckpointOptions(path: $0, seconds: 1e9, stop: StopRequest())
    }
    return search
  }

  func run(_ fuzz: inout FuzzCase) {
    let sum = fuzz.bytes.withUnsafeBytes { Checksum.value(of: $0) }
    file.write(fuzz.bytes + (0..<8).map { UInt8(truncatingIfNeeded: sum >> (8 * $0)) })
    let rows = expectingErrors { try Self.search(statePath: file.path).neighbors() }
    guard let rows else { return }
    require(
      rows.neighbors.allSatisfy { (-1..<Int32(Self.rowCount)).contains($0) },
      "rows that are not there: \(rows.neighbors)"
    )
  }
}

/// A store whose database is damaged.
struct StoreTarget {
  private let folder: String
  private let database: FuzzFile

  init() {
    folder = "\(FuzzFile.folder)/store"
    database = FuzzFile("store/store.sqlite")
    do { _ = try Self.make(in: folder) } catch { fatalError("no store in \(folder): \(error)") }
  }

  /// A store of some rows; its database.
  static func make(in folder: String) throws -> [UInt8] {
    // Row 6 is row 0 again.
    let values: [Float] = (0..<28).map { entry in Float(((entry % 24) * 37) % 11) }
    let rows = try StoredMatrix(values: values, dimensionCount: 4)
    let ids = RowIds((0..<7).map { "row \($0)" })
    let options = DuplicateOptions(measure: .cosine, threshold: .limit(0.99))
    _ = try DuplicateStore.openForRun(folder, waiting: 0)
      .run(rows, ids: ids, options: options, name: "batch")
    let file = try InputFile.open("\(folder)/store.sqlite")
    return file.bytes.prefix(file.bytes.count)
  }

  /// What nobody but a forger writes into the database of a store.
  static let forgeries = [
    "UPDATE batch SET kept = 9223372036854775807, duplicates = 9223372036854775807",
    "UPDATE batch SET number = 9223372036854775807",
    "UPDATE segment SET rows = -1, bytes = 9223372036854775807",
    "UPDATE segment SET file = '../store.sqlite'",
    "UPDATE row SET number = 9223372036854775807 WHERE number = 7",
    "UPDATE setting SET value = 9223372036854775807 WHERE name LIKE '%dimensions'",
  ]

  /// A copy of the database of a store, after `change`.
  static func forged(_ change: String, in folder: String) throws -> [UInt8] {
    let path = "\(folder)/store.sqlite"
    let whole = try InputFile.open(path)
    let bytes = whole.bytes.prefix(whole.bytes.count)
    let copy = FuzzFile(absolute: "\(folder)/forged.sqlite")
    defer { unlink(copy.path) }
    copy.write(bytes)
    do {
      let database = try SQLiteDatabase(copy.path, mode: .existing)
      try database.execute(change)
    }
    let forged = try InputFile.open(copy.path)
    return forged.bytes.prefix(forged.bytes.count)
  }

  func run(_ fuzz: inout FuzzCase) {
    unlink(database.path + "-journal")
    database.write(fuzz.bytes)
    var resources = ResourceOptions()
    resources.threads = 1
    resources.tileSide = 16
    expectingErrors {
      let store = try DuplicateStore.openForReading(folder, waiting: 0)
      require(!(try store.state().description.isEmpty), "nothing to say")
      _ = try store.keptMatrix()
      try store.verify(resources: resources)
    }
    guard fuzz.choose([true, false]) else { return }
    expectingErrors {
      let rows = try StoredMatrix(values: [1, 2, 3, 4, 9, 1, 7, 5], dimensionCount: 4)
      let options = DuplicateOptions(measure: .cosine, threshold: .limit(0.99))
      _ = try DuplicateStore.openForRun(folder, waiting: 0)
        .run(rows, ids: RowIds(["row 0", "new"]), options: options, name: "next")
    }
  }
}
