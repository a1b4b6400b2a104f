/// A question with the rows that its names stand for.
struct ResolvedQuestion: Sendable {
  /// How the question was put, for messages.
  let option: String
  /// The name of the row, or the expression; empty for a row without a name.
  let name: [UInt8]
  /// The position of the row asked for; nil for an expression.
  let row: Int?
  let terms: [Term]

  /// The position of a row, and what it is multiplied by.
  struct Term: Sendable {
    let row: Int
    let factor: Double
  }

  /// The rows that the question used.
  var rows: Set<Int> { Set(terms.map(\.row)) }

  /// The question as a heading.
  func heading(_ numbers: RowNumbers) -> String {
    let name = String(decoding: name, as: UTF8.self)
    guard let row else { return name }
    return name.isEmpty ? "row \(numbers[row])" : "\(name) (row \(numbers[row]))"
  }
}

/// Resolves questions about one matrix.
struct QuestionResolver {
  private let matrix: StoredMatrix
  /// The names of all rows of the input, by number.
  private let allNames: RowIds?
  /// Those of the rows of the matrix, by position.
  private let names: RowIds?
  /// What a user should know of the names that were used.
  private(set) var warnings: [String] = []

  init(_ matrix: StoredMatrix, names: RowIds?) {
    self.matrix = matrix
    allNames = names
    self.names = names?.selecting(matrix.rowNumbers)
  }

  /// - Throws: ``JobError/usage(_:)`` for a row or name that is not there.
  mutating func resolve(_ question: LookupQuestion) throws(JobError) -> ResolvedQuestion {
    switch question {
    case .row(let number):
      guard let row = matrix.rowNumbers.position(of: number) else {
        let count = matrix.rowNumbers.wholeCount
        guard !(0..<count).contains(number) else {
          throw Self.notSelected("--row \(number)")
        }
        let rows = count == 0 ? "no rows" : "rows 0 to \(count - 1)"
        throw .usage("--row \(number): \(matrix.name) has \(rows)")
      }
      return resolved("--row \(number)", row: row)
    case .word(let name):
      return resolved("--word '\(name)'", row: try find(name, for: "--word"))
    case .like(let text):
      let expression = try LookupExpression(text)
      var terms: [ResolvedQuestion.Term] = []
      for term in expression.terms {
        terms.append(.init(row: try find(term.name, for: "--like"), factor: term.sign))
      }
      return ResolvedQuestion(
        option: "--like '\(text)'",
        name: Array(text.utf8),
        row: nil,
        terms: terms
      )
    }
  }

  private static func notSelected(_ row: String) -> JobError {
    .usage(
      """
      \(row) is not among the rows that --rows or --sample selects; --among in their place selects \
      the rows that neighbors come from, and leaves what is asked alone
      """
    )
  }

  private func resolved(_ option: String, row: Int) -> ResolvedQuestion {
    var name: [UInt8] = []
    names?.appendUTF8(of: row, to: &name)
    return ResolvedQuestion(
      option: option,
      name: name,
      row: row,
      terms: [.init(row: row, factor: 1)]
    )
  }

  private mutating func find(_ name: String, for option: String) throws(JobError) -> Int {
    guard let names else {
      throw .usage("\(option) needs names, and \(matrix.name) has none; --ids gives them")
    }
    if names.rows(named: name).isEmpty, let row = allNames?.rows(named: name).first {
      throw Self.notSelected("\(option) '\(name)': row \(row)")
    }
    let found = try NamedRows(names, matrixName: matrix.name).find(name)
    if found.count > 1 {
      let warning =
        "'\(name)' is the name of \(found.count) rows; the first, \(matrix.number(ofRow: found.row)), is taken"
      if !warnings.contains(warning) { warnings.append(warning) }
    }
    return found.row
  }
}
