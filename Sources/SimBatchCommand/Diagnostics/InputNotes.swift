import Logging
import SimBatch

/// What is said on standard error about an input before the job, unless the run is quiet.
enum InputNotes {
  /// Says how an input was read.
  ///
  /// - Parameter reading: nil where the input states it all.
  static func announce(reading: String?, of name: String) {
    guard let reading else { return }
    logger.notice("\("\(name): \(reading)".onOneLine)")
  }

  /// Warns of values that look wrong.
  static func warn(_ warnings: [String], of name: String) {
    for warning in warnings { logger.warning("\("\(name): \(warning)".onOneLine)") }
  }

  private static var logger: Logger { Diagnostics.logger(quiet: RunRecord.ofProcess.isQuiet) }
}
