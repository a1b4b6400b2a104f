import Glibc
import Logging
import SimBatch

/// What the program says beside its data: lines on standard error.
enum Diagnostics {
  /// A line about an error that ends the run; printed at any level.
  static func report(_ message: String, exitCode: ExitCode) {
    logger(quiet: true).error(
      "\(message)",
      metadata: ["exit_code": .stringConvertible(exitCode.rawValue)]
    )
  }

  /// The logger of a run: warnings and the summary, or with `quiet` errors only.
  static func logger(quiet: Bool) -> Logger {
    var logger = Logger(label: "simbatch") { _ in StandardErrorHandler() }
    logger.logLevel = quiet ? .error : .notice
    return logger
  }

  static func write(_ text: String) {
    let bytes = [UInt8](text.utf8)
    // Where standard error is gone there is nobody left to tell.
    _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
  }

  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}

/// Writes each event as a line in the format of this run.
private struct StandardErrorHandler: LogHandler {
  var logLevel = Logger.Level.notice
  var metadata = Logger.Metadata()

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var event = event
    event.metadata = metadata.merging(event.metadata ?? [:]) { _, own in own }
    Diagnostics.write(RunRecord.ofProcess.logFormat.line(for: event) + "\n")
  }
}
