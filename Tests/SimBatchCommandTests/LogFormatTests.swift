import Foundation
import SimBatch
import Testing

/// Lines on standard error for programs.
@Suite struct LogFormatTests {
  private static let matrix = Matrix.random(rows: 30, dimensions: 4, seed: 7)

  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(Self.matrix.fbin, to: "in.fbin")
    return sandbox
  }

  /// What every line has, whatever it says.
  private func expectCommonFields(_ lines: [LogLine], command: String) throws {
    let time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/
    for line in lines {
      #expect(try #require(line.fields["time"] as? String).wholeMatch(of: time) != nil)
      #expect(line.fields["command"] as? String == command)
      #expect(line.fields["version"] as? String == SimBatchVersion.current)
      #expect(try #require(line.fields["pid"] as? Int) > 1)
      #expect(!line.message.isEmpty)
    }
  }

  @Test func `success is one notice with the figures of the summary`() throws {
    let outcome = try sandbox().simbatch(["in.fbin", "--top", "2", "--log-format", "json"])
    #expect(outcome.exitCode == 0)
    let lines = try LogLine.all(in: outcome)
    try expectCommonFields(lines, command: "neighbors")
    let line = try #require(lines.first)
    #expect(lines.count == 1 && line.level == "notice")
    #expect(line.message.hasPrefix("30 rows of 4 dimensions"))
    #expect(line.fields["rows"] as? Int == 30 && line.fields["bad_rows"] as? Int == 0)
    #expect(try #require(line.fields["seconds"] as? Double) >= 0)
    #expect(line.exitCode == nil)
  }

  @Test func `the time is that of the clock`() throws {
    // Milliseconds are cut off, and a date is a `Double`.
    let before = Date().addingTimeInterval(-0.002)
    let line = try #require(
      try LogLine.all(in: sandbox().simbatch(["in.fbin", "--log-format=json"])).first
    )
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    let time = try style.parse(try #require(line.fields["time"] as? String))
    #expect(time >= before && time <= Date())
  }

  @Test func `a warning comes before the summary, with its figure`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix([[1, 2], [3, 1], [5, 5]]).fbin, to: "in.fbin")
    let outcome = try sandbox.simbatch(
      ["in.fbin", "--on-bad-row", "skip", "--top", "1"],
      environment: ["SIMBATCH_LOG_FORMAT": "json"]
    )
    #expect(outcome.exitCode == 0)
    let lines = try LogLine.all(in: outcome)
    try expectCommonFields(lines, command: "neighbors")
    #expect(lines.map(\.level) == ["warning", "notice"])
    #expect(lines.first?.fields["bad_rows"] as? Int == 1)
  }

  @Test(arguments: [
    (["none.fbin"], "neighbors", 66, "none.fbin"),
    (["short.fbin"], "neighbors", 65, "short.fbin"),
    (["info", "short.fbin"], "info", 65, "short.fbin"),
    (["matrix", "in.fbin", "-o", "none/out.npy"], "matrix", 73, "none/out.npy"),
    (["duplicates", "in.fbin"], "duplicates", 64, "--min-score"),
    (["in.fbin", "--topp", "3"], "neighbors", 64, "--topp"),
    (["convert", "in.fbin"], "convert", 64, "OUT"),
    (["store", "none"], "store", 66, "none"),
    (["audit", "none.fbin"], "audit", 66, "none.fbin"),
    (["evaluate", "in.fbin"], "evaluate", 64, "--pairs"),
    (["fit", "in.fbin", "-o", "map.npy"], "fit", 64, "--pairs"),
  ])
  func `an error is one line with its exit code`(
    arguments: [String],
    command: String,
    exitCode: Int,
    named: String
  ) throws {
    let sandbox = try sandbox()
    try sandbox.write(Array(Self.matrix.fbin.dropLast(3)), to: "short.fbin")
    let outcome = try sandbox.simbatch(arguments + ["--log-format", "json"])
    let lines = try LogLine.all(in: outcome)
    try expectCommonFields(lines, command: command)
    let line = try #require(lines.first)
    #expect(lines.count == 1 && line.level == "error", "\(outcome.error)")
    #expect(Int(outcome.exitCode) == exitCode && line.exitCode == exitCode)
    #expect(line.message.contains(named), "\(line.message)")
  }

  @Test func `the message is that of the text`() throws {
    let sandbox = try sandbox()
    for arguments in [["none.fbin"], ["in.fbin", "--topp", "3"], ["in.fbin", "--top", "0"]] {
      let text = try sandbox.simbatch(arguments).error
      let line = try LogLine.all(in: sandbox.simbatch(arguments + ["--log-format", "json"])).first
      #expect(text == "simbatch: \(line?.message ?? "")\n")
    }
  }

  @Test func `the environment gives the format to a run without any argument`() throws {
    let outcome = try Sandbox().simbatch([], environment: ["SIMBATCH_LOG_FORMAT": "json"])
    #expect(outcome.exitCode == 64 && outcome.output.isEmpty)
    #expect(try LogLine.all(in: outcome).map(\.exitCode) == [64])
  }

  @Test func `the option counts before the environment`() throws {
    let outcome = try sandbox().simbatch(
      ["none.fbin", "--log-format", "text"],
      environment: ["SIMBATCH_LOG_FORMAT": "json"]
    )
    #expect(outcome.saidOneLine)
  }

  @Test(arguments: ["xml", "JSON"])
  func `a format that does not exist is a mistake`(format: String) throws {
    let sandbox = try sandbox()
    let inEnvironment = try sandbox.simbatch(
      ["in.fbin"],
      environment: ["SIMBATCH_LOG_FORMAT": format]
    )
    let asOption = try sandbox.simbatch(["in.fbin", "--log-format", format])
    for outcome in [inEnvironment, asOption] {
      #expect(outcome.exitCode == 64 && outcome.output.isEmpty)
      #expect(outcome.saidOneLine && outcome.error.contains(format), "\(outcome.error)")
    }
    #expect(inEnvironment.error.contains("SIMBATCH_LOG_FORMAT"))
  }

  @Test(arguments: ["a\nb\u{1b}[31m\u{7f}\u{1}\"\\.fbin", "\u{2028}\u{85}é🦊.fbin"])
  func `a name with control characters stays a line of valid JSON`(name: String) throws {
    let sandbox = try sandbox()
    for arguments in [[name], ["in.fbin", "--top", name]] {
      let outcome = try sandbox.simbatch(arguments + ["--log-format", "json"])
      let lines = try LogLine.all(in: outcome)
      #expect(lines.count == 1 && lines.first?.exitCode == Int(outcome.exitCode))
      #expect(!outcome.error.dropLast().utf8.contains { $0 < 0x20 })
    }
  }

  @Test func `output that is lost is an error of the same form`() throws {
    let outcome = try sandbox().shell(
      #""$simbatch" in.fbin --log-format json > /dev/full"#
    )
    #expect(outcome.exitCode == 74)
    #expect(try LogLine.all(in: outcome).map(\.exitCode) == [74])
  }

  @Test func `quiet says errors only`() throws {
    let sandbox = try sandbox()
    let options = ["--quiet", "--log-format", "json"]
    #expect(try sandbox.simbatch(["in.fbin"] + options).error.isEmpty)
    let failed = try sandbox.simbatch(["none.fbin"] + options)
    #expect(try LogLine.all(in: failed).map(\.exitCode) == [66])
  }

  @Test func `help and results stay on standard output`() throws {
    let sandbox = try sandbox()
    for arguments in [["--help"], ["--version"], ["info", "in.fbin", "--log-format", "json"]] {
      let outcome = try sandbox.simbatch(arguments, environment: ["SIMBATCH_LOG_FORMAT": "json"])
      #expect(outcome.exitCode == 0 && outcome.error.isEmpty && !outcome.output.isEmpty)
    }
    let plain = try sandbox.simbatch(["in.fbin"])
    #expect(try sandbox.simbatch(["in.fbin", "--log-format", "json"]).output == plain.output)
  }
}
