import Testing

@testable import SimBatch

@Suite("What a query finds in an SQLite database")
struct SQLiteInputTests {
  private static let sample = InputSample(rowCount: 5, dimensionCount: 3)

  /// A table `docs` of the sample, as blobs and as text, with ids of all kinds that are allowed.
  private func database(_ scratch: borrowing InputScratch, _ sql: String = "") throws -> String {
    let path = "\(scratch.directory)/a.db"
    let database = try SQLiteDatabase(path, mode: .created)
    try database.execute("CREATE TABLE docs (id, number INTEGER, embedding BLOB, text TEXT)")
    let ids = ["'one'", "2", "3.5", "'four'", "'f\u{FC}nf'"]
    for row in 0..<5 {
      let values = (0..<3).map { Float(Self.sample.value(row: row, dimension: $0)) }
      let hex = values.flatMap { littleEndian($0.bitPattern) }.map { byte in
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0\(digits)" : digits
      }
      try database.execute(
        "INSERT INTO docs VALUES (\(ids[row]), \(row), x'\(hex.joined())', '\(values)')"
      )
    }
    try database.execute(sql)
    return path
  }

  private func read(_ path: String, _ query: String?) throws -> StoredMatrix {
    var options = MatrixReadingOptions()
    options.query = query
    return try StoredMatrix.open(path, options: options)
  }

  @Test("Vectors are blobs or texts, with ids or without", arguments: ["embedding", "text"])
  func read(column: String) throws {
    let scratch = try InputScratch()
    let path = try database(scratch)
    let matrix = try read(path, "select \(column) from docs order by number")
    #expect(Self.sample.matches(matrix))
    #expect(matrix.rowIds == nil && matrix.format == .sqlite)
    let named = try read(path, " SELECT id, \(column) FROM docs ORDER BY number; -- all\n")
    #expect(Self.sample.matches(named))
    #expect(named.rowIds == RowIds(["one", "2", "3.5", "four", "f\u{FC}nf"]))
    let some = try read(path, "select number, \(column) from docs where number > 2 order by 1 desc")
    #expect(some.rowIds == RowIds(["4", "3"]))
    #expect(some.value(row: 0, dimension: 2) == Self.sample.value(row: 4, dimension: 2))
  }

  @Test("After its last row a query does not start anew")
  func end() throws {
    let scratch = try InputScratch()
    var options = MatrixReadingOptions()
    options.query = "select id, embedding from docs"
    let input = try OpenedInput.open(database(scratch))
    let stream = try #require(try input.rowStream(.sqlite, options))
    let batch = RowBatch(rowByteCount: stream.rowByteCount, limit: 1 << 20, name: stream.name)
    for _ in 0..<20 { _ = try stream.appendRow(to: batch) }
    #expect(batch.rowCount == 5)
  }

  @Test("Blobs and texts may be mixed, and hold any float")
  func values() throws {
    let scratch = try InputScratch()
    let query =
      "select '[ 1e-3,nan ]' union all select x'000080bf0000807f' union all select '[2 -Inf]'"
    let matrix = try read(database(scratch), query)
    #expect(matrix.rowCount == 3 && matrix.dimensionCount == 2)
    #expect(matrix.value(row: 0, dimension: 0) == Double(Float(0.001)))
    #expect(matrix.value(row: 0, dimension: 1).isNaN)
    #expect(matrix.value(row: 1, dimension: 0) == -1)
    #expect(matrix.value(row: 1, dimension: 1) == .infinity)
    #expect(matrix.value(row: 2, dimension: 1) == -.infinity)
  }

  @Test(
    "Queries that are none, or would write, are the user's mistake",
    arguments: [
      (nil, "say what to read by --sql, such as --sql 'select id, embedding from docs'"),
      (nil, "it has 1 table: docs (table: id, number INTEGER, embedding BLOB, text TEXT)"),
      ("", "must be one statement, and has none"), ("-- nothing", "has none"), (";;", "has none"),
      ("select '[1]'; select '[1]'", "one statement, and has several"),
      ("selec 1", "syntax error"), ("select embedding from nowhere", "no such table: nowhere"),
      ("select 'a", "unrecognized token"), ("select id, number, embedding from docs", "gives 3"),
      ("delete from docs", "would write"), ("insert into docs values (1,2,3,4)", "would write"),
      ("delete from docs returning embedding", "would write"),
      ("create table x (y)", "would write"),
      ("pragma journal_mode = wal", "would write"), ("begin", "gives none"),
      ("attach 'other.db' as o", "gives none"), ("vacuum into 'other.db'", "would write"),
      ("select embedding from docs where id = ?", "parameters"), ("select $1", "parameters"),
      ("select null", "no row has a vector"), ("select x'' union all select '[ ]'", "no row has"),
      ("select x'000000'", "say by --dtype what it holds, i8 or u8"),
      ("select load_extension('evil')", "not authorized"), ("select json('{') ", "malformed JSON"),
    ]
  )
  func usage(query: String?, says: String) throws {
    let scratch = try InputScratch()
    let path = try database(scratch)
    let before = try InputFile.open(path).bytes.prefix(.max)
    let error = #expect(throws: InputError.self) { try read(path, query) }
    #expect(error?.exitCode == .usage)
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    #expect(try InputFile.open(path).bytes.prefix(.max) == before)
  }

  @Test(
    "Rows that are none are refused by their number",
    arguments: [
      ("select embedding from docs where 0", "expected a row that --sql finds, found none"),
      ("select 1, 2", "row 0: expected a blob or a text in column 2 ('2'), found an integer"),
      ("select 1.5", "found a number"),
      ("select x'00000000' union all select x'000000'", "4 bytes each, found 3 bytes"),
      ("select '[1,x]'", "a text of 5 bytes that is none at character 4"),
      ("select '[1] 2'", "that is none"), ("select '1,2'", "that is none"),
      ("select '[1e99]'", "that is none"), ("select zeroblob(16777220)", "found 4194305"),
      ("select '[1,2]' union all select '[1]'", "row 1: expected 2 values as in row 0, found 1"),
      ("select '[1]' union all select '[1,2]'", "row 1: expected 1 values as in row 0, found more"),
      (
        "select zeroblob(8) union all select zeroblob(12)", "expected 2 values as in row 0, found 3"
      ),
      ("select null, '[1]'", "row 0: expected an id in column 1 ('null'), found NULL"),
      ("select 1, '[1]' union all select null, '[1]'", "row 1: expected an id"),
    ]
  )
  func badRows(query: String, says: String) throws {
    let scratch = try InputScratch()
    let path = try database(scratch)
    let error = #expect(throws: InputError.self) { try read(path, query) }
    #expect(error?.exitCode == .data)
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
  }

  @Test("A row after others that SQLite cannot compute is the query's fault")
  func lateError() throws {
    let scratch = try InputScratch()
    let query = "select '[1]' union all select json_extract(id, '$.a') from docs"
    let error = #expect(throws: InputError.self) { try read(database(scratch), query) }
    #expect(error?.exitCode == .usage)
  }

  @Test("Rows beyond the memory that they may take are refused")
  func limit() throws {
    let scratch = try InputScratch()
    var options = MatrixReadingOptions()
    options.memory = 1_000
    options.query = """
      with recursive c(x) as (select 0 union all select x + 1 from c) select zeroblob(4) from c
      """
    let path = try database(scratch)
    let error = #expect(throws: InputError.self) { try StoredMatrix.open(path, options: options) }
    #expect(error?.problem == .tooLarge(limit: 1_000))
  }

  @Test("A database with a write-ahead log that somebody has open is read")
  func writeAheadLog() throws {
    let scratch = try InputScratch()
    let path = try database(scratch, "PRAGMA journal_mode = WAL; UPDATE docs SET number = number")
    let writer = try SQLiteDatabase(path, mode: .existing)
    try writer.execute("BEGIN IMMEDIATE; UPDATE docs SET text = '[0,0,0]'")
    #expect(Self.sample.matches(try read(path, "select text from docs order by number")))
    try writer.execute("COMMIT")
    #expect(try read(path, "select text from docs").value(row: 1, dimension: 0) == 0)
  }

  @Test("A locked database may be tried again")
  func locked() throws {
    let scratch = try InputScratch()
    let path = try database(scratch)
    let writer = try SQLiteDatabase(path, mode: .existing)
    try writer.execute("BEGIN EXCLUSIVE")
    let input = try SQLiteInput(OpenedInput.open(path), waiting: 10)
    let error = #expect(throws: InputError.self) { try input.rows("select embedding from docs") }
    #expect(error?.exitCode == .temporary)
    #expect(error?.description == "\(path): database is locked; run it again")
    try writer.execute("ROLLBACK")
    #expect(try input.rows("select embedding from docs").dimensionCount == 3)
  }

  @Test("A stream is no database")
  func stream() throws {
    let scratch = try InputScratch()
    let bytes = try InputFile.open(database(scratch)).bytes.prefix(.max)
    let error = #expect(throws: InputError.self) { try readMatrix(bytes, named: "a.db") }
    #expect(error?.exitCode == .usage)
    #expect(error?.description.contains("name its file") == true)
  }

  @Test("A relative path is a file, whatever SQLite makes of such names")
  func strangeNames() throws {
    for name in [":memory:", "file:a.db?mode=memory"] {
      let error = #expect(throws: SQLiteError.self) { try SQLiteDatabase(name, mode: .existing) }
      #expect(error?.description.contains("unable to open") == true)
    }
  }

  @Test("A damaged database gives an error or rows")
  func damaged() throws {
    let scratch = try InputScratch()
    let whole = try InputFile.open(database(scratch)).bytes.prefix(.max)
    var random = SplitMix64(seed: 6)
    var codes: [ExitCode: Int] = [:]
    for number in 0..<300 {
      var bytes = whole
      if number % 3 == 0 {
        bytes.removeLast(Int.random(in: 1..<bytes.count - 20, using: &random))
      }
      for _ in 0..<Int.random(in: 1...20, using: &random) {
        // The magic stays, and so does what makes SQLite wait for a log.
        let place = Int.random(in: 20..<min(bytes.count, whole.count), using: &random)
        bytes[place] = UInt8.random(in: 0...255, using: &random)
      }
      let path = try scratch.file("damaged.db", bytes)
      do throws(InputError) {
        var options = MatrixReadingOptions()
        options.query = "select id, embedding from docs"
        let matrix = try StoredMatrix.open(path, options: options)
        #expect(matrix.rowIds?.count == matrix.rowCount)
        codes[.success, default: 0] += 1
      } catch {
        codes[error.exitCode, default: 0] += 1
        #expect(error.description.hasPrefix("\(path): "))
      }
    }
    #expect(codes[.data, default: 0] > 60 && codes[.success, default: 0] > 10, "\(codes)")
    #expect(codes[.internal] == nil && codes[.temporary] == nil, "\(codes)")
  }
}
