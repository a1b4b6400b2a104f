import Glibc
import SimBatch

/// A program that was started and has not been waited for.
struct ChildProcess {
  enum End: Equatable {
    case exit(Int32)
    case signal(Int32)
  }

  /// Where a stream of the child goes.
  enum Stream {
    /// The writing end of a pipe.
    case pipe(Int32)
    /// The end of a file, which need not be there.
    case appended(String)
  }

  private let number: pid_t

  /// Starts `words[0]`, looked for as a shell does; its standard input is empty.
  ///
  /// - Parameter without: variables of the environment that it is not given.
  /// - Throws: ``ClusterError/noClient(_:reason:)``.
  init(
    _ words: [String],
    output: Stream,
    error: Stream,
    without foreign: Set<String> = []
  ) throws(ClusterError) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    for (stream, descriptor) in [(output, STDOUT_FILENO), (error, STDERR_FILENO)] {
      switch stream {
      case .pipe(let end):
        posix_spawn_file_actions_adddup2(&actions, end, descriptor)
      case .appended(let path):
        let flags = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, descriptor, path, flags, 0o666)
      }
    }
    var arguments = words.map { strdup($0) } + [nil]
    defer { for pointer in arguments { free(pointer) } }
    var variables = Self.environment(without: foreign)
    var number = pid_t()
    let code = posix_spawnp(&number, words[0], &actions, nil, &arguments, &variables)
    guard code == 0 else {
      throw .noClient(words[0], reason: String(cString: strerror(code)))
    }
    self.number = number
  }

  func send(_ signal: Int32) { kill(number, signal) }

  /// How it ended; nil while it runs. Not to be asked again after the end.
  func endIfAny() -> End? { waited(WNOHANG) }

  /// Waits for its end.
  func end() -> End {
    while true {
      if let end = waited(0) { return end }
    }
  }

  private func waited(_ options: Int32) -> End? {
    var status: Int32 = 0
    guard waitpid(number, &status, options) == number else { return nil }
    let signal = status & 0x7F
    return signal == 0 ? .exit(status >> 8 & 0xFF) : .signal(signal)
  }

  /// This process's variables, up to the nil at their end; the strings stay where they are.
  private static func environment(without foreign: Set<String>) -> [UnsafeMutablePointer<CChar>?] {
    var variables: [UnsafeMutablePointer<CChar>?] = []
    var place = environ
    while let variable = place.pointee {
      let name = String(cString: variable).prefix { $0 != "=" }
      if !foreign.contains(String(name)) { variables.append(variable) }
      place += 1
    }
    return variables + [nil]
  }
}
