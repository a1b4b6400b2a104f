import Glibc

/// Standard output, or another descriptor that stays open, written in large pieces.
///
/// What was appended last is lost without ``commit()``; what came before cannot be taken back.
package final class StandardOutput: ByteOutput {
  static let name = "standard output"

  /// Whether an output of this path goes here.
  package static func isNamed(by path: String) -> Bool {
    path == NeighborOutput.standardOutput || path == "/dev/stdout"
  }

  private var file: BufferedFile

  /// - Throws: ``OutputError/cannotCreate(file:reason:)`` if `descriptor` cannot be written to.
  init(descriptor: Int32 = STDOUT_FILENO) throws {
    do {
      file = BufferedFile(try OpenFile(borrowing: descriptor), name: Self.name)
    } catch {
      throw OutputError.cannotCreate(file: Self.name, reason: error.reason)
    }
  }

  func append<Value: BitwiseCopyable>(_ values: [Value]) throws {
    try file.append(values)
  }

  func commit() throws {
    try file.flush()
  }
}

extension ClosedPipe {
  /// Lets a write to a pipe without a reader fail with ``ClosedPipe``, and one beyond the limit on
  /// the size of files with an error, instead of ending the process, which would leave temporary
  /// files behind. A program calls it once, at its start.
  public static func ignoreSignals() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }
}
