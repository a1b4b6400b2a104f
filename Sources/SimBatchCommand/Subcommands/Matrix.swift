import ArgumentParser
import SimBatch

/// `simbatch matrix`: the score of every pair.
struct FullMatrixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matrix",
    abstract: "The score of every pair: the full similarity matrix, or a picture of it.",
    discussion: """
      Scores are the results of single-precision matrix products; the summary tells how far they \
      may be off. Identical rows score exactly 1 (pearson, cosine) or are 0 apart, and a matrix of \
      one INPUT is exactly symmetric. Rows that are left out (--on-bad-row skip) are NaN. Products are \
      always 512 × 512, whatever --tile says: the bytes depend on rows, options and BLAS only.

      EXAMPLES
        simbatch matrix in.npy -o all.npy --output-dtype f2   half precision, half the file
        simbatch matrix --queries q.fbin in.fbin -o all.fbin  queries × rows
        simbatch matrix in.npy -o condensed.npy --upper       pairs i < j, as SciPy's pdist
        simbatch matrix in.npy -o look.png --order cluster    a heat map
      """
  )

  @OptionGroup var rows: MatrixInputs

  @Option(help: ArgumentHelp("Rows that are compared with those of INPUT.", valueName: "file"))
  var queries: String?

  @Flag(help: "Only pairs i < j, packed row by row in one dimension (npy).")
  var upper = false

  @Option(
    help: ArgumentHelp(
      """
      Order of rows and columns: cluster (similar rows near each other), or a file with the number \
      of a row in each line.
      """,
      valueName: "cluster|file"
    )
  )
  var order: String?

  @OptionGroup(title: "Measure") var measure: MeasureOptions
  @OptionGroup(title: "Measure") var maps: PairedMapOptions
  @OptionGroup(title: "Input") var inputs: InputOptions
  @OptionGroup(title: "Output") var outputs: FullMatrixOutputOptions
  @OptionGroup(title: "Resources") var resources: CommonResourceFlags
  @OptionGroup(title: "Long jobs") var state: StateFlags

  func run() throws {
    try check()
    try OutputLock.whileHolding([outputs.output, outputs.orderOutput], compare)
  }

  private func check() throws {
    try NamedFiles.requireOneStandardInput(
      inputPaths,
      of: ["INPUT", "--queries", "--order", "--map", "--query-map"]
    )
    if outputs.orderOutput != nil, order == nil {
      throw JobError.usage("--order-output needs --order: rows stay where they are")
    }
  }

  private func compare() throws {
    var matrix = try job()
    matrix.checkpoints = state.checkpoints(output: outputs.output)
    let output = try outputs.open(matrix.shape, checkpoints: matrix.usedCheckpoints)
    try finish(matrix) { order, progress in
      try matrix.run(to: output, order: order, progress: progress)
    }
  }

  private func job() throws -> FullMatrixJob {
    let compared = try maps.apply(
      to: inputs.open(rows.inputs, memory: resources.memory, others: [queries]),
      queries: queries.map { try inputs.open(other: $0, memory: resources.memory) },
      rows: measure.rows,
      resources: resources,
      scratch: inputs.scratchFolder
    )
    let base = compared.base
    var options = FullMatrixOptions(measure: measure.metric)
    options.upper = upper
    options.rows = compared.rows
    options.resources = resources.options
    options.resources.scratch = inputs.scratchFolder
    if let order {
      options.order =
        order == "cluster" ? .cluster : try .reading(order, rows: base.rowNumbers)
    }
    return try FullMatrixJob(base: base, queries: compared.queries, options: options)
  }

  /// Runs a job with all that is said about it.
  private func finish(
    _ matrix: FullMatrixJob,
    _ job: (KeptRowsOutput?, (any ProgressObserver)?) throws -> FullMatrixReport
  ) throws {
    let orderOutput = try outputs.orderOutput.map {
      try KeptRowsOutput($0, rowNumbers: matrix.rowNumbers)
    }
    let reportFile = try outputs.reporting.openReport()
    let progress = TerminalProgress.ifWatched(quiet: outputs.reporting.quiet)
    defer { progress?.finish() }
    let report = try job(orderOutput, progress)
    progress?.finish()
    try reportFile?.finish(report)
    announce(report)
  }

  private func announce(_ report: FullMatrixReport) {
    let quiet = outputs.reporting.quiet
    let bad = report.input.badRows + (report.queries?.badRows ?? 0)
    if bad > 0 {
      Diagnostics.logger(quiet: quiet).warning(
        "NaN, or left out of means: \(bad.counted("row")) that \(measure.metric) cannot judge",
        metadata: RunFigures(badRows: bad).metadata
      )
    }
    RunRecord.ofProcess.finish(
      RunFigures(
        rows: report.input.rows,
        badRows: bad,
        pairsCompared: report.work.pairsCompared
      ),
      summary: report.summary(isDefaultMetric: measure.similarity.isDefaultMetric),
      quiet: quiet
    )
  }
}

extension FullMatrixCommand: ShardedCommand {
  static var noun: String { "a full matrix" }

  var inputPaths: [String?] { rows.inputs + [queries, order, maps.base.map, maps.queryMap] }

  var reporting: ReportFlags { outputs.reporting }

  func checkForShards() throws { try check() }

  private func shardedJob() throws -> FullMatrixJob {
    try check()
    return try job()
  }

  func plan(_ request: PlanRequest) throws -> ShardPlan { try shardedJob().plan(request) }

  func estimate(rows: Int?, machines: Int?) throws -> ShardEstimate {
    try shardedJob().estimate(rows: rows, machines: machines)
  }

  func run(_ run: ShardRun) throws -> ShardReport {
    try shardedJob().run(
      shard: run.shard,
      of: run.plan,
      in: run.folder,
      checkpoints: run.checkpoints,
      progress: run.progress
    )
  }

  func merge(_ plan: ShardPlan, in folder: PlanFolder) throws {
    try OutputLock.whileHolding([outputs.output, outputs.orderOutput]) {
      let matrix = try shardedJob()
      let output = try outputs.open(matrix.shape, checkpoints: nil)
      try finish(matrix) { order, progress in
        try matrix.merge(plan, in: folder, to: output, order: order, progress: progress)
      }
    }
  }
}
