internal import CSimKernels

/// What a query finds in an SQLite database: per row a vector, or a name and a vector.
///
/// A vector is a blob of little-endian `f32`, or a text such as `[0.1, 0.2]`. The first one says what
/// d is.
final class SQLiteRows: RowStream {
  let name: String
  let format = MatrixFormat.sqlite
  let elementType = ElementType.f32
  let dimensionCount: Int
  let statedRowCount: Int? = nil
  let hasNames: Bool

  private let statement: SQLiteStatement
  private let vectorColumn: Int32
  /// The row that ``statement`` stands at, or that is looked for next.
  private var row = 0
  private var isAtRow: Bool
  private var isAtEnd = false

  /// - Parameter statement: of one or two columns.
  /// - Throws: ``InputError`` where there is no row, or its vector is none.
  init(_ statement: SQLiteStatement, name: String) throws(InputError) {
    self.name = name
    self.statement = statement
    hasNames = statement.columnCount == 2
    vectorColumn = hasNames ? 1 : 0
    do { isAtRow = try statement.step() } catch { throw InputError(error, in: name) }
    guard isAtRow else {
      throw InputError(
        name: name,
        problem: .malformed(expected: "a row that --sql finds", found: "none", place: nil)
      )
    }
    dimensionCount = try SQLiteVector(statement, vectorColumn, row: 0, of: name).dimensionCount()
  }

  func appendRow(to batch: RowBatch) throws(InputError) -> Bool {
    if !isAtRow {
      // After the last row SQLite would start anew.
      guard !isAtEnd else { return false }
      do { isAtRow = try statement.step() } catch { throw InputError(error, in: name, row: row) }
      isAtEnd = !isAtRow
      guard isAtRow else { return false }
    }
    let vector = SQLiteVector(statement, vectorColumn, row: row, of: name)
    if hasNames, statement.isNull(0) {
      throw InputError(
        name: name,
        problem: .malformed(
          expected: "an id in column 1 ('\(statement.columnName(0))')",
          found: "NULL",
          place: .row(row)
        )
      )
    }
    try batch.appendRow { target throws(InputError) in
      try vector.read(into: target, count: dimensionCount)
    }
    if hasNames { batch.appendName(statement.bytes(0)) }
    row += 1
    isAtRow = false
    return true
  }
}

/// The vector of a row that a statement stands at.
private struct SQLiteVector {
  private let statement: SQLiteStatement
  private let column: Int32
  private let row: Int
  private let name: String

  init(_ statement: SQLiteStatement, _ column: Int32, row: Int, of name: String) {
    self.statement = statement
    self.column = column
    self.row = row
    self.name = name
  }

  /// d, of the first row.
  func dimensionCount() throws(InputError) -> Int {
    let limit = MatrixLayout.dimensionLimits.upperBound
    let count =
      switch statement.kind(column) {
      case .blob: try blobCount()
      case .text: try textCount(limit: limit)
      case .null, .integer, .real: throw notAVector()
      }
    guard MatrixLayout.dimensionLimits.contains(count) else {
      throw malformed(expected: "a vector of 1 to \(limit) values", found: "\(count)")
    }
    return count
  }

  /// Writes `count` values of `f32` to `target`, which has room for them.
  func read(into target: UnsafeMutableRawPointer, count: Int) throws(InputError) {
    switch statement.kind(column) {
    case .blob:
      let found = try blobCount()
      guard found == count else { throw wrongCount(count, found: "\(found)") }
      try withBytes { bytes in
        if let start = bytes.baseAddress {
          target.copyMemory(from: start, byteCount: count * ElementType.f32.byteCount)
        }
      }
    case .text:
      let found = try parse(into: target, limit: count)
      guard found == count else { throw wrongCount(count, found: found.map { "\($0)" } ?? "more") }
    case .null, .integer, .real: throw notAVector()
    }
  }

  private func blobCount() throws(InputError) -> Int {
    let byteCount = try withBytes(\.count)
    guard byteCount % ElementType.f32.byteCount == 0 else {
      throw malformed(
        expected: "a blob of f32 values, 4 bytes each",
        found: "\(byteCount) bytes"
      )
    }
    return byteCount / ElementType.f32.byteCount
  }

  /// Values in a text, which are parsed for that.
  private func textCount(limit: Int) throws(InputError) -> Int {
    // Each value has at least a digit and what separates it.
    let most = min(limit, try withBytes(\.count) / 2 + 1)
    guard let scratch = MappedBytes(zeroed: most * ElementType.f32.byteCount) else {
      throw .readFailed(name, "out of memory")
    }
    let outcome = scratch.withMutableBytes { bytes in
      Result { () throws(InputError) -> Int? in
        guard let start = bytes.baseAddress else { return 0 }
        return try parse(into: start, limit: most)
      }
    }
    guard let count = try outcome.get() else {
      throw malformed(expected: "a vector of 1 to \(limit) values", found: "more")
    }
    return count
  }

  /// Writes the values of a text to `target`.
  ///
  /// - Returns: how many; nil where they are more than `limit`.
  private func parse(into target: UnsafeMutableRawPointer, limit: Int) throws(InputError) -> Int? {
    var parsed = sim_parsed()
    let (status, count) = try withBytes { bytes in
      let status = sim_parse_vector_literal(
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
        bytes.count,
        SIM_F32,
        limit,
        target,
        &parsed
      )
      let rest = bytes.dropFirst(parsed.offset)
      let isWhole = rest.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
      return (status == SIM_PARSE_DONE && !isWhole ? SIM_PARSE_NO_BRACKET : status, bytes.count)
    }
    if status == SIM_PARSE_DONE { return parsed.values }
    if status == SIM_PARSE_TOO_MANY { return nil }
    throw malformed(
      expected: "a blob of f32 values or a text [0.1, 0.2, …]",
      found: "a text of \(count) bytes that is none at character \(parsed.offset + 1)"
    )
  }

  private func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) throws(InputError) -> R {
    do { return try statement.withBytes(column, body) } catch {
      throw InputError(error, in: name, row: row)
    }
  }

  private func wrongCount(_ count: Int, found: String) -> InputError {
    malformed(expected: "\(count) values as in row 0", found: found)
  }

  private func notAVector() -> InputError {
    malformed(expected: "a blob or a text", found: statement.kind(column).rawValue)
  }

  private func malformed(expected: String, found: String) -> InputError {
    let place =
      column == 0 ? "" : " in column \(column + 1) ('\(statement.columnName(column))')"
    return InputError(
      name: name,
      problem: .malformed(expected: expected + place, found: found, place: .row(row))
    )
  }
}
