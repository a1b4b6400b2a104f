/// What a process tells its caller (cron, a batch queue, a shell) about how it ended.
///
/// The numbers are those of BSD's `sysexits.h`, so that a queue can tell "run it again" from "mend
/// the command".
public enum ExitCode: Int32, Sendable {
  /// Done; all output is in place.
  case success = 0
  /// The command line asks for something that cannot be meant.
  case usage = 64
  /// The input was read and is not what it says it is.
  case data = 65
  /// There is no such input, or it may not be read.
  case noInput = 66
  /// A fault of the program or of a library under it, such as a BLAS that miscalculates.
  case `internal` = 70
  /// The output cannot be created.
  case cannotCreate = 73
  /// Reading or writing failed on the way (disk full, device error).
  case io = 74
  /// Interrupted or locked; the same command may be run again.
  case temporary = 75
}

/// An error that a user is told in one line, and that decides the exit code.
///
/// `description` is that line: it names the file, the row or byte offset, what was expected and
/// what was found, without the program's name and without a final period.
public protocol SimBatchError: Error, CustomStringConvertible, Sendable {
  var exitCode: ExitCode { get }
}
