@testable import SimBatch

/// Files of judgements, and the figures that are made of them: csv, tsv and JSON lines, of rows with
/// names and without.
struct JudgementTarget {
  enum Kind {
    case pairs
    case answers
  }

  private let kind: Kind
  private let files: [FuzzFile]

  private static let rowCount = 6

  init(_ kind: Kind) {
    self.kind = kind
    files = ["csv", "tsv", "jsonl"].map { FuzzFile("\(kind).\($0)") }
  }

  func run(_ fuzz: inout FuzzCase) {
    let file = fuzz.choose(files)
    file.write(fuzz.bytes)
    let whole = Self.rows()
    let names = fuzz.choose([RowIds(["a", "b", "c", "d", "a", "5"]), nil])
    let chosen = fuzz.choose([nil, RowSelection.Ranges("1-4")]).map { RowSelection(ranges: $0) }
    let rows = chosen.map { selection in
      expectingErrors { try whole.selecting(selection) } ?? whole
    }
    var options = EvaluationOptions(measure: fuzz.choose([.pearson, .euclidean]))
    options.resources.threads = 1
    options.resources.memory = 1 << 30
    // A twentieth of the usual, of which the time goes up to here.
    options.replicates = 100
    switch kind {
    case .pairs: Self.evaluatePairs(file.path, rows ?? whole, names, options)
    case .answers: Self.evaluateAnswers(file.path, rows ?? whole, names, options)
    }
  }

  private static func rows() -> StoredMatrix {
    let values = (0..<rowCount * 3).map { Float(($0 * 37) % 11) }
    guard let rows = try? StoredMatrix(values: values, dimensionCount: 3) else {
      fatalError("no rows")
    }
    return rows
  }

  private static func evaluatePairs(
    _ path: String,
    _ rows: StoredMatrix,
    _ names: RowIds?,
    _ options: EvaluationOptions
  ) {
    let judged = expectingErrors(about: path) {
      try JudgedPairs.open(path, rowsOf: rows, names: names)
    }
    guard let judged else { return }
    require(judged.labels.allSatisfy(\.isFinite), "labels \(judged.labels)")
    require(
      judged.pairs.allSatisfy { max($0.row, $0.other) < rows.rowCount && $0.row != $0.other },
      "pairs \(judged.pairs)"
    )
    let report = expectingErrors {
      try PairEvaluation(rows: rows, pairs: judged, options: options).run(commandInput: "in.npy")
    }
    if let report { require(!"\(report)".isEmpty, "nothing to say") }
  }

  private static func evaluateAnswers(
    _ path: String,
    _ rows: StoredMatrix,
    _ names: RowIds?,
    _ options: EvaluationOptions
  ) {
    let judged = expectingErrors(about: path) {
      try JudgedAnswers.open(path, queries: rows, queryNames: names, base: rows, names: names)
    }
    guard let judged else { return }
    require(
      judged.questions.allSatisfy { question in
        question.query < rows.rowCount && !question.answers.isEmpty
          && question.answers.allSatisfy { $0 < rows.rowCount }
      },
      "questions \(judged.questions)"
    )
    let report = expectingErrors {
      try AnswerEvaluation(base: rows, queries: rows, answers: judged, options: options).run()
    }
    if let report { require(!"\(report)".isEmpty, "nothing to say") }
  }
}
