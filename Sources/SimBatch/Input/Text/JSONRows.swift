/// Rows of JSON lines: an object each, with a vector in one field and perhaps a name in another.
final class JSONRows: RowStream {
  let format = MatrixFormat.jsonl
  let elementType: ElementType
  let dimensionCount: Int
  let statedRowCount: Int? = nil
  let hasNames: Bool
  var name: String { lines.window.name }

  private let lines: TextLines
  private let reader: JSONReader
  /// Whether the last line taken is a row that was not given yet.
  private var isPending = true

  /// The field of names where none is given.
  static let defaultIdField = "id"

  /// - Parameters:
  ///   - idField: the field of names; nil for `id`, if the first line has it.
  ///   - vectorField: that of vectors; nil for the only one of the first line that is an array of
  ///     numbers.
  init(_ lines: TextLines, idField: String?, vectorField: String?, type: ElementType)
    throws(InputError)
  {
    self.lines = lines
    elementType = type
    guard try lines.next() else {
      throw lines.window.malformed(expected: "a row of values", found: "the end", line: 1)
    }
    reader = try JSONReader(lines, type: type)
    let vector: String
    if let vectorField {
      vector = vectorField
    } else {
      vector = try reader.vectorField(of: lines.line)
    }
    reader.choose(idField: idField ?? Self.defaultIdField, vectorField: vector)
    let first = try reader.read(lines.line, limit: MatrixLayout.dimensionLimits.upperBound)
    hasNames = idField != nil || first.hasId
    guard first.count > 0 else {
      throw lines.fault(at: first.end, expected: "a vector of numbers", found: "none")
    }
    dimensionCount = first.count
  }

  func appendRow(to batch: RowBatch) throws(InputError) -> Bool {
    if isPending {
      isPending = false
    } else {
      guard try lines.next() else { return false }
    }
    let record = try reader.read(lines.line, limit: dimensionCount)
    guard record.count == dimensionCount else {
      throw lines.fault(
        at: record.end,
        expected: "\(dimensionCount) numbers",
        found: "\(record.count)"
      )
    }
    guard record.hasId == hasNames else {
      throw lines.fault(
        at: 0,
        expected: hasNames
          ? "the field '\(reader.idField)'" : "no field '\(reader.idField)', as above",
        found: hasNames ? "none" : "one"
      )
    }
    try batch.appendRow { target in record.copyValues(to: target) }
    if hasNames { record.withId { batch.appendName($0) } }
    return true
  }
}
