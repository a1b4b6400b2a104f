/// The columns of a table as a user names them: by the header's names, or by numbers from 1.
///
/// A name goes before a number where a column is called by a number. Names that several columns
/// have name none. Blanks around them are ignored.
struct ColumnNames {
  /// The header's names; nil where there is no header.
  let header: [String]?
  let count: Int
  /// What errors call the input.
  let input: String

  /// The column called `text`, or nil.
  func find(_ text: some StringProtocol) throws(InputError) -> Int? {
    try find(name: text) ?? find(number: text)
  }

  /// The only column of that name, or nil.
  func find(name: some StringProtocol) throws(InputError) -> Int? {
    let name = String(name).withoutBlanks
    guard let header, let column = header.firstIndex(of: name) else { return nil }
    guard header[(column + 1)...].firstIndex(of: name) == nil else {
      throw .usage(input, "several columns are called '\(name)'; give the number of one, from 1")
    }
    return column
  }

  private func find(number: some StringProtocol) -> Int? {
    let digits = String(number).withoutBlanks
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits),
      (1...count).contains(number)
    else { return nil }
    return number - 1
  }

  /// The column that `option` names.
  func column(_ text: String, option: String) throws(InputError) -> Int {
    guard let column = try find(text) else { throw unknown(text, option) }
    return column
  }

  /// The columns of a list such as `3-386`, `x0-x9` or `a,b,7-9`, each once.
  func columns(_ list: String, option: String) throws(InputError) -> [Int] {
    // A name may hold a comma.
    if let whole = try find(name: list) { return [whole] }
    var columns: [Int] = []
    for item in list.split(separator: ",", omittingEmptySubsequences: false) {
      guard let range = try range(item, option: option) else { throw unknown(String(item), option) }
      columns += range
    }
    var isChosen = [Bool](repeating: false, count: count)
    for column in columns {
      guard !isChosen[column] else {
        throw .usage(input, "\(option) \(list): column \(label(column)) is in it twice")
      }
      isChosen[column] = true
    }
    return columns
  }

  /// The columns of `a` or `a-b`, where either may hold a `-`.
  private func range(_ item: Substring, option: String) throws(InputError) -> ClosedRange<Int>? {
    if let column = try find(item) { return column...column }
    var found: [(first: Int, last: Int)] = []
    for dash in item.indices where item[dash] == "-" {
      let (start, end) = (item[..<dash], item[item.index(after: dash)...])
      guard let first = try find(start), let last = try find(end) else { continue }
      guard
        try (find(name: start) == nil) == (find(name: end) == nil) || !isNumber(start)
          || !isNumber(end)
      else { throw ambiguous(item, option) }
      found.append((first, last))
    }
    guard found.count < 2 else { throw ambiguous(item, option) }
    guard let (first, last) = found.first else { return nil }
    guard first <= last else {
      throw .usage(input, "\(option) \(item): the range ends before its start")
    }
    return first...last
  }

  private func isNumber(_ text: Substring) -> Bool { find(number: text) != nil }

  private func ambiguous(_ item: Substring, _ option: String) -> InputError {
    .usage(input, "\(option) \(item) may mean several ranges; name its columns otherwise")
  }

  private func unknown(_ text: String, _ option: String) -> InputError {
    .usage(input, "\(option): there is no column '\(text)'; there are \(labels(Array(0..<count)))")
  }

  /// A column in messages.
  func label(_ column: Int) -> String {
    header.map { "\(column + 1) ('\($0[column].prefix(40))')" } ?? "\(column + 1)"
  }

  private static let mostListed = 12

  /// Columns in messages.
  func labels(_ columns: [Int]) -> String {
    let listed = columns.prefix(Self.mostListed).map(label).joined(separator: ", ")
    return columns.count > Self.mostListed ? "\(listed) … (\(columns.count) in all)" : listed
  }
}

extension String {
  /// Without spaces and tabs at both ends.
  var withoutBlanks: String {
    let start = drop { $0 == " " || $0 == "\t" }
    guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
    return String(start[...last])
  }
}
