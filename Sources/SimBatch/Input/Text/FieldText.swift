/// What a field of a table says once its quotes and escapes are undone.
extension TableRecords {
  /// Calls `body` with the text of the field in `column` of the last record.
  ///
  /// - Throws: ``InputError`` with exit code 65 for a null, and for an escape that stops short.
  func withText(of column: Int, _ body: (UnsafeRawBufferPointer) -> Void) throws(InputError) {
    let field = self[column]
    let hasEscapes =
      dialect.escapes == .quotes
      ? fields[column].doubled : field.firstIndex(of: UInt8(ascii: #"\"#)) != nil
    guard hasEscapes else { return field.withBytes(body) }
    guard !dialect.isNull(field) else {
      throw lines.fault(at: fields[column].start, expected: "a name", found: "NULL")
    }
    let plain: [UInt8]
    switch dialect.escapes {
    case .quotes: plain = field.withBytes { Self.withoutDoubledQuotes($0) }
    case .some: plain = field.withBytes { Self.withoutSomeEscapes($0) }
    case .copy:
      guard let text = field.withBytes({ Self.withoutCopyEscapes($0) }) else {
        throw lines.fault(
          at: fields[column].end - 1,
          expected: "a character after the backslash",
          found: "the end of the field"
        )
      }
      plain = text
    }
    plain.withUnsafeBytes(body)
  }

  private static func withoutDoubledQuotes(_ field: UnsafeRawBufferPointer) -> [UInt8] {
    var plain: [UInt8] = []
    var isSecond = false
    for byte in field {
      isSecond = byte == UInt8(ascii: "\"") && !isSecond
      if !isSecond { plain.append(byte) }
    }
    return plain
  }

  private static func withoutSomeEscapes(_ field: UnsafeRawBufferPointer) -> [UInt8] {
    var plain: [UInt8] = []
    var rest = field[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: #"\"#) else {
        plain.append(byte)
        continue
      }
      switch rest.first {
      case UInt8(ascii: "t"): plain.append(0x09)
      case UInt8(ascii: "n"): plain.append(0x0A)
      case UInt8(ascii: "r"): plain.append(0x0D)
      case UInt8(ascii: #"\"#): plain.append(byte)
      default:
        plain.append(byte)
        continue
      }
      rest.removeFirst()
    }
    return plain
  }

  /// nil where nothing follows a backslash.
  private static func withoutCopyEscapes(_ field: UnsafeRawBufferPointer) -> [UInt8]? {
    var plain: [UInt8] = []
    var rest = field[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: #"\"#) else {
        plain.append(byte)
        continue
      }
      guard let escaped = rest.popFirst() else { return nil }
      switch escaped {
      case UInt8(ascii: "b"): plain.append(0x08)
      case UInt8(ascii: "t"): plain.append(0x09)
      case UInt8(ascii: "n"): plain.append(0x0A)
      case UInt8(ascii: "v"): plain.append(0x0B)
      case UInt8(ascii: "f"): plain.append(0x0C)
      case UInt8(ascii: "r"): plain.append(0x0D)
      case UInt8(ascii: "0")...UInt8(ascii: "7"):
        plain.append(takeByte(&rest, base: 8, atMost: 2, from: escaped & 7) ?? escaped)
      case UInt8(ascii: "x"):
        plain.append(takeByte(&rest, base: 16, atMost: 2, from: nil) ?? escaped)
      default: plain.append(escaped)
      }
    }
    return plain
  }

  /// Takes at most `limit` digits; nil where there are none and no first one.
  private static func takeByte(
    _ rest: inout Slice<UnsafeRawBufferPointer>,
    base: UInt8,
    atMost limit: Int,
    from first: UInt8?
  ) -> UInt8? {
    var value = first
    for _ in 0..<limit {
      guard let next = rest.first, let digit = next.hexDigit, digit < base else { break }
      value = (value ?? 0) &* base &+ digit
      rest.removeFirst()
    }
    return value
  }
}

extension UInt8 {
  /// The value of a hexadecimal digit.
  fileprivate var hexDigit: UInt8? {
    switch self {
    case 0x30...0x39: self - 0x30
    case 0x41...0x46: self - 0x41 + 10
    case 0x61...0x66: self - 0x61 + 10
    default: nil
    }
  }
}
