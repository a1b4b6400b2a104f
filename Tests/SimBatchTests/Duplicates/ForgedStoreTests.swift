import Testing

@testable import SimBatch

/// Stores whose database somebody else has written to: numbers that no run can have left are errors
/// for users, not the end of the process.
@Suite struct ForgedStoreTests {
  private static let options = DuplicateOptions(measure: .cosine, threshold: .limit(0.99))

  private func rows(_ ids: [String], seed: Int) throws -> (StoredMatrix, RowIds) {
    let values = (0..<ids.count * 3).map { Float(($0 * 37 + seed) % 11) }
    return (try StoredMatrix(values: values, dimensionCount: 3), RowIds(ids))
  }

  /// A store of four rows after a statement.
  private func forged(_ change: String, in folder: TemporaryFolder) throws -> String {
    let path = folder("store")
    let (matrix, ids) = try rows(["a", "b", "c", "d"], seed: 0)
    _ = try DuplicateStore.openForRun(path, waiting: 0)
      .run(matrix, ids: ids, options: Self.options, name: "first")
    let database = try SQLiteDatabase("\(path)/store.sqlite", mode: .created)
    try database.execute("PRAGMA foreign_keys = OFF; \(change)")
    return path
  }

  @Test(arguments: [
    "UPDATE batch SET kept = 9223372036854775807, duplicates = 9223372036854775807",
    "UPDATE batch SET duplicates = -1",
    "UPDATE segment SET bytes = 9223372036854775807",
    "UPDATE segment SET rows = -1",
    "UPDATE segment SET file = '../store.sqlite'",
    "UPDATE batch SET number = 9223372036854775807",
  ])
  func `what the database counts is checked before it is summed up`(change: String) throws {
    let folder = try TemporaryFolder()
    let path = try forged(change, in: folder)
    #expect(throws: StoreError.self) {
      try DuplicateStore.openForReading(path, waiting: 0).state()
    }
  }

  @Test(arguments: [
    "UPDATE batch SET number = 9223372036854775807",
    "UPDATE row SET number = 9223372036854775807 WHERE id = 'd'",
    "UPDATE segment SET rows = 9223372036854775807",
    "UPDATE segment SET file = '/etc/passwd'",
  ])
  func `a run does not go on from numbers that have no next one`(change: String) throws {
    let folder = try TemporaryFolder()
    let path = try forged(change, in: folder)
    let (matrix, ids) = try rows(["e", "f"], seed: 5)
    #expect(throws: StoreError.self) {
      try DuplicateStore.openForRun(path, waiting: 0)
        .run(matrix, ids: ids, options: Self.options, name: "second")
    }
  }
}
