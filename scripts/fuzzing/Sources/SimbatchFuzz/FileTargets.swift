import Glibc

@testable import SimBatch

/// Databases, which their own libraries open by path.
struct ContainerTarget {
  private let file: FuzzFile
  private let format: MatrixFormat

  init(_ format: MatrixFormat) {
    self.format = format
    file = FuzzFile("container.\(format.rawValue)")
  }

  func run(_ fuzz: inout FuzzCase) {
    file.write(fuzz.bytes)
    var options = MatrixReadingOptions(format: format)
    options.memory = 1 << 24
    if format == .sqlite {
      options.query = fuzz.choose([
        "select id, embedding from docs", "select embedding from docs order by id", nil,
        "select id, text from docs", "select * from docs",
      ])
    } else {
      options.dataset = fuzz.choose([nil, "rows", "train", "group/test", "codes", "link", ""])
    }
    let contents = expectingErrors(about: file.path) {
      try InputContents.open([file.path], options: options)
    }
    if let matrix = contents?.matrix { requireSound(matrix) }
    if let table = contents?.container?.table { require(!table.isEmpty, "an empty table") }
  }
}

/// Files of lines: names, numbers, orders, texts, lists of paths.
struct LinesTarget {
  private let file = FuzzFile("lines.tsv")

  func run(_ fuzz: inout FuzzCase) {
    let rowCount = fuzz.choose([6, 0, 1, 2, 7])
    let rows = RowNumbers(
      ranges: rowCount > 4 ? [1..<3, 4..<rowCount] : rowCount == 0 ? [] : [0..<rowCount],
      wholeCount: rowCount
    )
    let name = "a.txt"
    let ids = withGuarded(fuzz.bytes) { memory in
      expectingErrors(about: name) {
        try RowIds(reading: InputFile(name: name, bytes: memory), rowCount: rowCount)
      }
    }
    require(ids.map { $0.count == rowCount } ?? true, "\(rowCount) names")
    file.write(fuzz.bytes)
    _ = expectingErrors(about: file.path) { try KeepOrder.readingScores(file.path, rows: rows) }
    _ = expectingErrors(about: file.path) { try AuditTexts.open(file.path, rowCount: rowCount) }
    let order = expectingErrors(about: file.path) { try RowOrder.reading(file.path, rows: rows) }
    if case .given(let places) = order {
      require(places.sorted() == (0..<UInt32(rows.count)).map { $0 }, "no permutation: \(places)")
    }
    // Patterns are looked up in real folders.
    guard !fuzz.bytes.contains(where: { "*?[@".utf8.contains($0) }) else { return }
    _ = expectingErrors { try InputPaths.resolve(["@\(file.path)"]) }
  }
}

/// What options say in words of their own.
struct ExpressionTarget {
  func run(_ fuzz: inout FuzzCase) {
    let rowCount = fuzz.choose([6, 0, 1, 1000, Int(Int32.max)])
    let text = fuzz.text
    if let bytes = ByteCount(argument: text)?.bytes { require(bytes >= 0, "\(bytes) bytes") }
    _ = ScreenChoice(argument: text)
    _ = MatrixOutputFormat(path: text)
    let expression = expectingErrors { try LookupExpression(text) }
    if let expression {
      require(!expression.terms.isEmpty, "no terms")
      require(expression.terms.allSatisfy { abs($0.sign) == 1 }, "a sign of \(expression.terms)")
    }
    guard let ranges = RowSelection.Ranges(text) else { return }
    let selection = RowSelection(ranges: ranges)
    let numbers = expectingErrors(about: "a") {
      try selection.numbers(rowCount: rowCount, name: "a")
    }
    if let numbers, numbers.count > 0 {
      require(numbers[numbers.count - 1] < rowCount, "a row that is not there")
      require(numbers.position(of: numbers[0]) == 0, "the first row is another")
    }
  }
}
