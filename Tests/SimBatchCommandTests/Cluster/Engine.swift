import Foundation
import Testing

/// A sandbox with programs of an engine that are short scripts, and what they were asked.
///
/// The folder, as the paths in it, has blanks, quotes and a dollar sign in its name.
struct Engine {
  static let input = #"in "put" $HOME's.npy"#
  static let plan = #"the 'plan' `of` $x & "y""#
  static let output = "out put;.bin"

  let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try FileManager.default.createDirectory(
      at: sandbox.directory.appending(path: "bin"),
      withIntermediateDirectories: true
    )
  }

  /// Puts a script where the program looks for one of the engine's own.
  ///
  /// Another process writes it: children of other tests would hold a file that this one writes open
  /// for a moment, and the system starts no file that somebody may write to.
  func install(_ name: String, _ script: String) throws {
    let outcome = try sandbox.start(
      ["-m", "755", "/dev/stdin", "bin/\(name)"],
      program: "/usr/bin/install",
      input: Array("#!/bin/bash\n\(script)\n".utf8)
    ).outcome()
    #expect(outcome.exitCode == 0, "\(outcome.error)")
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
