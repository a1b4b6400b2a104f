internal import CSimKernels

/// The vector of a row that a statement stands at.
struct SQLiteVector {
  private let statement: SQLiteStatement
  private let column: Int32
  /// The type of the values of a blob.
  private let type: InputType
  private let row: Int
  private let name: String

  init(
    _ statement: SQLiteStatement,
    _ column: Int32,
    type: InputType,
    row: Int,
    of name: String
  ) {
    self.statement = statement
    self.column = column
    self.type = type
    self.row = row
    self.name = name
  }

  /// Whether there is none: NULL, an empty blob or text, or a text of an empty list.
  func isMissing() throws(InputError) -> Bool {
    switch statement.kind(column) {
    case .null: true
    case .blob: try withBytes(\.isEmpty)
    case .text:
      try withBytes { text in
        let marks = text.lazy.filter { $0 != 0x20 && !(0x09...0x0D).contains($0) }.prefix(3)
        return marks.isEmpty || marks.elementsEqual("[]".utf8)
      }
    case .integer, .real: false
    }
  }

  /// Whether there is a text such as `[0.1, 0.2]`.
  func isVectorLiteral() throws(InputError) -> Bool {
    guard try !isMissing(), try withBytes({ $0.first { $0 != 0x20 } == UInt8(ascii: "[") }) else {
      return false
    }
    do { return try textCount(limit: MatrixLayout.dimensionLimits.upperBound) > 0 } catch {
      return false
    }
  }

  /// d, of the first row.
  ///
  /// - Parameter isStated: whether the user said what the values of blobs are.
  func dimensionCount(isStated: Bool) throws(InputError) -> Int {
    let limit = MatrixLayout.dimensionLimits.upperBound
    let count =
      switch statement.kind(column) {
      case .blob: try firstBlobCount(isStated: isStated)
      case .text: try textCount(limit: limit)
      case .null, .integer, .real: throw notAVector()
      }
    guard MatrixLayout.dimensionLimits.contains(count) else {
      throw malformed(expected: "a vector of 1 to \(limit) values", found: "\(count)")
    }
    return count
  }

  /// Writes `count` values as ``InputType/widened`` to `target`, which has room for them.
  func read(into target: UnsafeMutableRawPointer, count: Int) throws(InputError) {
    switch statement.kind(column) {
    case .blob:
      let found = try blobCount()
      guard found == count else { throw wrongCount(count, found: "\(found)") }
      let inexact = try withBytes { bytes in
        bytes.baseAddress.flatMap { type.widen($0, count: count, to: target) }
      }
      if let inexact { throw .inexact(inexact, row: row, of: name) }
    case .text:
      let found = try parse(into: target, limit: count)
      guard found == count else { throw wrongCount(count, found: found.map { "\($0)" } ?? "more") }
    case .null, .integer, .real: throw notAVector()
    }
  }

  private func blobCount() throws(InputError) -> Int {
    let byteCount = try withBytes(\.count)
    guard byteCount % type.byteCount == 0 else {
      throw malformed(
        expected: "a blob of \(type.rawValue) values, \(type.byteCount) bytes each",
        found: "\(byteCount) bytes"
      )
    }
    return byteCount / type.byteCount
  }

  /// The same for the first blob, by which the type is guessed where the user did not say it.
  private func firstBlobCount(isStated: Bool) throws(InputError) -> Int {
    let byteCount = try withBytes(\.count)
    guard isStated || byteCount % type.byteCount == 0 else {
      let other = byteCount % 2 == 0 ? "f16, bf16, i8 or u8" : "i8 or u8"
      throw .usage(
        name,
        """
        a blob of \(byteCount) bytes in column \(statement.columnName(column)) holds no whole number of \
        f32 values: say by --dtype what it holds, \(other)
        """
      )
    }
    return try blobCount()
  }

  /// Values in a text, which are parsed for that.
  private func textCount(limit: Int) throws(InputError) -> Int {
    // Each value has at least a digit and what separates it.
    let most = min(limit, try withBytes(\.count) / 2 + 1)
    guard let scratch = MappedBytes(zeroed: most * type.widened.byteCount) else {
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
        type.widened.kernelValue,
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
      expected: "a blob of \(type.rawValue) values or a text [0.1, 0.2, …]",
      found: "a text of \(count) bytes that is none at character \(parsed.offset + 1)"
    )
  }

  func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) throws(InputError) -> R {
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
