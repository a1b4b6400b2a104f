/// What a query finds in an SQLite database: per row a vector, or a name and a vector.
///
/// A vector is a blob of little-endian values, or a text such as `[0.1, 0.2]`; it is missing where it is
/// NULL or empty. The first one says what d is.
final class SQLiteRows: RowStream {
  let name: String
  let format = MatrixFormat.sqlite
  let elementType: ElementType
  let dimensionCount: Int
  let statedRowCount: Int? = nil
  let hasNames: Bool
  let reading: String?

  private let statement: SQLiteStatement
  private let vectorColumn: Int32
  /// The type of the values of blobs.
  private let type: InputType
  /// Where nobody says that they are `f32`.
  private var guess: BlobGuess?
  /// The rows before the one that ``statement`` stands at, while that is pending.
  private var leading = LeadingRows()
  /// The row that ``statement`` stands at, or that is looked for next.
  private var row = 0
  private var isAtRow = false
  private var isAtEnd = false

  /// - Parameters:
  ///   - statement: of one or two columns.
  ///   - type: of the values of blobs; nil for `f32`, if that is what they may be.
  /// - Throws: ``InputError`` where there is no row, or none has a vector.
  init(_ statement: SQLiteStatement, type: InputType?, name: String) throws(InputError) {
    self.name = name
    self.statement = statement
    self.type = type ?? .f32
    elementType = self.type.widened
    hasNames = statement.columnCount == 2
    vectorColumn = hasNames ? 1 : 0
    var leading = LeadingRows()
    var first: SQLiteVector?
    while first == nil {
      guard try Self.step(statement, row: leading.count, of: name) else {
        guard leading.count > 0 else {
          throw InputError(
            name: name,
            problem: .malformed(expected: "a row that --sql finds", found: "none", place: nil)
          )
        }
        throw .usage(
          name,
          "no row has a vector in column \(statement.columnName(vectorColumn)); all are NULL or empty"
        )
      }
      let vector = SQLiteVector(
        statement,
        vectorColumn,
        type: self.type,
        row: leading.count,
        of: name
      )
      if try vector.isMissing() {
        if hasNames { try Self.requireId(statement, row: leading.count, of: name) }
        leading.add(name: hasNames ? { $0.append(statement.bytes(0)) } : nil)
      } else {
        first = vector
      }
    }
    guard let first else { preconditionFailure("the loop ends with a vector") }
    if hasNames { try Self.requireId(statement, row: leading.count, of: name) }
    (self.leading, row, isAtRow) = (leading, leading.count, true)
    dimensionCount = try first.dimensionCount(isStated: type != nil)
    let column = statement.columnName(vectorColumn)
    let isText = statement.kind(vectorColumn) == .text
    if isText, let type, ![.f32, .f64].contains(type) {
      throw .usage(
        name,
        "--dtype \(type.rawValue): the vectors in column \(column) are text, read as f32 or f64"
      )
    }
    if type == nil, !isText {
      guess = BlobGuess(byteCount: dimensionCount * ElementType.f32.byteCount)
    }
    let vectors = isText ? "texts in column \(column), read as" : "blobs in column \(column) of"
    let ids = hasNames ? "ids from column \(statement.columnName(0))" : "no ids"
    reading = "\(vectors) \(self.type.rawValue), \(dimensionCount.counted("dimension")), \(ids)"
  }

  func appendRow(to batch: RowBatch) throws(InputError) -> Bool {
    if try leading.give(to: batch, hasNames: hasNames) { return true }
    if !isAtRow {
      // After the last row SQLite would start anew.
      guard !isAtEnd else { return false }
      isAtRow = try Self.step(statement, row: row, of: name)
      isAtEnd = !isAtRow
      guard isAtRow else {
        try doubt()
        return false
      }
    }
    if hasNames { try Self.requireId(statement, row: row, of: name) }
    let vector = SQLiteVector(statement, vectorColumn, type: type, row: row, of: name)
    if try vector.isMissing() {
      try batch.appendMissingRow()
    } else {
      try batch.appendRow { target throws(InputError) in
        try vector.read(into: target, count: dimensionCount)
      }
      if guess != nil, statement.kind(vectorColumn) == .blob {
        try vector.withBytes { guess?.add($0) }
        if guess?.isDone == true { try doubt() }
      }
    }
    if hasNames { batch.appendName(statement.bytes(0)) }
    row += 1
    isAtRow = false
    return true
  }

  private static func step(_ statement: SQLiteStatement, row: Int, of name: String)
    throws(InputError) -> Bool
  {
    do { return try statement.step() } catch { throw InputError(error, in: name, row: row) }
  }

  /// Refuses an id that is missing, and one that may be a vector.
  private static func requireId(_ statement: SQLiteStatement, row: Int, of name: String)
    throws(InputError)
  {
    let (id, vector) = (statement.columnName(0), statement.columnName(1))
    switch statement.kind(0) {
    case .integer, .real: return
    case .null:
      throw InputError(
        name: name,
        problem: .malformed(
          expected: "an id in column 1 ('\(id)')",
          found: "NULL",
          place: .row(row)
        )
      )
    case .blob:
      throw .usage(
        name,
        """
        row \(row) has a blob in column 1 ('\(id)'), where ids are text or numbers, and column 2 \
        ('\(vector)') is for vectors: name the column of vectors last in --sql, and ids that are blobs \
        as hex(\(id)) or cast(\(id) as text)
        """
      )
    case .text:
      // Enough to look at once: later rows cannot change what the columns are.
      guard row == 0,
        try SQLiteVector(statement, 0, type: .f32, row: row, of: name).isVectorLiteral()
      else { return }
      throw .usage(
        name,
        """
        columns '\(id)' and '\(vector)' may both be the vectors: --sql chooses, as by select rowid, \
        \(vector) from …
        """
      )
    }
  }

  /// Refuses blobs that are not clearly `f32`, once enough of them were seen.
  private func doubt() throws(InputError) {
    let reason = guess?.reason(column: statement.columnName(vectorColumn))
    guess = nil
    if let reason { throw .usage(name, reason) }
  }
}
