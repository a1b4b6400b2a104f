import Glibc
import SimBatch

/// Text for people on standard output.
enum StandardText {
  /// Prints a text at once, so that a full disk is not mistaken for success.
  static func show(_ text: String) throws {
    print(text)
    guard fflush(nil) != 0 else { return }
    let code = errno
    if code == EPIPE { throw ClosedPipe() }
    throw OutputError.cannotWrite(file: "standard output", reason: String(cString: strerror(code)))
  }
}
