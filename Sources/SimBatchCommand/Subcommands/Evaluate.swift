import ArgumentParser
import SimBatch

/// `simbatch evaluate`: which similarity people mean, by pairs that they judged or answers that
/// they know.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Which similarity is the one that people mean, and what threshold it needs.",
    discussion: """
      Compares measures, with centred columns and with leading dimensions, by pairs of rows that \
      somebody judged, or by known answers to queries. Says which is best and whether that may be \
      chance. A row is its id where rows have ids, else its number from 0.

      EXAMPLES
        simbatch evaluate in.npy --pairs judged.csv --precision 0.95
        simbatch evaluate answers.fbin --queries questions.fbin --answers known.csv

      The files have headers: row_a,row_b,label (0 and 1, or grades) and query,answer_row.
      """
  )

  @OptionGroup var rows: MatrixArguments

  @Option(
    help: ArgumentHelp("Judged pairs: row_a,row_b,label (csv, tsv, jsonl).", valueName: "file")
  )
  var pairs: String?

  @Option(
    help: ArgumentHelp(
      "Precision for which a threshold is wanted, with labels 0 and 1; default: 0.95.",
      valueName: "share"
    )
  )
  var precision: Double?

  @Option(
    help: ArgumentHelp("Write precision and recall at every threshold.", valueName: "file")
  )
  var curve: String?

  @Option(
    help: ArgumentHelp(
      "Known answers: query,answer_row (csv, tsv, jsonl); needs --queries.",
      valueName: "file"
    )
  )
  var answers: String?

  @Option(help: ArgumentHelp("Rows whose answers are among INPUT.", valueName: "file"))
  var queries: String?

  @Option(help: ArgumentHelp("Names of the rows of --queries, one a line.", valueName: "file"))
  var queryIds: String?

  @OptionGroup(title: "Measure") var measure: MeasureOptions
  @OptionGroup(title: "Measure") var maps: PairedMapOptions
  @OptionGroup(title: "Input") var inputs: InputOptions

  @Option(help: ArgumentHelp("Also write all figures, as JSON.", valueName: "file.json"))
  var json: String?

  @Flag(help: "Say nothing on standard error but errors.")
  var quiet = false

  @OptionGroup var log: LogFlags

  @OptionGroup(title: "Resources") var resources: CommonResourceFlags

  func run() throws {
    try check()
    try OutputLock.whileHolding([json, curve], evaluate)
  }

  private func evaluate() throws {
    var options = EvaluationOptions(measure: measure.metric)
    options.seed = inputs.selection.seed
    options.resources = resources.options
    if let precision { options.precision = precision }
    let stored = try inputs.open(rows.inputs, memory: resources.memory, others: [queries])
    let names = try rows.names(for: stored)
    let compared = try maps.apply(
      to: stored,
      queries: queries.map { try inputs.open(other: $0, memory: resources.memory) },
      rows: measure.rows,
      resources: resources,
      scratch: inputs.scratchFolder
    )
    options.rows = compared.rows
    let jsonFile = try json.map { try JSONReport($0) }
    let report: EvaluationReport
    if let pairs {
      report = try evaluate(pairs, of: compared.base, names: names, options)
    } else {
      report = try evaluateAnswers(compared, names: names, options)
    }
    try jsonFile?.finish(report)
    try StandardText.show(report.text)
  }

  private func check() throws {
    guard (pairs == nil) != (answers == nil) else {
      throw JobError.usage("evaluate needs one of --pairs and --answers: judged by what?")
    }
    if answers != nil, queries == nil { throw JobError.usage("--answers needs --queries") }
    let foreign = [
      ("--queries", queries != nil && pairs != nil), ("--precision", precision != nil),
      ("--curve", curve != nil),
    ].first { $0.1 && (pairs == nil || $0.0 == "--queries") }
    if let foreign {
      let option = pairs == nil ? "--answers" : "--pairs"
      throw JobError.usage("\(foreign.0) has no meaning with \(option)")
    }
    if queries == nil, queryIds != nil { throw JobError.usage("--query-ids needs --queries") }
    // Findings go to standard output.
    try NamedFiles.requireDistinct([
      ("the findings", NeighborOutput.standardOutput), ("--json", json), ("--curve", curve),
    ])
    try NamedFiles.requireOneStandardInput(
      rows.inputs
        + [rows.ids, pairs, answers, queries, queryIds, maps.base.map, maps.queryMap],
      of: [
        "INPUT", "--ids", "--pairs", "--answers", "--queries", "--query-ids", "--map",
        "--query-map",
      ]
    )
  }

  private func evaluate(
    _ path: String,
    of matrix: StoredMatrix,
    names: RowIds?,
    _ options: EvaluationOptions
  ) throws -> EvaluationReport {
    let judged = try JudgedPairs.open(path, rowsOf: matrix, names: names)
    if judged.kind == .graded {
      let option = precision.map { _ in "--precision" } ?? curve.map { _ in "--curve" }
      if let option {
        throw JobError.usage("\(option) needs labels 0 and 1; \(judged.name) has others")
      }
    }
    let evaluation = try PairEvaluation(rows: matrix, pairs: judged, options: options)
    return try evaluation.run(
      commandInput: rows.inputs.map(ShellWord.quoted).joined(separator: " "),
      curve: curve.map { try CurveOutput($0) }
    )
  }

  private func evaluateAnswers(
    _ compared: MappedInputs,
    names: RowIds?,
    _ options: EvaluationOptions
  ) throws -> EvaluationReport {
    guard let asked = compared.queries, let answers else {
      preconditionFailure("checked before")
    }
    let askedNames =
      try queryIds.map { try RowIds.open($0, rowCount: asked.rowCount) } ?? asked.rowIds
    let judged = try JudgedAnswers.open(
      answers,
      queries: asked,
      queryNames: askedNames,
      base: compared.base,
      names: names
    )
    let evaluation = try AnswerEvaluation(
      base: compared.base,
      queries: asked,
      answers: judged,
      options: options
    )
    let progress = TerminalProgress.ifWatched(quiet: quiet)
    defer { progress?.finish() }
    return try evaluation.run(progress: progress)
  }
}
