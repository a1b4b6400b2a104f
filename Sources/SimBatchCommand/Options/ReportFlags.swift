import ArgumentParser
import SimBatch

/// What is said about a job.
struct ReportFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Also write what was done, as JSON.", valueName: "file.json"))
  var report: String?

  @Flag(help: "Say nothing but errors.")
  var quiet = false

  /// The file of the report, so that it is refused before the job if it cannot be written.
  func openReport() throws -> JSONReport? { try report.map { try JSONReport($0) } }
}
