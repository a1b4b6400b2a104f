import Foundation

/// A directory of its own for one test, which the program runs in and which goes with it.
final class Sandbox {
  /// What the program sees as its working directory, empty at first.
  let directory: URL
  /// Where its standard streams are kept, out of its sight.
  private let streams: URL
  private let root: URL
  private var runCount = 0

  init() throws {
    root = FileManager.default.temporaryDirectory
      .appendingPathComponent("simbatch-tests-\(UUID().uuidString)")
    directory = root.appendingPathComponent("work")
    streams = root.appendingPathComponent("streams")
    for url in [directory, streams] {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  /// Every name in the directory, hidden ones too, sorted.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() }
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: directory.appendingPathComponent(name))
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func read(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: directory.appendingPathComponent(name)))
  }

  /// Runs `simbatch` to its end; `input` is what its standard input holds.
  func simbatch(
    _ arguments: [String],
    input: [UInt8] = [],
    environment: [String: String] = [:]
  ) throws -> Outcome {
    try start(arguments, input: input, environment: environment).outcome()
  }

  /// Runs a shell script to its end; `"$simbatch"` is the program.
  func shell(_ script: String, environment: [String: String] = [:]) throws -> Outcome {
    try start(
      ["-c", script],
      program: "/bin/sh",
      environment: environment.merging(["simbatch": Program.path]) { own, _ in own }
    ).outcome()
  }

  /// Starts a program without waiting for its end.
  func start(
    _ arguments: [String],
    program: String = Program.path,
    input: [UInt8] = [],
    environment: [String: String] = [:]
  ) throws -> RunningProgram {
    runCount += 1
    let files = ["in", "out", "err"].map {
      streams.appendingPathComponent("\(runCount).\($0)").path
    }
    try Data(input).write(to: URL(fileURLWithPath: files[0]))
    return try RunningProgram(
      program,
      arguments: arguments,
      environment: environment,
      directory: directory.path,
      input: files[0],
      output: files[1],
      error: files[2]
    )
  }
}

/// How a run ended and what it said.
struct Outcome {
  /// The exit code, or minus the number of the signal that ended the process.
  let exitCode: Int32
  let output: [UInt8]
  let error: String

  var text: String { String(decoding: output, as: UTF8.self) }

  /// What was said on standard error, line by line.
  var errorLines: [Substring] {
    error.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
  }

  /// Whether all that was said is one whole line of the program's own.
  var saidOneLine: Bool {
    errorLines.count == 1 && error.hasPrefix("simbatch: ") && error.hasSuffix("\n")
  }
}
