import CSQLite

/// An open database, closed with its owner. With ``SQLiteStatement`` the only place that knows
/// SQLite's C interface.
final class SQLiteDatabase {
  fileprivate let handle: OpaquePointer
  private let path: String

  enum Mode {
    /// For reading. A transaction that a killed run left is undone first, where this may be written.
    case existing
    /// For writing; made if there is none.
    case created
  }

  /// - Throws: ``StoreError``.
  init(_ path: String, mode: Mode) throws(StoreError) {
    self.path = path
    // SQLite falls back to reading where it may not write.
    let flags = SQLITE_OPEN_READWRITE | (mode == .created ? SQLITE_OPEN_CREATE : 0)
    var opened: OpaquePointer?
    let status = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
    guard let opened else { throw .database(path, detail: "out of memory", .io) }
    handle = opened
    sqlite3_extended_result_codes(handle, 1)
    guard status == SQLITE_OK else { throw error() }
  }

  deinit { sqlite3_close_v2(handle) }

  /// Runs statements that give no rows.
  func execute(_ sql: String) throws(StoreError) {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw error() }
  }

  func prepare(_ sql: String) throws(StoreError) -> SQLiteStatement {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
      throw error()
    }
    return SQLiteStatement(statement, of: self)
  }

  /// The first column of the first row of a query.
  func integer(_ sql: String) throws(StoreError) -> Int? {
    let statement = try prepare(sql)
    return try statement.step() ? statement.integer(0) : nil
  }

  /// Runs `body` in one transaction, which is undone if it throws.
  func transaction(_ body: () throws -> Void) throws {
    try execute("BEGIN IMMEDIATE")
    do {
      try body()
      try execute("COMMIT")
    } catch {
      // Where the disk is full SQLite may have undone it already, and a second error says no more.
      try? execute("ROLLBACK")
      throw error
    }
  }

  /// What SQLite says about its last call.
  fileprivate func error() -> StoreError {
    let detail = String(cString: sqlite3_errmsg(handle))
    let code: ExitCode =
      switch sqlite3_errcode(handle) & 0xFF {
      case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT, SQLITE_ERROR, SQLITE_CONSTRAINT,
        SQLITE_MISMATCH, SQLITE_SCHEMA:
        .data
      case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: .cannotCreate
      case SQLITE_BUSY, SQLITE_LOCKED: .temporary
      default: .io
      }
    return .database(path, detail: detail, code)
  }
}

/// A prepared statement, finalized with its owner.
final class SQLiteStatement {
  private let handle: OpaquePointer
  private let database: SQLiteDatabase

  /// SQLite copies what is bound so, since it may move on the way.
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  fileprivate init(_ handle: OpaquePointer, of database: SQLiteDatabase) {
    self.handle = handle
    self.database = database
  }

  deinit { sqlite3_finalize(handle) }

  /// A value of a parameter or a column.
  enum Value {
    case null
    case integer(Int)
    case real(Double)
    case text([UInt8])
  }

  /// Runs the statement once with these parameters; it gives no rows.
  func run(_ values: Value...) throws(StoreError) {
    try bind(values)
    _ = try step()
    sqlite3_reset(handle)
  }

  func bind(_ values: [Value]) throws(StoreError) {
    sqlite3_reset(handle)
    for (index, value) in values.enumerated() {
      let place = Int32(index + 1)
      let status =
        switch value {
        case .null: sqlite3_bind_null(handle, place)
        case .integer(let number): sqlite3_bind_int64(handle, place, Int64(number))
        case .real(let number): sqlite3_bind_double(handle, place, number)
        case .text(let bytes):
          bytes.withUnsafeBytes { bytes in
            // A null pointer would be NULL, not the empty text.
            let start = bytes.baseAddress.map { $0.assumingMemoryBound(to: CChar.self) }
            return start == nil
              ? sqlite3_bind_text(handle, place, "", 0, Self.copied)
              : sqlite3_bind_text(handle, place, start, Int32(bytes.count), Self.copied)
          }
        }
      guard status == SQLITE_OK else { throw database.error() }
    }
  }

  /// - Returns: whether there is a row.
  func step() throws(StoreError) -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw database.error()
    }
  }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }

  func real(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }

  func bytes(_ column: Int32) -> [UInt8] {
    guard let text = sqlite3_column_text(handle, column) else { return [] }
    return Array(UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(handle, column))))
  }

  func string(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }
}
