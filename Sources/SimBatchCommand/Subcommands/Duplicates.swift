import ArgumentParser
import SimBatch

/// `simbatch duplicates`: near-duplicate rows, and which of them stay.
struct Duplicates: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Near-duplicate rows, and which of them stay.",
    discussion: """
      Compares every row with every other and writes for each row whether it is kept or which kept \
      row it is a duplicate of. No pair that reaches the limit is missed; rows that are dropped \
      drop no others.

      Exit code 65 also tells that more pairs reach the limit than --max-pairs; nothing is \
      written then.
      """
  )

  @OptionGroup var rows: MatrixArguments

  @OptionGroup var limits: LimitOptions
  @OptionGroup(title: "Groups") var grouping: GroupingOptions

  @Option(
    help: ArgumentHelp(
      "Rows that are always kept, with which those of INPUT are compared.",
      valueName: "file"
    )
  )
  var against: String?

  @Option(
    help: ArgumentHelp(
      "Texts of the rows of INPUT, one a line: decisions show them and their edit distance.",
      valueName: "file"
    )
  )
  var texts: String?

  @Option(help: ArgumentHelp("Texts of the rows of --against, one a line.", valueName: "file"))
  var againstTexts: String?

  @Option(
    help: ArgumentHelp(
      "Remember kept rows and decisions in a folder; INPUT is its next batch (needs --ids).",
      valueName: "folder"
    )
  )
  var store: String?

  @Option(
    help: ArgumentHelp("How long to wait for another run on the store.", valueName: "seconds")
  )
  var wait = 60.0

  @OptionGroup(title: "Measure") var measure: MeasureOptions
  @OptionGroup var calibration: CalibrationOptions
  @OptionGroup(title: "Measure") var maps: MapOptions
  @OptionGroup(title: "Input") var inputs: InputOptions
  @OptionGroup(title: "Output") var files: DuplicateFileOptions
  @OptionGroup(title: "Resources") var resources: ResourceFlags
  @OptionGroup(title: "Long jobs") var long: LongJobFlags

  func run() throws {
    try checkOptions()
    try OutputLock.whileHolding(
      [files.output, files.keptRows, files.keptMatrix, files.pairsOutput],
      search
    )
  }

  private func search() throws {
    let compared = try open()
    if let store {
      try StoreRun(command: self, store: store).run(
        compared.rows,
        stored: compared.matrix,
        ids: compared.ids,
        options: compared.options
      )
      return
    }
    let search = try search(compared)
    try finish(compared) { pairs, progress in
      try search.run(pairs: pairs, progress: progress)
    }
    search.removeState()
  }

  /// Rows that are decided, as stored and as compared, their names, and how.
  private struct Compared {
    let matrix: StoredMatrix
    let rows: StoredMatrix
    let old: StoredMatrix?
    let ids: RowIds?
    let options: DuplicateOptions
  }

  private func open() throws -> Compared {
    let matrix = try inputs.open(rows.inputs, memory: resources.common.memory, others: [against])
    let old = try against.map { try inputs.open(other: $0, memory: resources.common.memory) }
    let names = try rows.names(for: matrix)
    var options = DuplicateOptions(measure: measure.metric, threshold: try threshold())
    options.grouping = grouping.group
    options.keepOrder = try grouping.keep.order(matrix.rowNumbers)
    options.maximalPairs = grouping.maxPairs
    options.calibration = calibration.calibration(seed: inputs.selection.seed)
    options.resources = resources.options
    options.resources.scratch = inputs.scratchFolder
    options.resources.blockSide = long.block
    let compared = try maps.apply(
      to: matrix,
      queries: old,
      rows: measure.rows,
      resources: resources.common,
      scratch: inputs.scratchFolder
    )
    options.rows = compared.rows
    return Compared(
      matrix: matrix,
      rows: compared.base,
      old: compared.queries,
      ids: names,
      options: options
    )
  }

  private func search(_ compared: Compared) throws -> DuplicateSearch {
    var search = try DuplicateSearch(
      rows: compared.rows,
      against: compared.old,
      options: compared.options
    )
    search.checkpoints = long.checkpoints(output: files.output)
    return search
  }

  /// Runs a job with all its outputs and all that is said about it.
  private func finish(
    _ compared: Compared,
    _ job: (PairOutput?, (any ProgressObserver)?) throws -> (DuplicateDecisions, DuplicateReport)
  ) throws {
    let outputs = try outputs(matrix: compared.matrix, old: compared.old, names: compared.ids)
    let reportFile = try files.reporting.openReport()
    let progress = TerminalProgress.ifWatched(quiet: files.reporting.quiet)
    defer { progress?.finish() }
    let (decisions, report) = try job(outputs.pairs, progress)
    progress?.finish()
    try outputs.finish(decisions)
    try reportFile?.finish(report)
    announce(report)
  }

  private func checkOptions() throws {
    if againstTexts != nil, against == nil || texts == nil {
      throw JobError.usage("--against-texts needs --against and --texts")
    }
    if store != nil {
      let foreign = [
        ("--against", against), ("--texts", texts), ("--pairs-output", files.pairsOutput),
      ].first { $0.1 != nil }
      if let foreign { throw JobError.usage("\(foreign.0) cannot be used with --store") }
      if calibration.calibrate {
        throw JobError.usage(
          "--calibrate cannot be used with --store, whose scores are from many batches"
        )
      }
    }
    guard wait >= 0 else { throw JobError.usage("--wait \(wait): expected at least 0") }
    try NamedFiles.requireOneStandardInput(
      rows.inputs + [against, rows.ids, texts, againstTexts, maps.map],
      of: ["INPUT", "--against", "--ids", "--texts", "--against-texts", "--map"]
    )
  }

  private func threshold() throws -> DuplicateOptions.Threshold {
    let limit = try limits.limit(for: measure.metric)
    if let target = grouping.target { return .target(rowCount: target, floor: limit) }
    guard let limit else {
      let option = measure.metric.limitOption
      throw JobError.usage("duplicates needs \(option) or --target: how alike are duplicates?")
    }
    return .limit(limit)
  }

  private func outputs(matrix: StoredMatrix, old: StoredMatrix?, names: RowIds?) throws
    -> DuplicateOutputs
  {
    var columns = DecisionOutput.Columns(measure: measure.metric)
    columns.rowNumbers = matrix.rowNumbers
    columns.ids = names
    columns.hasOldRows = old != nil
    columns.hasLowest = grouping.group == .connected
    columns.hasPercentile = calibration.calibrate
    columns.texts = try texts.map {
      try RowIds.open($0, rowCount: matrix.rowNumbers.wholeCount)
    }
    if let old {
      columns.oldTexts = try againstTexts.map { try RowIds.open($0, rowCount: old.rowCount) }
    }
    var outputs = DuplicateOutputs(
      decisions: try DecisionOutput(files.output, format: files.outputFormat, columns: columns)
    )
    outputs.keptRows = try files.keptRows.map {
      try KeptRowsOutput($0, rowNumbers: matrix.rowNumbers, ids: names)
    }
    outputs.keptMatrix = try files.keptMatrix.map {
      try MatrixRowsOutput($0, rowsOf: matrix, ids: names)
    }
    outputs.pairs = try files.pairsOutput.map {
      try PairOutput(
        $0,
        measure: measure.metric,
        oldRowCount: old?.rowCount,
        rowNumbers: matrix.rowNumbers,
        ids: names,
        hasPercentile: calibration.calibrate,
        scratch: inputs.scratchFolder
      )
    }
    return outputs
  }

  private func announce(_ report: DuplicateReport) {
    let logger = Diagnostics.logger(quiet: files.reporting.quiet)
    let result = report.result
    if result.badRows > 0 {
      logger.warning(
        "left out \(result.badRows.counted("row")) that \(measure.metric) cannot judge",
        metadata: RunFigures(badRows: result.badRows).metadata
      )
    }
    if let warning = report.warning { logger.warning("\(warning)") }
    RunRecord.ofProcess.finish(
      RunFigures(
        rows: report.input.rows,
        badRows: result.badRows,
        duplicates: result.duplicates,
        keptRows: result.kept,
        pairsCompared: report.work.pairsCompared
      ),
      summary: report.summary(isDefaultMetric: measure.similarity.isDefaultMetric),
      quiet: files.reporting.quiet
    )
    for line in report.result.histogram.lines { logger.notice("\(line)") }
  }
}

extension Duplicates: ShardedCommand {
  static var noun: String { "a search for near-duplicates" }

  var inputPaths: [String?] {
    rows.inputs + [against, rows.ids, texts, againstTexts, maps.map]
  }

  var reporting: ReportFlags { files.reporting }

  func checkForShards() throws {
    try checkOptions()
    guard store == nil else {
      throw JobError.usage("--store takes one batch at a time; it cannot be divided into shards")
    }
    _ = try threshold()
  }

  private func openForShards() throws -> Compared {
    try checkForShards()
    return try open()
  }

  func plan(_ request: PlanRequest) throws -> ShardPlan {
    try search(openForShards()).plan(request)
  }

  func estimate(rows: Int?, machines: Int?) throws -> ShardEstimate {
    try search(openForShards()).estimate(rows: rows, machines: machines)
  }

  func run(_ run: ShardRun) throws -> ShardReport {
    try search(openForShards()).run(
      shard: run.shard,
      of: run.plan,
      in: run.folder,
      checkpoints: run.checkpoints,
      progress: run.progress
    )
  }

  func merge(_ plan: ShardPlan, in folder: PlanFolder) throws {
    try OutputLock.whileHolding(
      [files.output, files.keptRows, files.keptMatrix, files.pairsOutput]
    ) {
      let compared = try openForShards()
      let search = try search(compared)
      try finish(compared) { pairs, _ in try search.merge(plan, in: folder, pairs: pairs) }
    }
  }
}
