import SimBatch

/// `simbatch duplicates --store`: one batch.
struct StoreRun {
  let command: Duplicates
  let store: String

  private var files: DuplicateFileOptions { command.files }

  /// - Parameters:
  ///   - matrix: the rows that are compared, and kept by the store.
  ///   - stored: the same rows as the input has them, of which the kept ones are written.
  func run(
    _ matrix: StoredMatrix,
    stored: StoredMatrix,
    ids: RowIds?,
    options: DuplicateOptions
  ) throws {
    guard let names = ids else {
      throw JobError.usage(
        "--store needs --ids, or an input with names: it knows rows by them"
      )
    }
    let ids = names.selecting(matrix.rowNumbers)
    let decisionFile = try StoreDecisionOutput(
      files.output,
      format: files.outputFormat,
      measure: options.measure,
      ids: ids,
      rowNumbers: matrix.rowNumbers
    )
    let keptRows = try files.keptRows.map {
      try KeptRowsOutput($0, rowNumbers: matrix.rowNumbers, ids: names)
    }
    let keptMatrix = try files.keptMatrix.map {
      try MatrixRowsOutput($0, rowsOf: stored, ids: names)
    }
    let reportFile = try files.reporting.openReport()
    let opened = try DuplicateStore.openForRun(store, waiting: command.wait)
    let progress = TerminalProgress.ifWatched(quiet: files.reporting.quiet)
    defer { progress?.finish() }
    let (decisions, report) = try opened.run(
      matrix,
      ids: ids,
      options: options,
      name: matrix.name,
      progress: progress
    )
    progress?.finish()
    // The store has decided. Should a file fail now, the same command writes it again.
    try decisionFile.finish(decisions, keptRows: keptRows, keptMatrix: keptMatrix)
    let summary = StoreSummary(decisions)
    try reportFile?.finish(Report(batch: summary, comparison: report))
    announce(summary, report)
  }

  private func announce(_ summary: StoreSummary, _ report: DuplicateReport?) {
    let quiet = files.reporting.quiet
    let similarity = command.measure.similarity
    if let warning = report?.warning { Diagnostics.logger(quiet: quiet).warning("\(warning)") }
    if summary.badRows > 0 {
      Diagnostics.logger(quiet: quiet).warning(
        "left out of the store \(summary.badRows.counted("row")) that cannot be judged",
        metadata: RunFigures(badRows: summary.badRows).metadata
      )
    }
    RunRecord.ofProcess.finish(
      RunFigures(
        rows: summary.rows,
        badRows: summary.badRows,
        duplicates: summary.duplicates,
        keptRows: summary.kept,
        pairsCompared: report?.work.pairsCompared ?? 0
      ),
      summary: """
        \(summary.rows.counted("row")), \(similarity.metric)\
        \(similarity.isDefaultMetric ? " (default)" : ""): \(summary.kept) kept, \
        \(summary.duplicates.counted("duplicate")), \
        \(summary.seen) seen before
        """,
      quiet: quiet
    )
  }

  private struct Report: Encodable {
    let batch: StoreSummary
    /// nil where all rows had been seen.
    let comparison: DuplicateReport?
  }
}

/// What a batch brought.
private struct StoreSummary: Encodable {
  let rows: Int
  let kept: Int
  let duplicates: Int
  let seen: Int
  let badRows: Int

  init(_ decisions: StoreDecisions) {
    rows = decisions.rows.count
    kept = decisions.newKeptCount
    duplicates = decisions.newDuplicateCount
    seen = decisions.seenCount
    badRows = decisions.badCount
  }
}
