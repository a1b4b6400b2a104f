import CSimKernels

/// A vector in one field: `[0.1, 0.2]`, as pgvector, JSON and numpy write it, or `{0.1,0.2}`, an array
/// of PostgreSQL.
struct VectorField {
  private let text: TextSlice
  private let isArray: Bool

  /// nil where the field does not start with a `[` or a `{` and a number or the end of the vector.
  init?(_ field: TextSlice) {
    text = field
    let start = field.trimmed.text
    guard !start.isEmpty else { return nil }
    isArray = start[0] == UInt8(ascii: "{")
    guard isArray || start[0] == UInt8(ascii: "[") else { return nil }
    let inside = start.dropFirst(1)
    let first = inside.dropFirst(inside.end { !$0.isBlank && $0 != 0x0A && $0 != 0x0D })
    guard !first.isEmpty, "+-.0123456789nNiI]}".utf8.contains(first[0]) else { return nil }
  }

  /// Reads the numbers.
  ///
  /// - Parameter target: has room for `limit` values.
  /// - Returns: offsets count from the start of the field.
  func read(type: ElementType, limit: Int, into target: UnsafeMutableRawPointer) -> ParsedNumbers {
    isArray
      ? readArray(type: type, limit: limit, into: target)
      : text.readBracketed(type: type, limit: limit, into: target)
  }

  private func readArray(type: ElementType, limit: Int, into target: UnsafeMutableRawPointer)
    -> ParsedNumbers
  {
    let start = text.trimmed.offset + 1
    guard let length = text.dropFirst(start).firstIndex(of: UInt8(ascii: "}")) else {
      return ParsedNumbers(status: SIM_PARSE_NO_BRACKET, sim_parsed(values: 0, offset: text.count))
    }
    let parsed = text[start..<start + length].readNumbers(
      separator: UInt8(ascii: ","),
      type: type,
      limit: limit,
      into: target
    )
    return ParsedNumbers(
      status: parsed.status,
      sim_parsed(values: parsed.count, offset: start + (parsed.isDone ? length + 1 : parsed.offset))
    )
  }
}
