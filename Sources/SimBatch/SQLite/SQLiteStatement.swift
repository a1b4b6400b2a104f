import CSQLite

/// A prepared statement, finalized with its owner.
final class SQLiteStatement {
  private let handle: OpaquePointer
  private let database: SQLiteDatabase

  /// SQLite copies what is bound so, since it may move on the way.
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  init(_ handle: OpaquePointer, of database: SQLiteDatabase) {
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
  func run(_ values: Value...) throws(SQLiteError) {
    try bind(values)
    _ = try step()
    sqlite3_reset(handle)
  }

  func bind(_ values: [Value]) throws(SQLiteError) {
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
  func step() throws(SQLiteError) -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw database.error()
    }
  }

  /// Whether it only reads, as SQLite sees it.
  var isReadOnly: Bool { sqlite3_stmt_readonly(handle) != 0 }

  /// Values that it wants to be bound.
  var parameterCount: Int { Int(sqlite3_bind_parameter_count(handle)) }

  /// 0 for what gives no rows.
  var columnCount: Int { Int(sqlite3_column_count(handle)) }

  func columnName(_ column: Int32) -> String {
    sqlite3_column_name(handle, column).map { String(cString: $0) } ?? ""
  }

  /// How SQLite stores a value.
  enum Kind: String {
    case null = "NULL"
    case integer = "an integer"
    case real = "a number"
    case text
    case blob = "a blob"
  }

  func kind(_ column: Int32) -> Kind {
    switch sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: .integer
    case SQLITE_FLOAT: .real
    case SQLITE_TEXT: .text
    case SQLITE_BLOB: .blob
    default: .null
    }
  }

  func isNull(_ column: Int32) -> Bool { kind(column) == .null }

  func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }

  func real(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }

  func bytes(_ column: Int32) -> [UInt8] {
    guard let text = sqlite3_column_text(handle, column) else { return [] }
    return Array(UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(handle, column))))
  }

  func string(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

  /// The bytes of a blob or text, for the duration of `body`.
  ///
  /// - Throws: ``SQLiteError`` where SQLite has no memory for them.
  func withBytes<R>(_ column: Int32, _ body: (UnsafeRawBufferPointer) -> R) throws(SQLiteError)
    -> R
  {
    let start =
      kind(column) == .blob
      ? sqlite3_column_blob(handle, column)
      : sqlite3_column_text(handle, column).map { UnsafeRawPointer($0) }
    let count = Int(sqlite3_column_bytes(handle, column))
    // An empty blob has no address, either.
    guard start != nil || count == 0 else { throw database.error() }
    return body(UnsafeRawBufferPointer(start: start, count: count))
  }
}
