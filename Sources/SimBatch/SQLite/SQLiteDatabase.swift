import CSQLite

/// An open database, closed with its owner. With ``SQLiteStatement`` the only place that knows
/// SQLite's C interface.
final class SQLiteDatabase {
  private let handle: OpaquePointer
  private let path: String

  enum Mode: Equatable {
    /// For reading. A transaction that a killed run left is undone first, where this may be written.
    case existing
    /// For writing; made if there is none.
    case created
    /// Somebody else's, of which nothing is trusted; waits so long for who has it.
    case foreign(milliseconds: Int32)

    fileprivate var flags: Int32 {
      switch self {
      // SQLite falls back to reading where it may not write.
      case .existing: SQLITE_OPEN_READWRITE
      case .created: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      case .foreign: SQLITE_OPEN_READONLY
      }
    }
  }

  init(_ path: String, mode: Mode) throws(SQLiteError) {
    self.path = path
    // A relative path might read as `:memory:` or, where SQLite was built so, as a URI.
    let file = path.hasPrefix("/") ? path : "./\(path)"
    var opened: OpaquePointer?
    let status = sqlite3_open_v2(file, &opened, mode.flags | SQLITE_OPEN_NOMUTEX, nil)
    guard let opened else {
      throw SQLiteError(path: path, code: SQLITE_NOMEM, detail: "out of memory")
    }
    handle = opened
    sqlite3_extended_result_codes(handle, 1)
    guard status == SQLITE_OK else { throw error() }
    if case .foreign(let milliseconds) = mode {
      sqlite3_busy_timeout(handle, milliseconds)
      try execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0")
    }
  }

  deinit { sqlite3_close_v2(handle) }

  /// Runs statements that give no rows.
  func execute(_ sql: String) throws(SQLiteError) {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw error() }
  }

  /// - Precondition: `sql` is one statement.
  func prepare(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
    guard let statement = try statements(sql, limit: 1).first else {
      preconditionFailure("no statement in '\(sql)'")
    }
    return statement
  }

  /// The first statements in `sql`, at most `limit`; comments are none.
  func statements(_ sql: String, limit: Int) throws(SQLiteError) -> [SQLiteStatement] {
    var text = Array(sql.utf8CString)[...]
    var found: [SQLiteStatement] = []
    while found.count < limit, text.count > 1 {
      var statement: OpaquePointer?
      var used = 0
      let status = text.withUnsafeBufferPointer { text in
        var rest: UnsafePointer<CChar>?
        let status = sqlite3_prepare_v2(
          handle,
          text.baseAddress,
          Int32(clamping: text.count),
          &statement,
          &rest
        )
        if let rest, let start = text.baseAddress { used = rest - start }
        return status
      }
      guard status == SQLITE_OK else { throw error() }
      if let statement { found.append(SQLiteStatement(statement, of: self)) }
      guard used > 0 else { break }
      text = text.dropFirst(used)
    }
    return found
  }

  /// The first column of the first row of a query.
  func integer(_ sql: String) throws(SQLiteError) -> Int? {
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
  func error() -> SQLiteError {
    SQLiteError(
      path: path,
      code: sqlite3_extended_errcode(handle),
      detail: String(cString: sqlite3_errmsg(handle))
    )
  }
}
