import SimBatch
import Synchronization

/// What is known of this run beside its data, for its log and its metrics.
final class RunRecord: Sendable {
  /// That of this process; the program asks for it first of all, which starts its clock.
  static let ofProcess = RunRecord(Array(CommandLine.arguments.dropFirst()))

  /// The subcommand.
  let command: String
  let logFormat: LogFormat
  /// Whether errors are all that is said (`--quiet`); what is said while options are still being
  /// turned into a job asks for it here.
  let isQuiet: Bool
  private let metricsFile: MetricsFile?
  private let start = StageClock.now
  private let figures = Mutex(RunFigures())
  /// The exit code, once it is decided.
  private let decided = Mutex<ExitCode?>(nil)

  private init(_ arguments: [String]) {
    let command = Simbatch.commandName(in: arguments)
    self.command = command
    logFormat = LogFormat(arguments: arguments)
    isQuiet = EarlyOption.isGiven("--quiet", in: arguments)
    metricsFile = MetricsOption.file(of: command, arguments)
  }

  /// Takes what the job did, and announces it.
  func finish(_ figures: RunFigures, summary: String, quiet: Bool) {
    self.figures.withLock { $0 = figures }
    var metadata = figures.metadata
    metadata["seconds"] = .stringConvertible(elapsed)
    Diagnostics.logger(quiet: quiet).notice("\(summary)", metadata: metadata)
  }

  /// Says why the run ends, if it is an error, and writes its metrics. Only once: who comes second
  /// waits for the first, and says nothing.
  ///
  /// The thread that ends the job and the one that waits for signals may both come here.
  ///
  /// - Returns: the exit code: `code`, or where only the metrics failed, theirs.
  func end(_ code: ExitCode, _ message: String? = nil) -> ExitCode {
    decided.withLock { decided in
      if let decided { return decided }
      if let message { Diagnostics.report(message, exitCode: code) }
      let final = writeMetrics(code)
      decided = final
      return final
    }
  }

  private var elapsed: Double { ((StageClock.now - start) * 1000).rounded() / 1000 }

  private func writeMetrics(_ code: ExitCode) -> ExitCode {
    guard let metricsFile else { return code }
    do {
      try metricsFile.write(metrics(code, in: metricsFile))
      return code
    } catch {
      // What was asked for is in place, but for the metrics, and nobody else would tell.
      let failure = (error as? any SimBatchError)?.exitCode ?? .io
      if code == .success {
        Diagnostics.report("\(error); all other output is in place", exitCode: failure)
        return failure
      }
      Diagnostics.logger(quiet: false).warning("\(error)")
      return code
    }
  }

  private func metrics(_ code: ExitCode, in file: MetricsFile) -> [MetricFamily] {
    let now = WallTime.now.seconds
    let lastSuccess = "simbatch_last_success_timestamp_seconds"
    var metrics = [
      MetricFamily("simbatch_last_run_timestamp_seconds", now, help: "When the last run ended."),
      MetricFamily(
        "simbatch_exit_code",
        Double(code.rawValue),
        help: "How the last run ended; 0 is success."
      ),
      MetricFamily("simbatch_run_seconds", elapsed, help: "How long the last run took."),
    ]
    if let success = code == .success ? now : file.value(of: lastSuccess) {
      metrics.append(
        MetricFamily(lastSuccess, success, help: "When the last run that succeeded ended.")
      )
    }
    if let peak = MachineLimits.peakMemory {
      metrics.append(
        MetricFamily(
          "simbatch_peak_memory_bytes",
          Double(peak),
          help: "The most memory that the last run had at once."
        )
      )
    }
    return metrics + figures.withLock { $0.metrics }
  }
}
