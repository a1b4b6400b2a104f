import CSQLite

/// What SQLite refused, in its own words.
public struct SQLiteError: SimBatchError, Equatable {
  /// The file of the database.
  public let path: String
  /// SQLite's extended result code.
  public let code: Int32
  /// SQLite's message.
  public let detail: String

  /// SQLite's primary result code.
  var primaryCode: Int32 { code & 0xFF }

  public var exitCode: ExitCode {
    switch primaryCode {
    case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT, SQLITE_ERROR, SQLITE_CONSTRAINT,
      SQLITE_MISMATCH, SQLITE_SCHEMA:
      .data
    case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: .cannotCreate
    case SQLITE_BUSY, SQLITE_LOCKED: .temporary
    default: .io
    }
  }

  public var description: String { "\(path): \(detail)".onOneLine }
}
