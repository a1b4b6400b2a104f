/// What the dictionary of a `.npy` file says.
struct NpyHeader: Equatable {
  /// The type in NumPy's notation, such as `<f4`.
  var descr: String
  var isColumnMajor: Bool
  var shape: [UInt64]
}

/// A fault in a `.npy` header.
struct NpyHeaderError: Error {
  /// Bytes into the header text.
  let offset: Int
  let expected: String
  let found: String
}

/// Reads the dictionary of a `.npy` header: a Python literal with the keys `descr`,
/// `fortran_order` and `shape` in any order.
///
/// One pass, no recursion: a nested value is refused where it starts.
struct NpyHeaderParser {
  private let text: [UInt8]
  private var position = 0

  init(_ text: [UInt8]) {
    self.text = text
  }

  /// - Throws: ``NpyHeaderError`` where the text stops being such a dictionary.
  /// - Complexity: O(length of the text).
  static func header(in text: [UInt8]) throws(NpyHeaderError) -> NpyHeader {
    var parser = NpyHeaderParser(text)
    return try parser.dictionary()
  }

  private mutating func dictionary() throws(NpyHeaderError) -> NpyHeader {
    var descr: String?
    var isColumnMajor: Bool?
    var shape: [UInt64]?
    try expect("{")
    while !skip("}") {
      let start = position
      let key = try string("a key in quotes")
      try expect(":")
      switch key {
      case "descr" where descr == nil: descr = try type()
      case "fortran_order" where isColumnMajor == nil: isColumnMajor = try boolean()
      case "shape" where shape == nil: shape = try counts()
      default:
        throw NpyHeaderError(
          offset: start,
          expected: "the keys descr, fortran_order and shape, each once",
          found: "'\(key)'"
        )
      }
      if !skip(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    guard position == text.count else { throw fault("the end of the header") }
    guard let descr, let isColumnMajor, let shape else {
      throw NpyHeaderError(
        offset: 0,
        expected: "the keys descr, fortran_order and shape",
        found: "fewer"
      )
    }
    return NpyHeader(descr: descr, isColumnMajor: isColumnMajor, shape: shape)
  }

  /// A type; the list that describes a structured type is refused.
  private mutating func type() throws(NpyHeaderError) -> String {
    skipSpace()
    guard position < text.count, text[position] != UInt8(ascii: "[") else {
      throw fault("one type for all values", found: "the structured type \(excerpt)")
    }
    return try string("a type in quotes")
  }

  private mutating func string(_ expected: String) throws(NpyHeaderError) -> String {
    skipSpace()
    guard position < text.count else { throw fault(expected) }
    let quote = text[position]
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { throw fault(expected) }
    let rest = text[(position + 1)...]
    guard let end = rest.firstIndex(of: quote) else { throw fault("a string that ends") }
    position = end + 1
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  private mutating func boolean() throws(NpyHeaderError) -> Bool {
    skipSpace()
    for (word, value) in [("True", true), ("False", false)]
    where text[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    throw fault("True or False")
  }

  /// A tuple of numbers of at least 0.
  private mutating func counts() throws(NpyHeaderError) -> [UInt64] {
    var values: [UInt64] = []
    try expect("(")
    while !skip(")") {
      values.append(try count())
      if !skip(",") {
        try expect(")")
        break
      }
    }
    return values
  }

  private mutating func count() throws(NpyHeaderError) -> UInt64 {
    skipSpace()
    let start = position
    var value: UInt64 = 0
    while position < text.count, (0x30...0x39).contains(text[position]) {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflowsToo) = tens.addingReportingOverflow(UInt64(text[position] - 0x30))
      guard !overflow, !overflowsToo else { throw fault("a count below 2^64") }
      value = sum
      position += 1
    }
    guard position > start else { throw fault("a count") }
    // Python 2 wrote its long integers with this suffix.
    if position < text.count, text[position] == UInt8(ascii: "L") { position += 1 }
    return value
  }

  private mutating func skipSpace() {
    while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) {
      position += 1
    }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(NpyHeaderError) {
    guard skip(character) else { throw fault("'\(character)'") }
  }

  /// The next few bytes, quoted.
  private var excerpt: String {
    guard position < text.count else { return "the end of the header" }
    let end = min(position + 40, text.count)
    return String(decoding: text[position..<end], as: UTF8.self)
  }

  private func fault(_ expected: String, found: String? = nil) -> NpyHeaderError {
    NpyHeaderError(offset: position, expected: expected, found: found ?? excerpt)
  }
}
