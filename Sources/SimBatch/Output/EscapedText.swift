/// Ids in the form that a text format needs. None of these adds the delimiter around a field.
extension [UInt8] {
  /// Appends a field of a `.csv` (RFC 4180): as it is, or in quotes with its quotes doubled if it
  /// holds a quote, a comma or a line break.
  mutating func append(csvField field: [UInt8]) {
    let quote = UInt8(ascii: "\"")
    guard field.contains(where: { $0 == quote || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else {
      append(contentsOf: field)
      return
    }
    append(quote)
    for byte in field {
      if byte == quote { append(quote) }
      append(byte)
    }
    append(quote)
  }

  /// Appends a field of a `.tsv`: tab, line feed, carriage return and backslash become `\t`, `\n`,
  /// `\r` and `\\`, so that a line stays a line and splits at tabs.
  mutating func append(tsvField field: [UInt8]) {
    for byte in field {
      switch byte {
      case 0x09: append(contentsOf: #"\t"#.utf8)
      case 0x0A: append(contentsOf: #"\n"#.utf8)
      case 0x0D: append(contentsOf: #"\r"#.utf8)
      case 0x5C: append(contentsOf: #"\\"#.utf8)
      default: append(byte)
      }
    }
  }

  /// Appends a JSON string with its quotes (RFC 8259). JSON is UTF-8, so bytes that are not become
  /// U+FFFD.
  package mutating func append(jsonString text: [UInt8]) {
    append(UInt8(ascii: "\""))
    if text.allSatisfy({ $0 < 0x80 }) {
      for byte in text { append(jsonByte: byte) }
    } else {
      for byte in String(decoding: text, as: UTF8.self).utf8 { append(jsonByte: byte) }
    }
    append(UInt8(ascii: "\""))
  }

  private mutating func append(jsonByte byte: UInt8) {
    switch byte {
    case 0x22: append(contentsOf: #"\""#.utf8)
    case 0x5C: append(contentsOf: #"\\"#.utf8)
    case 0x0A: append(contentsOf: #"\n"#.utf8)
    case 0x0D: append(contentsOf: #"\r"#.utf8)
    case 0x09: append(contentsOf: #"\t"#.utf8)
    case 0..<0x20:
      append(contentsOf: byte < 0x10 ? #"\u000"#.utf8 : #"\u001"#.utf8)
      append(contentsOf: String(byte & 0xF, radix: 16).utf8)
    default: append(byte)
    }
  }
}
