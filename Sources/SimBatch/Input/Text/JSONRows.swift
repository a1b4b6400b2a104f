/// Rows of JSON lines: an object each, with a vector in one field and perhaps a name in another.
final class JSONRows: RowStream {
  let format = MatrixFormat.jsonl
  let elementType: ElementType
  let dimensionCount: Int
  let statedRowCount: Int? = nil
  let hasNames: Bool
  var name: String { lines.window.name }
  var reading: String? {
    let ids = hasNames ? "ids from \"\(reader.idField)\"" : "no ids"
    let field = reader.vectorField?.name ?? ""
    return "\(dimensionCount.counted("number")) in \"\(field)\", \(ids), \(elementType.rawValue)"
  }

  private let lines: TextLines
  private let reader: JSONReader
  /// The lines before the last one taken, while that is pending.
  private var leading = LeadingRows()
  /// Whether the last line taken is a row that was not given yet.
  private var isPending = true

  /// Rows without any vector that are looked at for a field of vectors, where none is given.
  private static let undecidedLimit = 1000

  /// Takes lines up to the first one that has a vector.
  ///
  /// - Parameters:
  ///   - idField: the field of names; nil for the best name among those of ``KeyName`` that the first
  ///     line has.
  ///   - vectorField: that of vectors; nil to find it, see ``JSONVectorField``.
  init(_ lines: TextLines, idField: String?, vectorField: String?, type: ElementType)
    throws(InputError)
  {
    self.lines = lines
    elementType = type
    guard try lines.next() else {
      throw lines.window.malformed(expected: "a row of values", found: "the end", line: 1)
    }
    reader = try JSONReader(lines, idField: idField ?? "", type: type)
    reader.vectorField = vectorField.map { JSONVectorField(name: $0, isGuess: false) }
    let fields = try reader.fields(of: lines.line)
    if idField == nil { reader.idField = JSONField.key(among: fields) ?? "id" }
    var (hasNames, dimensionCount): (Bool?, Int) = (idField == nil ? nil : true, 0)
    repeat {
      if reader.vectorField == nil {
        let all = leading.count == 0 ? fields : try reader.fields(of: lines.line)
        reader.vectorField = try JSONVectorField.find(in: all, of: lines.window.name)
      }
      let record = try reader.read(lines.line, limit: MatrixLayout.dimensionLimits.upperBound)
      if hasNames == nil { hasNames = record.hasId }
      dimensionCount = record.count
      guard dimensionCount == 0 else { break }
      try Self.require(record, hasNames: hasNames == true, reader, lines)
      leading.add(
        name: hasNames == true ? { names in record.withId { names.append($0) } } : nil
      )
      guard reader.vectorField != nil || leading.count < Self.undecidedLimit, try lines.next()
      else {
        throw Self.noVector(reader.vectorField, rows: leading.count, fields, lines)
      }
    } while true
    self.hasNames = hasNames == true
    self.dimensionCount = dimensionCount
  }

  /// The error of rows of which none has a vector.
  private static func noVector(
    _ field: JSONVectorField?,
    rows: Int,
    _ fields: [JSONField],
    _ lines: TextLines
  ) -> InputError {
    let place = field.map { "in '\($0.name)'" } ?? "in a field of numbers"
    return .usage(
      lines.window.name,
      """
      no row has a vector \(place)\(field == nil && rows == undecidedLimit ? " up to line \(rows)" : ""); \
      the first line has \(JSONVectorField.list(fields)); --vector-field says where vectors are
      """
    )
  }

  private static func require(
    _ record: JSONRecord,
    hasNames: Bool,
    _ reader: JSONReader,
    _ lines: TextLines
  ) throws(InputError) {
    guard record.hasId != hasNames else { return }
    throw lines.fault(
      at: 0,
      expected: hasNames
        ? "the field '\(reader.idField)'" : "no field '\(reader.idField)', as above",
      found: hasNames ? "none" : "one"
    )
  }

  func appendRow(to batch: RowBatch) throws(InputError) -> Bool {
    if try leading.give(to: batch, hasNames: hasNames) { return true }
    if isPending {
      isPending = false
    } else {
      guard try lines.next() else { return false }
    }
    let record = try reader.read(lines.line, limit: dimensionCount)
    guard record.count == dimensionCount || record.count == 0 else {
      throw lines.fault(
        at: record.end,
        expected: "\(dimensionCount) numbers",
        found: "\(record.count)"
      )
    }
    try Self.require(record, hasNames: hasNames, reader, lines)
    if record.count == 0 {
      try batch.appendMissingRow()
    } else {
      try batch.appendRow { target in record.copyValues(to: target) }
    }
    if hasNames { record.withId { batch.appendName($0) } }
    return true
  }
}
