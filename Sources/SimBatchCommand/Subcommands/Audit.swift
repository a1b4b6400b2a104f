import ArgumentParser
import SimBatch

/// `simbatch audit INPUT`: whether a similarity is the right one, and what its scores are worth.
struct Audit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Whether this is the right similarity, and what a score is worth.",
    discussion: """
      Looks at the rows themselves: how long they are and where they point, what random pairs of \
      them score beside nearest neighbors, which rows are everybody's neighbor or nobody's, and the \
      nearest and farthest of a few. Shows what is worth knowing first, in plain words. Samples \
      are drawn with --seed. Rows that the measure cannot judge are counted and left out.
      """
  )

  @OptionGroup var matrix: MatrixArguments

  @Option(help: ArgumentHelp("Rows that are asked about INPUT.", valueName: "file"))
  var queries: String?

  @Option(
    help: ArgumentHelp(
      "What the rows of INPUT were made from: a text a line, or a .tsv of name and text.",
      valueName: "file"
    )
  )
  var texts: String?

  @Option(
    help: ArgumentHelp(
      "Rows whose nearest and farthest are shown, by name or number, with commas between.",
      valueName: "list"
    )
  )
  var words: String?

  @Option(
    name: .shortAndLong,
    parsing: .unconditional,
    help: ArgumentHelp("Neighbors of each row.", valueName: "k")
  )
  var top = 10

  @Option(help: ArgumentHelp("Also write all figures, as JSON.", valueName: "report.json"))
  var json: String?

  @Flag(help: "Say nothing but errors.")
  var quiet = false

  @OptionGroup(title: "Measure") var similarity: SimilarityOptions
  @OptionGroup(title: "Input") var inputs: InputOptions
  @OptionGroup(title: "Resources") var resources: ResourceFlags

  func validate() throws {
    if top < 1 { throw ValidationError("--top \(top): expected at least 1") }
    if json == NeighborOutput.standardOutput {
      throw ValidationError("--json -: expected a file; standard output is for the summary")
    }
  }

  func run() throws {
    let streams = matrix.inputs + [queries, matrix.ids, texts].compactMap { $0 }
    guard streams.count(where: { $0 == "-" }) <= 1 else {
      throw JobError.usage("standard input can be one of INPUT, --queries, --ids, --texts")
    }
    try OutputLock.whileHolding([json], examine)
  }

  private func examine() throws {
    let memory = resources.common.memory
    let base = try inputs.open(matrix.inputs, memory: memory, others: [queries])
    let queryRows = try queries.map { try inputs.open(other: $0, memory: memory) }
    let texts = try texts.map {
      try AuditTexts.open($0, rowCount: base.rowNumbers.wholeCount)
    }
    let job = try AuditJob(
      base: base,
      queries: queryRows,
      names: try matrix.names(for: base) ?? texts?.names,
      texts: texts?.texts,
      options: options
    )
    let reportFile = try json.map { try JSONReport($0) }
    let progress = TerminalProgress.ifWatched(quiet: quiet)
    defer { progress?.finish() }
    let report = try job.run(progress: progress)
    progress?.finish()
    try reportFile?.finish(report)
    if !quiet { try StandardText.show(AuditSummary.text(of: report)) }
  }

  private var options: AuditOptions {
    var options = AuditOptions()
    options.measure = similarity.metric
    options.rows = similarity.rows
    options.seed = inputs.layout.selection.seed
    options.neighborCount = top
    options.resources = resources.options
    options.examples = words?.split(separator: ",").map { String($0) } ?? []
    return options
  }
}
