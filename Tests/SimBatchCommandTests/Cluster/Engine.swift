import Foundation

/// A sandbox with programs of an engine that are short scripts, and what they were asked.
///
/// The folder, as the paths in it, has blanks, quotes and a dollar sign in its name.
struct Engine {
  static let input = #"in "put" $HOME's.npy"#
  static let plan = #"the 'plan' `of` $x & "y""#
  static let output = "out put;.bin"

  let sandbox = try! Sandbox()

  init() throws {
    try FileManager.default.createDirectory(
      at: sandbox.directory.appending(path: "bin"),
      withIntermediateDirectories: true
    )
  }

  /// Puts a script where the program looks for one of the engine's own.
  func install(_ name: String, _ script: String) throws {
    let path = "bin/\(name)"
    try sandbox.write("#!/bin/bash\n\(script)\n", to: path)
    chmod(sandbox.directory.appending(path: path).path, 0o755)
  }

  var environment: [String: String] {
    ["PATH": "\(sandbox.directory.path)/bin:/usr/bin:/bin", "SANDBOX": sandbox.directory.path]
  }

  /// The words of `submit` for four shards; `program` runs in the place of simbatch.
  func words(
    _ engine: String,
    _ options: [String] = [],
    job: [String] = ["neighbors", "--top", "3"],
    behind: [String] = []
  ) -> [String] {
    ["submit", "--engine", engine, "--shards", "4", "--plan", Self.plan, "-o", Self.output]
      + ["--program", "bin/piece"] + options + job + [Self.input] + behind
  }

  func submit(
    _ engine: String,
    _ options: [String] = [],
    job: [String] = ["neighbors", "--top", "3"],
    behind: [String] = [],
    environment: [String: String] = [:]
  ) throws -> Outcome {
    try sandbox.simbatch(
      words(engine, options, job: job, behind: behind),
      environment: self.environment.merging(environment) { _, new in new }
    )
  }

  /// The path of something in the folder of the plan.
  func inPlan(_ name: String) -> String {
    "\(sandbox.directory.path)/\(Self.plan)/\(name)"
  }

  /// Lines that the scripts have written to a file; none where there is no such file.
  func lines(_ name: String) -> [String] {
    let bytes = (try? sandbox.read(name)) ?? []
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
