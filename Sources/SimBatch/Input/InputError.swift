internal import Glibc

/// Why an input could not be read.
///
/// `description` is one line that names the file, where in it, what was expected and what was found.
public struct InputError: SimBatchError, Equatable {
  public enum Problem: Equatable, Sendable {
    /// The options contradict each other or the file, or leave something open. Exit code 64.
    case usage(String)
    /// The file was read and is not what it claims to be. Exit code 65.
    case malformed(expected: String, found: String, place: Place?)
    /// The rows need more memory than the job may use. Exit code 64.
    case tooLarge(limit: Int)
    /// The rows do not fit into memory, nor into a scratch file. Exit code 73 or 74.
    case scratch(ScratchError)
    /// There is no such file, or it may not be read. Exit code 66.
    case unavailable(String)
    /// The file is there but reading it failed on the way. Exit code 74.
    case readFailed(String)
    /// Somebody else has it, still after some time. Exit code 75.
    case locked(String)
  }

  /// Where in an input something is wrong.
  public enum Place: Equatable, Sendable, CustomStringConvertible {
    /// Bytes from the start; of what a compressed file holds when it is unpacked.
    case byte(Int)
    /// Bytes from the start of a compressed file, as it is.
    case packedByte(Int)
    /// A line of text, counted from 1, and perhaps its byte in the line, counted from 1.
    case line(Int, column: Int? = nil)
    /// A row, counted from 0, and perhaps its id.
    case row(Int, id: String? = nil)

    public var description: String {
      switch self {
      case .byte(let offset): "byte \(offset)"
      case .packedByte(let offset): "compressed byte \(offset)"
      case .line(let number, nil): "line \(number)"
      case .line(let number, let column?): "line \(number), column \(column)"
      case .row(let row, let id): "row \(row)\(id.map { " (id '\($0)')" } ?? "")"
      }
    }
  }

  /// The file as the user named it, or `standard input`.
  public let name: String
  public let problem: Problem

  public init(name: String, problem: Problem) {
    self.name = name
    self.problem = problem
  }

  public var exitCode: ExitCode {
    switch problem {
    case .usage, .tooLarge: .usage
    case .malformed: .data
    case .unavailable: .noInput
    case .readFailed: .io
    case .locked: .temporary
    case .scratch(let error): error.exitCode
    }
  }

  public var description: String {
    let text =
      switch problem {
      case .usage(let reason), .unavailable(let reason): "\(name): \(reason)"
      case .readFailed(let reason): "\(name): reading failed: \(reason)"
      case .locked(let reason): "\(name): \(reason); run it again"
      case .malformed(let expected, let found, nil): "\(name): expected \(expected), found \(found)"
      case .malformed(let expected, let found, let place?):
        "\(name): \(place): expected \(expected), found \(found)"
      case .tooLarge(let limit):
        """
        \(name): its rows need more than \(ByteCount(limit)) of memory; give the job more by --memory or \
        a folder by --scratch, or convert them to .npy first (simbatch convert), which is mapped, not \
        loaded
        """
      case .scratch(let error): "\(name): \(error)"
      }
    return text.onOneLine
  }
}

extension InputError {
  /// The error of a system call that failed with `code` on opening `name`.
  static func opening(_ name: String, errno code: Int32) -> InputError {
    let reason = String(cString: strerror(code))
    switch code {
    case EIO, EMFILE, ENFILE, ENOMEM:
      return InputError(name: name, problem: .readFailed(reason))
    default:
      return InputError(name: name, problem: .unavailable(reason))
    }
  }

  static func readFailed(_ name: String, _ reason: String) -> InputError {
    InputError(name: name, problem: .readFailed(reason))
  }

  /// The error of a system call that failed with `code` on reading `name`.
  static func reading(_ name: String, errno code: Int32) -> InputError {
    InputError(name: name, problem: .readFailed(String(cString: strerror(code))))
  }
}
