import Foundation
import SimBatch

/// The built program, as a user would start it.
enum Program {
  /// `simbatch` lies where the tests do: both are products of one build.
  static let path: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let tests = own.isEmpty ? CommandLine.arguments[0] : own
    return URL(fileURLWithPath: tests).deletingLastPathComponent()
      .appendingPathComponent("simbatch").path
  }()

  /// Kernels that this machine can run, from what the program says about a name it does not know.
  static let kernels: [String] = {
    let sandbox = try? Sandbox()
    try? sandbox?.write(Matrix.grid(rows: 2, dimensions: 2, seed: 1).fbin, to: "two.fbin")
    let outcome = try? sandbox?.simbatch(
      ["two.fbin"],
      environment: ["SIMBATCH_KERNELS": "nonsense"]
    )
    let list = outcome?.error.components(separatedBy: "this machine has ").last ?? ""
    return list.trimmingCharacters(in: .newlines).components(separatedBy: ", ")
  }()
}

/// A program under way.
final class RunningProgram {
  private let process: pid_t
  private let outputPath: String
  private let errorPath: String
  private var isReaped = false

  init(
    _ program: String,
    arguments: [String],
    environment: [String: String],
    directory: String,
    input: String,
    output: String,
    error: String
  ) throws {
    outputPath = output
    errorPath = error
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
    for (descriptor, path) in [(STDOUT_FILENO, output), (STDERR_FILENO, error)] {
      posix_spawn_file_actions_addopen(&actions, descriptor, path, O_WRONLY | O_CREAT, 0o600)
    }

    // Whoever runs the tests may ignore or block signals; the program must not inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
    )

    let variables = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    // `env` changes the directory and then becomes the program, under the same process number.
    let words = ["env", "-C", directory, program] + arguments
    var argumentPointers = words.map { strdup($0) } + [nil]
    var variablePointers = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for pointer in argumentPointers + variablePointers { free(pointer) } }
    var process = pid_t()
    let status = posix_spawnp(
      &process,
      "env",
      &actions,
      &attributes,
      &argumentPointers,
      &variablePointers
    )
    guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: status) ?? .EINVAL) }
    self.process = process
  }

  deinit {
    guard !isReaped else { return }
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
  }

  /// The number of the process.
  var number: Int { Int(process) }

  /// Waits until the program has an output in `directory` under way: a file open there that has no
  /// name, or a hidden one.
  ///
  /// - Returns: whether there was one before the program ended.
  func waitForOutput(in directory: URL) -> Bool {
    let descriptors = "/proc/\(process)/fd"
    let beginnings = ["#", ".simbatch-"].map { "\(directory.path)/\($0)" }
    for _ in 0..<6000 {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: descriptors)) ?? []
      let targets = names.compactMap {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "\(descriptors)/\($0)")
      }
      if targets.contains(where: { target in beginnings.contains(where: target.hasPrefix) }) {
        return true
      }
      usleep(10_000)
    }
    return false
  }

  func send(_ signal: Int32) { kill(process, signal) }

  /// The most bytes that were in its memory so far, mapped files included; nil once it has ended.
  private var peakMemory: Int? {
    let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(separator: " ").compactMap { Int($0) }.first.map { $0 * 1024 }
  }

  /// Waits for the end.
  ///
  /// - Returns: also the most bytes that were in its memory, mapped files included, seen every two
  ///   milliseconds.
  func outcomeAndPeak() throws -> (outcome: Outcome, peak: Int) {
    var peak = 0
    while let now = peakMemory {
      peak = now
      usleep(2000)
    }
    return (try outcome(), peak)
  }

  /// Waits for the end.
  func outcome() throws -> Outcome {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    isReaped = true
    let signal = status & 0x7F
    let text = try Data(contentsOf: URL(fileURLWithPath: errorPath))
    return Outcome(
      exitCode: signal == 0 ? status >> 8 & 0xFF : -signal,
      output: try [UInt8](Data(contentsOf: URL(fileURLWithPath: outputPath))),
      error: String(decoding: text, as: UTF8.self)
    )
  }
}
