import ArgumentParser
import SimBatch

/// `simbatch fit`: a linear map that makes the similarity the one that people mean.
struct Fit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Learn a linear map under which rows that were judged alike are near.",
    discussion: """
      Writes a map for --map, learned from judged pairs, or with --answers one for the base and one \
      for queries. Tests it on rows that it has not seen, beside all plain measures, and says \
      plainly where it does not help; the map is written all the same.

      EXAMPLES
        simbatch fit in.npy --pairs judged.csv -o map.npy
        simbatch --map map.npy --metric cosine in.npy
        simbatch fit answers.fbin --queries questions.fbin --answers known.csv \
      -o map.npy --query-output query-map.npy

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
      "Known answers: query,answer_row (csv, tsv, jsonl); needs --queries.",
      valueName: "file"
    )
  )
  var answers: String?

  @Option(help: ArgumentHelp("Rows whose answers are among INPUT.", valueName: "file"))
  var queries: String?

  @Option(help: ArgumentHelp("Names of the rows of --queries, one a line.", valueName: "file"))
  var queryIds: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where the map goes, for --map.", valueName: "file.npy")
  )
  var output: String

  @Option(
    help: ArgumentHelp("Where the map of the queries goes, for --query-map.", valueName: "file.npy")
  )
  var queryOutput: String?

  @Option(
    help: ArgumentHelp(
      "Map only the first D dimensions; --dims D goes with the map then.",
      valueName: "d"
    )
  )
  var dims: Int?

  @OptionGroup(title: "Input") var inputs: InputOptions

  @Option(help: ArgumentHelp("Also write all figures, as JSON.", valueName: "file.json"))
  var json: String?

  @Flag(help: "Say nothing on standard error but errors.")
  var quiet = false

  @OptionGroup var log: LogFlags

  @OptionGroup(title: "Resources") var resources: CommonResourceFlags

  func run() throws {
    try check()
    try OutputLock.whileHolding([output, queryOutput, json], fit)
  }

  private func fit() throws {
    var options = FitOptions()
    options.dimensions = dims
    options.seed = inputs.selection.seed
    options.resources = resources.options
    let base = try inputs.open(rows.inputs, memory: resources.memory, others: [queries])
    let names = try rows.names(for: base)
    let map = try MapOutput(output)
    let jsonFile = try json.map { try JSONReport($0) }
    let report: FitReport
    if let pairs {
      let judged = try JudgedPairs.open(pairs, rowsOf: base, names: names)
      report = try PairFit(rows: base, pairs: judged, options: options)
        .run(to: map, commandLine: commandLine)
    } else {
      report = try fitAnswers(base, names: names, map, options)
    }
    try jsonFile?.finish(report)
    try StandardText.show(report.text)
  }

  private func fitAnswers(
    _ base: StoredMatrix,
    names: RowIds?,
    _ map: MapOutput,
    _ options: FitOptions
  ) throws -> FitReport {
    guard let queries, let answers, let queryOutput else { preconditionFailure("checked before") }
    let queryMap = try MapOutput(queryOutput)
    let asked = try inputs.open(other: queries, memory: resources.memory)
    let askedNames =
      try queryIds.map { try RowIds.open($0, rowCount: asked.rowCount) } ?? asked.rowIds
    let judged = try JudgedAnswers.open(
      answers,
      queries: asked,
      queryNames: askedNames,
      base: base,
      names: names
    )
    let progress = TerminalProgress.ifWatched(quiet: quiet)
    defer { progress?.finish() }
    return try AnswerFit(base: base, queries: asked, answers: judged, options: options)
      .run(to: map, queries: queryMap, commandLine: commandLine, progress: progress)
  }

  /// What applies the map.
  private var commandLine: String {
    var words = ["simbatch", "--map", output]
    if let queryOutput { words += ["--query-map", queryOutput] }
    words += ["--metric", "cosine"] + (dims.map { ["--dims", "\($0)"] } ?? [])
    if let queries { words += ["--queries", queries] }
    return (words + rows.inputs).map(ShellWord.quoted).joined(separator: " ")
  }

  private func check() throws {
    guard (pairs == nil) != (answers == nil) else {
      throw JobError.usage("fit needs one of --pairs and --answers: judged by what?")
    }
    for (option, value) in [
      ("--queries", queries), ("--query-output", queryOutput), ("--query-ids", queryIds),
    ] {
      if pairs != nil, value != nil {
        throw JobError.usage("\(option) has no meaning with --pairs")
      }
      if answers != nil, value == nil, option != "--query-ids" {
        throw JobError.usage("--answers needs \(option)")
      }
    }
    // Findings go to standard output.
    try NamedFiles.requireDistinct([
      ("the findings", NeighborOutput.standardOutput), ("--output", output),
      ("--query-output", queryOutput), ("--json", json),
    ])
    let streams = rows.inputs + [rows.ids, pairs, answers, queries, queryIds].compactMap { $0 }
    guard streams.count(where: { $0 == "-" }) <= 1 else {
      throw JobError.usage(
        "standard input can be one of INPUT, --ids, --pairs, --answers, --queries, --query-ids"
      )
    }
  }
}
