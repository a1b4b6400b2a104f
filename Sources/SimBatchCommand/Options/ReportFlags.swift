import ArgumentParser
import SimBatch

/// What is said about a run while it is under way.
struct LogFlags: ParsableArguments {
  /// Checked here, and read by ``RunRecord``, since what the parser complains of has this format, too.
  @Option(
    help: ArgumentHelp(
      """
      Lines on standard error: text, or json, an object a line; default: the environment's \
      SIMBATCH_LOG_FORMAT, or text.
      """,
      valueName: "format"
    )
  )
  var logFormat: LogFormat?
}

/// What is said about a job.
struct ReportFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Also write what was done, as JSON.", valueName: "file.json"))
  var report: String?

  /// Read by ``RunRecord``: a run that the parser ends is counted, too.
  @Option(
    help: ArgumentHelp(
      "Also write how the run ended and its figures, for node_exporter; on failure, too.",
      valueName: "file.prom"
    )
  )
  var metrics: String?

  @Flag(help: "Say nothing but errors.")
  var quiet = false

  @OptionGroup var log: LogFlags

  func validate() throws {
    guard let metrics, !metrics.isEmpty, MetricsOption.jobName(of: metrics) == nil else { return }
    throw ValidationError(
      "--metrics \(metrics): expected a name that ends in .prom; the exporter reads no other"
    )
  }

  /// The outputs that are named here.
  var outputs: [(option: String, path: String?)] {
    [("--report", report), (MetricsOption.name, metrics)]
  }

  /// The file of the report, so that it is refused before the job if it cannot be written.
  func openReport() throws -> JSONReport? { try report.map { try JSONReport($0) } }
}
