internal import CSQLite

/// Somebody's SQLite database, opened for reading.
struct SQLiteInput {
  private let name: String
  private let database: SQLiteDatabase

  /// How long a database may be locked.
  static let patience: Int32 = 5_000

  /// - Parameter milliseconds: how long to wait for who has it.
  /// - Throws: ``InputError``: 64 where the input is no file, which SQLite wants; else as
  ///   ``InputError/init(_:in:row:)``.
  init(_ input: OpenedInput, waiting milliseconds: Int32 = Self.patience) throws(InputError) {
    guard let path = input.path else {
      throw .usage(
        input.name,
        "an SQLite database is read in its place: name its file, not a stream or a packed copy"
      )
    }
    name = input.name
    do {
      database = try SQLiteDatabase(path, mode: .foreign(milliseconds: milliseconds))
    } catch {
      throw InputError(error, in: input.name)
    }
  }

  /// The rows that `query` finds; without one, the error tells what could be asked.
  ///
  /// - Throws: ``InputError``: 64 where it is not one statement that only reads, or its columns are
  ///   not those of ``SQLiteRows``; else as ``InputError/init(_:in:row:)``.
  func rows(_ query: String?, type: InputType? = nil) throws(InputError) -> SQLiteRows {
    guard let query else {
      let listing = try listing()
      throw .usage(name, "say what to read by \(Self.example(listing)); \(listing.summary)")
    }
    let statements: [SQLiteStatement]
    do { statements = try database.statements(query, limit: 2) } catch {
      throw InputError(error, in: name)
    }
    guard let statement = statements.first, statements.count == 1 else {
      throw .usage(
        name,
        "--sql must be one statement, and has \(statements.isEmpty ? "none" : "several")"
      )
    }
    guard statement.isReadOnly else { throw .usage(name, "--sql must only read, and would write") }
    guard (1...2).contains(statement.columnCount) else {
      throw .usage(
        name,
        """
        --sql must give one column (vector) or two (id, vector), and gives \
        \(statement.columnCount == 0 ? "none" : "\(statement.columnCount)")
        """
      )
    }
    guard statement.parameterCount == 0 else {
      throw .usage(name, "--sql has parameters such as ?, which nothing fills")
    }
    return try SQLiteRows(statement, type: type, name: name)
  }

  /// All tables and views with their columns.
  func listing() throws(InputError) -> ContainerListing {
    do {
      let tables = try database.prepare(
        """
        SELECT name, type FROM sqlite_schema
        WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name
        """
      )
      var entries: [ContainerListing.Entry] = []
      while try tables.step() {
        let columns = Self.columns(of: tables.bytes(0), in: database)
        let kind = tables.string(1)
        entries.append(
          ContainerListing.Entry(
            name: tables.string(0),
            type: columns.isEmpty ? kind : "\(kind): \(columns.joined(separator: ", "))",
            shape: nil,
            inputType: nil
          )
        )
      }
      return ContainerListing(noun: .table, entries: entries)
    } catch {
      throw InputError(error, in: name)
    }
  }

  /// `id INTEGER` and so on; none where SQLite cannot tell, as of a table of a missing extension.
  private static func columns(of table: [UInt8], in database: SQLiteDatabase) -> [String] {
    var columns: [String] = []
    do throws(SQLiteError) {
      let statement = try database.prepare("SELECT name, type FROM pragma_table_info(?)")
      try statement.bind([.text(table)])
      while try statement.step() {
        let type = statement.string(1)
        columns.append(type.isEmpty ? statement.string(0) : "\(statement.string(0)) \(type)")
      }
    } catch {
      return []
    }
    return columns
  }

  /// A query as an example, about the first table if its name needs no quotes.
  private static func example(_ listing: ContainerListing) -> String {
    let table = listing.entries.map(\.name).first { name in
      name.utf8.allSatisfy { $0 == 0x5F || (0x61...0x7A).contains($0 | 0x20) }
    }
    return "--sql, such as --sql 'select id, embedding from \(table ?? "docs")'"
  }
}

extension InputError {
  /// What SQLite refused: 65 for a damaged database, 64 for a query that is none, 75 for a locked
  /// database, 66 for one that may not be read, 74 for the rest.
  init(_ error: SQLiteError, in name: String, row: Int? = nil) {
    let problem: Problem =
      switch error.primaryCode {
      case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT:
        .malformed(
          expected: "an SQLite database",
          found: "a damaged one (\(error.detail))",
          place: row.map { .row($0) }
        )
      case SQLITE_ERROR, SQLITE_MISMATCH, SQLITE_RANGE, SQLITE_CONSTRAINT, SQLITE_TOOBIG:
        .usage("--sql: \(error.detail)")
      case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_SCHEMA: .locked(error.detail)
      case SQLITE_READONLY:
        .unavailable(
          "a transaction that was cut off must be undone first; open it once with a program that writes"
        )
      case SQLITE_CANTOPEN:
        .unavailable(
          "\(error.detail); a database with a write-ahead log needs a folder that can be written"
        )
      case SQLITE_PERM, SQLITE_AUTH: .unavailable(error.detail)
      default: .readFailed(error.detail)
      }
    self.init(name: name, problem: problem)
  }
}
