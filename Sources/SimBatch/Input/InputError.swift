internal import Glibc

/// Why an input could not be read.
///
/// `description` is one line that names the file, where in it, what was expected and what was found.
public struct InputError: SimBatchError, Equatable {
  public enum Problem: Equatable, Sendable {
    /// The options contradict each other or the file, or leave something open. Exit code 64.
    case usage(String)
    /// The file was read and is not what it claims to be. Exit code 65.
    case malformed(expected: String, found: String, byteOffset: Int?)
    /// There is no such file, or it may not be read. Exit code 66.
    case unavailable(String)
    /// The file is there but reading it failed on the way. Exit code 74.
    case readFailed(String)
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
    case .usage: .usage
    case .malformed: .data
    case .unavailable: .noInput
    case .readFailed: .io
    }
  }

  public var description: String {
    let text =
      switch problem {
      case .usage(let reason), .unavailable(let reason): "\(name): \(reason)"
      case .readFailed(let reason): "\(name): reading failed: \(reason)"
      case .malformed(let expected, let found, nil): "\(name): expected \(expected), found \(found)"
      case .malformed(let expected, let found, let offset?):
        "\(name): byte \(offset): expected \(expected), found \(found)"
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

  /// The error of a system call that failed with `code` on reading `name`.
  static func reading(_ name: String, errno code: Int32) -> InputError {
    InputError(name: name, problem: .readFailed(String(cString: strerror(code))))
  }
}
