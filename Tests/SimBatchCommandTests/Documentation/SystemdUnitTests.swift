import Foundation
import SimBatch
import Testing

@testable import SimBatchCommand

@Suite("The systemd units")
struct SystemdUnitTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "scripts/systemd")
  private static let program = "/usr/local/bin/simbatch"

  private func text(_ name: String) throws -> String {
    try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
  }

  /// What the job's unit sets.
  private func settings() throws -> [Substring: Substring] {
    let lines = try text("simbatch.service").split(separator: "\n").filter { !$0.hasPrefix("#") }
    let pairs = lines.map { $0.split(separator: "=", maxSplits: 1) }.filter { $0.count == 2 }
    return Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0[1]) })
  }

  @Test("run a command that the program understands, and write where they may")
  func command() throws {
    let settings = try settings()
    let words = try #require(settings["ExecStart"]).split(separator: " ").map(String.init)
    #expect(words.first == Self.program)
    #expect(throws: Never.self) { try Simbatch.parseAsRoot(Array(words.dropFirst())) }
    let folders = try #require(settings["ReadWritePaths"]).split(separator: " ")
    for option in ["--store", "--output", "--metrics"] {
      let index = try #require(words.firstIndex(of: option))
      #expect(folders.contains { words[index + 1].hasPrefix($0 + "/") })
    }
  }

  @Test("try again after an interruption only, with time to save")
  func restarts() throws {
    let settings = try settings()
    #expect(settings["Restart"] == "on-failure")
    let codes: [ExitCode] = [.usage, .data, .noInput, .internal, .cannotCreate, .io]
    let prevented = try #require(settings["RestartPreventExitStatus"]).split(separator: " ")
    #expect(prevented == codes.map { Substring("\($0.rawValue)") })
    #expect(try #require(settings["TimeoutStopSec"].flatMap { Int($0) }) > 5)
  }

  @Test(
    "are understood by systemd",
    .enabled(if: TestConditions.systemdAnalyze != nil, "systemd checks its units")
  )
  func verify() throws {
    let sandbox = try Sandbox()
    let names = ["simbatch.service", "simbatch.timer", "simbatch-failed@.service"]
    for name in names {
      // It asks whether the program is there, which a test does not install.
      let unit = try text(name).replacingOccurrences(of: Self.program, with: "/bin/true")
      try sandbox.write(unit, to: name)
    }
    let outcome = try sandbox.shell(
      "systemd-analyze verify " + names.map { "./\($0)" }.joined(separator: " ")
    )
    #expect(outcome.exitCode == 0 && outcome.error.isEmpty, "\(outcome.error)")
  }
}
