/// Questions, rows of one matrix, and the rows of another that answer them.
public struct JudgedAnswers: Sendable {
  /// A question, by position among the queries, and its answers, by position in the base.
  struct Question: Sendable {
    let query: Int
    var answers: [Int]
  }

  /// The file, as errors call it.
  public let name: String
  /// In the order in which they first come.
  let questions: [Question]
  /// Answers of the file that are not here, since their row was not selected.
  public let unselectedCount: Int

  public var count: Int { questions.count }

  static let columns = ["query", "answer_row"]

  /// Reads answers from a file with the columns `query` and `answer_row`: csv; tsv or JSON lines by
  /// its extension. A query may have several answers, a line each.
  ///
  /// Rows are named or numbered as for ``JudgedPairs``, queries by the names of theirs.
  ///
  /// - Parameters:
  ///   - names: of all rows of the base, by number.
  ///   - queryNames: of the queries.
  /// - Throws: ``InputError``: exit code 65 for a missing column, an unknown row, or no answer; 66
  ///   and 74.
  public static func open(
    _ path: String,
    queries: StoredMatrix,
    queryNames: RowIds?,
    base: StoredMatrix,
    names: RowIds?
  ) throws(InputError) -> JudgedAnswers {
    let records = try JudgementFile.open(path, columns: columns)
    let asked = RowReferences(queries, names: queryNames)
    let answering = RowReferences(base, names: names)
    var (questions, unselected): ([Question], Int) = ([], 0)
    var places: [Int: Int] = [:]
    while try records.next() {
      let query = try asked.row(0, of: records)
      let answer = try answering.row(1, of: records)
      guard let position = query.position, let row = answer.position else {
        unselected += 1
        continue
      }
      if let place = places[position] {
        questions[place].answers.append(row)
      } else {
        places[position] = questions.count
        questions.append(Question(query: position, answers: [row]))
      }
    }
    guard !questions.isEmpty else {
      throw InputError(
        name: records.name,
        problem: .malformed(
          expected: "a query and its answer",
          found: unselected > 0 ? "none among the rows selected" : "none",
          place: nil
        )
      )
    }
    return JudgedAnswers(
      name: records.name,
      questions: questions,
      unselectedCount: unselected
    )
  }

  init(name: String, questions: [Question], unselectedCount: Int = 0) {
    self.name = name
    self.questions = questions
    self.unselectedCount = unselectedCount
  }
}
