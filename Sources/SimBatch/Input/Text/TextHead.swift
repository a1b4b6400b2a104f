/// The first bytes of an input, looked at as text of rows.
struct TextHead {
  private let bytes: [UInt8]
  /// Whether there are no others.
  private let isComplete: Bool

  init(_ bytes: [UInt8], isComplete: Bool) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    self.bytes = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
    self.isComplete = isComplete
  }

  /// The first line without its end; all of it where it has none.
  private var firstLine: ArraySlice<UInt8> { bytes.prefix { $0 != 0x0A && $0 != 0x0D } }

  /// word2vec's, where the first line is two counts and what follows agrees with them.
  var word2vecFormat: MatrixFormat? {
    guard let header = Word2VecHeader(line: firstLine) else { return nil }
    let rest = bytes.drop { $0 != 0x0A }.dropFirst()
    guard Self.isText(rest) else { return .word2vec }
    // GloVe of one dimension starts like a header, too.
    let second = rest.prefix { $0 != 0x0A && $0 != 0x0D }
    let fields = second.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 }).count
    let isCut = second.endIndex == bytes.endIndex && !isComplete
    return isCut || fields > header.dimensionCount || rest.isEmpty ? .word2vecText : nil
  }

  /// The format of a text, by the extension or by what separates its fields; nil if it is none.
  func format(fileExtension: String) -> MatrixFormat? {
    switch fileExtension {
    case "csv": return .csv
    case "tsv", "tab": return .tsv
    case "jsonl", "ndjson": return .jsonl
    default: break
    }
    guard isText else { return nil }
    // A name may be anything, a comma or a bracket, too.
    if numbersAtEnd > 1 { return .glove }
    // JSON, if not by lines.
    if adviceOnArray != nil { return .jsonl }
    switch firstLine.first {
    case UInt8(ascii: "{"): return .jsonl
    case UInt8(ascii: "["): return .copy
    default: break
    }
    if firstLine.contains(0x09) { return hasCopiedField ? .copy : .tsv }
    if firstLine.contains(UInt8(ascii: ",")) { return .csv }
    return numbersAtEnd > 0 ? .glove : nil
  }

  /// Whether these bytes may be a text.
  var isText: Bool { Self.isText(bytes[...]) }

  /// What a JSON array of rows is, and how it becomes a row a line; nil for what is no such array.
  var adviceOnArray: String? {
    // A field of PostgreSQL's may be such an array, but has a tab after it.
    guard !firstLine.drop(while: Self.isBlank).contains(0x09) else { return nil }
    let start = Array(bytes.lazy.filter { !Self.isBlank($0) }.prefix(3)).map { UnicodeScalar($0) }
    guard start.count == 3, start[0] == "[" else { return nil }
    switch (start[1], start[2]) {
    case ("{", "\""), ("{", "}"):
      return "a JSON array of objects (jq -c '.[]' writes one object a line)"
    case ("[", "-"), ("[", "0"..."9"), ("[", "["), ("[", "]"), ("[", "\""), ("[", "n"), ("[", "N"):
      return "a JSON array of arrays (jq -c '{vector: .[]}' writes one object a line)"
    default: return nil
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

  /// Whether some field of the first line is a vector in brackets or `\N`, as PostgreSQL copies them.
  private var hasCopiedField: Bool {
    firstLine.split(separator: 0x09).contains {
      $0.first == UInt8(ascii: "[") || $0.elementsEqual(#"\N"#.utf8)
    }
  }

  /// Whether every whole line starts with a number, as in a matrix without names, which GloVe's
  /// format would take the first column of for names.
  var hasNumbersOnly: Bool {
    let lines = bytes.split(separator: 0x0A)
    let whole = isComplete || lines.count < 2 ? lines[...] : lines.dropLast()
    return whole.allSatisfy { line in
      let first = line.prefix { $0 != 0x20 && $0 != 0x0D }
      return !first.isEmpty && Self.isNumber(first)
    }
  }

  /// Numbers at the end of the first line, each after a blank.
  private var numbersAtEnd: Int {
    firstLine.split(separator: 0x20).dropFirst().reversed().prefix(while: Self.isNumber).count
  }

  private static func isNumber(_ field: ArraySlice<UInt8>) -> Bool {
    field.allSatisfy { "+-.eE0123456789".utf8.contains($0) }
      || ["nan", "null"].contains(String(decoding: field, as: UTF8.self).lowercased())
  }

  /// Whether `bytes` have no control characters but white space; what is binary nearly always has.
  private static func isText(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || (0x09...0x0D).contains($0) }
  }
}

/// `N D`: the first line of word2vec's files.
struct Word2VecHeader {
  let rowCount: Int
  let dimensionCount: Int

  /// nil where `line` is not two counts, perhaps with blanks after them.
  init?(line: some Collection<UInt8>) {
    let fields = line.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D })
    guard fields.count == 2, let rows = Self.count(fields[0]),
      let dimensions = Self.count(fields[1])
    else { return nil }
    (rowCount, dimensionCount) = (rows, dimensions)
  }

  private static func count(_ digits: some Collection<UInt8>) -> Int? {
    guard digits.count <= 15 else { return nil }
    var value = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      value = value * 10 + Int(digit - 0x30)
    }
    return value
  }
}
