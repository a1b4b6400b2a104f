import ArgumentParser
import SimBatch

/// `simbatch [neighbors]`: the k nearest rows of each row.
struct Neighbors: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The k nearest (or farthest) rows of each row (the default).",
    discussion: """
      Compares every row with every other and writes, best first, row, rank, neighbor and score. \
      A row is not its own neighbor, but its exact twins are. With --row, --word or --like only a \
      few rows are looked up, and shown as a table on a terminal.
      """
  )

  @OptionGroup var matrix: MatrixArguments

  @Option(
    name: .shortAndLong,
    parsing: .unconditional,
    help: ArgumentHelp("Neighbors of each row.", valueName: "k")
  )
  var top = 10

  @Flag(help: "The least alike rows instead.")
  var farthest = false

  @Option(help: ArgumentHelp("Rows whose neighbors among INPUT are wanted.", valueName: "file"))
  var queries: String?

  @OptionGroup var selves: SelfOptions

  @Option(help: ArgumentHelp("Names of the rows of --queries, one a line.", valueName: "file"))
  var queryIds: String?

  @OptionGroup(title: "Looking up rows") var lookups: LookupOptions
  @OptionGroup(title: "Measure") var measure: MeasureOptions
  @OptionGroup(title: "Measure") var maps: PairedMapOptions
  @OptionGroup var limits: LimitOptions
  @OptionGroup var calibration: CalibrationOptions
  @OptionGroup(title: "Input") var inputs: InputOptions
  @OptionGroup(title: "Output") var outputs: OutputOptions
  @OptionGroup(title: "Resources") var resources: ResourceFlags
  @OptionGroup(title: "Long jobs") var long: LongJobFlags

  func run() throws {
    try check()
    try OutputLock.whileHolding([outputs.output], search)
  }

  private func search() throws {
    let compared = try open()
    guard lookups.questions.isEmpty else { return try lookUp(in: compared) }
    let job = try job(compared)
    try finish(openSink(for: job.table), job.search.run)
  }

  /// Rows that are compared, the names of the base's, and how.
  private struct Compared {
    let base: StoredMatrix
    let queries: StoredMatrix?
    let ids: RowIds?
    let options: NeighborOptions
  }

  private func open() throws -> Compared {
    var options = NeighborOptions(measure: measure.metric, count: top)
    options.farthest = farthest
    options.selfNeighbor = selves.selfNeighbor
    options.limit = try limits.limit(for: measure.metric)
    options.calibration = calibration.calibration(seed: inputs.layout.selection.seed)
    options.resources = resources.options
    options.resources.blockSide = long.block

    let stored = try inputs.open(matrix.inputs, memory: resources.common.memory, others: [queries])
    let names = try matrix.names(for: stored)
    let compared = try maps.apply(
      to: stored,
      queries: queries.map { try inputs.open(other: $0, memory: resources.common.memory) },
      rows: measure.rows,
      resources: resources.common,
      scratch: inputs.layout.scratchFolder
    )
    options.rows = compared.rows
    return Compared(base: compared.base, queries: compared.queries, ids: names, options: options)
  }

  private func check() throws {
    if queries == nil, queryIds != nil { throw JobError.usage("--query-ids needs --queries") }
    if queries != nil, let own = selves.named {
      throw JobError.usage("\(own) has no meaning with --queries")
    }
    if queries != nil, let symmetry = outputs.symmetry {
      throw JobError.usage("--\(symmetry) has no meaning with --queries")
    }
    if !lookups.questions.isEmpty {
      let other = queries.map { _ in "--queries" } ?? outputs.symmetry.map { "--\($0)" }
      if let other {
        throw JobError.usage("\(other) has no meaning with --row, --word or --like")
      }
    }
    try lookups.checkAmong(inputs.layout.selection.selection)
    try NamedFiles.requireOneStandardInput(
      matrix.inputs + [queries, matrix.ids, queryIds, maps.base.map, maps.queryMap],
      of: ["INPUT", "--queries", "--ids", "--query-ids", "--map", "--query-map"]
    )
  }

  /// Every row, or each of --queries, against all, and the shape of the output.
  private func job(_ compared: Compared) throws -> (search: NeighborSearch, table: NeighborTable) {
    let (base, queryRows) = (compared.base, compared.queries)
    let ownIds =
      try queryRows.map { rows in
        try queryIds.map { try RowIds.open($0, rowCount: rows.rowCount) } ?? rows.rowIds
      } ?? compared.ids?.selecting(base.rowNumbers)
    var search = try NeighborSearch(base: base, queries: queryRows, options: compared.options)
    search.checkpoints = long.checkpoints(output: outputs.output)
    let table = NeighborTable(
      rowCount: search.rowCount,
      neighborCount: search.neighborCount,
      columnCount: base.rowCount,
      valueName: measure.metric.isDistance ? .distance : .score,
      rowNumbers: (queryRows ?? base).rowNumbers,
      neighborNumbers: base.rowNumbers,
      rowIds: ownIds,
      neighborIds: compared.ids,
      isCalibrated: compared.options.calibration != nil
    )
    return (search, table)
  }

  /// A few rows against all.
  private func lookUp(in compared: Compared) throws {
    let lookup = try Lookup(
      lookups.questions,
      in: compared.base,
      among: candidates(of: compared.base),
      names: compared.ids,
      options: compared.options
    )
    for warning in lookup.warnings {
      Diagnostics.logger(quiet: outputs.reporting.quiet).warning("\(warning)")
    }
    let sink =
      outputs.isForReading
      ? try NeighborOutput.openReadable(headings: lookup.headings, for: lookup.table)
      : try openSink(for: lookup.table)
    try finish(sink, lookup.run)
  }

  /// The rows that neighbors of a few rows come from; nil for all.
  private func candidates(of matrix: StoredMatrix) throws -> StoredMatrix? {
    guard let among = lookups.among else { return nil }
    var selection = RowSelection(ranges: among)
    selection.rangesOption = "--among"
    return try matrix.selecting(selection, inputs.reading(memory: resources.common.memory))
  }

  private func openSink(for table: NeighborTable) throws -> any NeighborSink {
    try NeighborOutput.open(
      outputs.output,
      format: outputs.outputFormat,
      symmetry: outputs.symmetry,
      for: table
    )
  }

  /// Runs a job with all that is said about it.
  private func finish(
    _ sink: any NeighborSink,
    _ job: (any NeighborSink, (any ProgressObserver)?) throws -> NeighborReport
  ) throws {
    let reportFile = try outputs.reporting.openReport()
    let progress = TerminalProgress.ifWatched(quiet: outputs.reporting.quiet)
    defer { progress?.finish() }
    let report = try job(sink, progress)
    progress?.finish()
    try reportFile?.finish(report)
    announce(report)
  }

  private func announce(_ report: NeighborReport) {
    let quiet = outputs.reporting.quiet
    let bad = report.input.badRows + (report.queries?.badRows ?? 0)
    if bad > 0 {
      Diagnostics.logger(quiet: quiet).warning(
        "\(bad) rows that \(measure.metric) cannot judge were left out",
        metadata: RunFigures(badRows: bad).metadata
      )
    }
    RunRecord.ofProcess.finish(
      RunFigures(
        rows: report.input.rows,
        badRows: bad,
        pairsCompared: report.work.pairsCompared
      ),
      summary: report.summary,
      quiet: quiet
    )
  }
}

extension Neighbors: ShardedCommand {
  static var noun: String { "a neighbor search" }

  var inputPaths: [String?] {
    matrix.inputs + [queries, matrix.ids, queryIds, maps.base.map, maps.queryMap]
  }

  var reporting: ReportFlags { outputs.reporting }

  func checkForShards() throws {
    try check()
    guard lookups.questions.isEmpty else {
      throw JobError.usage("--row, --word and --like ask for few rows; they need no shards")
    }
  }

  /// The search, for shards.
  private func shardedSearch() throws -> (search: NeighborSearch, table: NeighborTable) {
    try checkForShards()
    return try job(open())
  }

  func plan(_ request: PlanRequest) throws -> ShardPlan {
    try shardedSearch().search.plan(request)
  }

  func estimate(rows: Int?, machines: Int?) throws -> ShardEstimate {
    try shardedSearch().search.estimate(rows: rows, machines: machines)
  }

  func run(_ run: ShardRun) throws -> ShardReport {
    try shardedSearch().search.run(
      shard: run.shard,
      of: run.plan,
      in: run.folder,
      checkpoints: run.checkpoints,
      progress: run.progress
    )
  }

  func merge(_ plan: ShardPlan, in folder: PlanFolder) throws {
    try OutputLock.whileHolding([outputs.output]) {
      let (search, table) = try shardedSearch()
      try finish(openSink(for: table)) { sink, progress in
        try search.merge(plan, in: folder, to: sink, progress: progress)
      }
    }
  }
}
