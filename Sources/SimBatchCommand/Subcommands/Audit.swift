import ArgumentParser
import SimBatch
import SimBatchHTML

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
      "Rows whose nearest and farthest are shown, by id where rows have ids, else by number, with commas between.",
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

  @Option(help: ArgumentHelp("Also write a page with plots.", valueName: "report.html"))
  var html: String?

  @Option(help: ArgumentHelp("Also write all figures, as JSON.", valueName: "report.json"))
  var json: String?

  @Flag(help: "Say nothing but errors.")
  var quiet = false

  @OptionGroup var log: LogFlags

  @OptionGroup(title: "Measure") var similarity: SimilarityOptions
  @OptionGroup(title: "Measure") var maps: PairedMapOptions
  @OptionGroup(title: "Input") var inputs: InputOptions
  @OptionGroup(title: "Resources") var resources: ResourceFlags

  func validate() throws {
    if top < 1 { throw ValidationError("--top \(top): expected at least 1") }
    // The summary goes to standard output.
    try NamedFiles.requireDistinct([
      ("the summary", quiet ? nil : NeighborOutput.standardOutput), ("--html", html),
      ("--json", json),
    ])
  }

  func run() throws {
    try NamedFiles.requireOneStandardInput(
      matrix.inputs + [queries, matrix.ids, texts, maps.base.map, maps.queryMap],
      of: ["INPUT", "--queries", "--ids", "--texts", "--map", "--query-map"]
    )
    try OutputLock.whileHolding([html, json], examine)
  }

  private func examine() throws {
    let memory = resources.common.memory
    let stored = try inputs.open(matrix.inputs, memory: memory, others: [queries])
    let names = try matrix.names(for: stored)
    let compared = try maps.apply(
      to: stored,
      queries: queries.map { try inputs.open(other: $0, memory: memory) },
      rows: similarity.rows,
      resources: resources.common,
      scratch: inputs.scratchFolder
    )
    let texts = try texts.map {
      try AuditTexts.open($0, rowCount: stored.rowNumbers.wholeCount)
    }
    let job = try AuditJob(
      base: compared.base,
      queries: compared.queries,
      names: names ?? texts?.names,
      texts: texts?.texts,
      options: options(compared.rows)
    )
    let pageFile = try html.map { try TextReport($0) }
    let reportFile = try json.map { try JSONReport($0) }
    let progress = TerminalProgress.ifWatched(quiet: quiet)
    defer { progress?.finish() }
    let report = try job.run(progress: progress)
    progress?.finish()
    try pageFile?.finish(AuditPage.html(for: report))
    try reportFile?.finish(report)
    if !quiet {
      try StandardText.show(
        AuditSummary.text(of: report, isDefaultMetric: similarity.isDefaultMetric)
      )
    }
  }

  private func options(_ rows: RowOptions) -> AuditOptions {
    var options = AuditOptions()
    options.measure = similarity.metric
    options.rows = rows
    options.seed = inputs.selection.seed
    options.neighborCount = top
    options.resources = resources.options
    options.examples = words?.split(separator: ",").map { String($0) } ?? []
    return options
  }
}
