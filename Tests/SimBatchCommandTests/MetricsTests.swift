import Foundation
import SimBatch
import Testing

/// Files for node_exporter's textfile collector.
@Suite struct MetricsTests {
  private static let ofEveryRun: Set = [
    "last_run_timestamp_seconds", "exit_code", "run_seconds", "peak_memory_bytes",
  ]
  private static let success = "last_success_timestamp_seconds"
  private static let matrix = Matrix.random(rows: 30, dimensions: 4, seed: 7)

  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(Self.matrix.fbin, to: "in.fbin")
    try sandbox.write((0..<30).map { "id\($0)\n" }.joined(), to: "ids.txt")
    return sandbox
  }

  private func metrics(_ sandbox: Sandbox, _ name: String = "run.prom") throws -> ExposedMetrics {
    try ExposedMetrics(sandbox.read(name))
  }

  private static func names(_ names: Set<String>) -> Set<String> {
    Set(names.map { "simbatch_\($0)" })
  }

  @Test(arguments: [
    (["in.fbin", "-o", "out.csv"], "neighbors", ["rows", "bad_rows", "pairs_compared"]),
    (["matrix", "in.fbin", "-o", "out.npy"], "matrix", ["rows", "bad_rows", "pairs_compared"]),
    (["convert", "in.fbin", "out.npy"], "convert", ["rows"]),
    (
      ["duplicates", "in.fbin", "--min-score", "0.9", "-o", "out.csv"], "duplicates",
      ["rows", "bad_rows", "pairs_compared", "duplicates", "kept_rows"]
    ),
    (
      [
        "duplicates", "in.fbin", "--min-score", "0.9", "-o", "out.csv", "--ids", "ids.txt",
        "--store", "kept",
      ], "duplicates", ["rows", "bad_rows", "pairs_compared", "duplicates", "kept_rows"]
    ),
  ])
  func `a run that succeeds tells what it did`(
    arguments: [String],
    command: String,
    figures: [String]
  ) throws {
    let sandbox = try sandbox()
    let before = Date().timeIntervalSince1970
    let outcome = try sandbox.simbatch(arguments + ["--metrics", "run.prom"])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    let metrics = try metrics(sandbox)
    let expected = Self.ofEveryRun.union([Self.success]).union(figures)
    #expect(Set(metrics.samples.keys) == Self.names(expected))
    let labels = ["command": command, "name": "run"]
    #expect(metrics.samples.values.allSatisfy { $0.labels == labels })
    #expect(metrics.value("exit_code") == 0 && metrics.value("rows") == 30)
    let ended = try #require(metrics.value("last_run_timestamp_seconds"))
    #expect(metrics.value(Self.success) == ended)
    #expect(ended >= before - 0.001 && ended <= Date().timeIntervalSince1970)
    #expect(try #require(metrics.value("peak_memory_bytes")) > 1_000_000)
    if figures.contains("kept_rows") {
      let duplicates = try #require(metrics.value("duplicates"))
      // The matrix repeats rows.
      #expect(duplicates > 0 && metrics.value("kept_rows") == 30 - duplicates)
      #expect(metrics.value("bad_rows") == 0)
    }
  }

  @Test func `the figures are those of the report`() throws {
    let sandbox = try sandbox()
    let options = ["--min-score", "0.9", "--report", "report.json", "--metrics", "run.prom"]
    #expect(try sandbox.simbatch(["duplicates", "in.fbin"] + options).exitCode == 0)
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(sandbox.read("report.json"))) as? [String: Any]
    )
    let result = try #require(report["result"] as? [String: Any])
    let work = try #require(report["work"] as? [String: Any])
    let metrics = try metrics(sandbox)
    #expect(metrics.value("duplicates") == result["duplicates"] as? Double)
    #expect(metrics.value("kept_rows") == result["kept"] as? Double)
    #expect(metrics.value("pairs_compared") == work["pairsCompared"] as? Double)
  }

  @Test(arguments: [
    (["none.fbin"], 66), (["in.fbin", "--topp", "3"], 64), (["in.fbin", "--top", "0"], 64),
    (["short.fbin"], 65), (["in.fbin", "-o", "none/out.csv"], 73), (["in.fbin", "-o", "full"], 74),
  ])
  func `a run that fails is counted, and the last success keeps its time`(
    arguments: [String],
    exitCode: Int
  ) throws {
    let sandbox = try sandbox()
    try sandbox.write(Array(Self.matrix.fbin.dropLast(3)), to: "short.fbin")
    let full = sandbox.directory.appendingPathComponent("full").path
    try FileManager.default.createSymbolicLink(atPath: full, withDestinationPath: "/dev/full")
    let failing = arguments + ["--output-format", "csv", "--metrics", "run.prom"]
    #expect(Int(try sandbox.simbatch(failing).exitCode) == exitCode)
    let first = try metrics(sandbox)
    #expect(Set(first.samples.keys) == Self.names(Self.ofEveryRun))
    #expect(first.value("exit_code") == Double(exitCode))

    #expect(try sandbox.simbatch(["in.fbin", "--metrics", "run.prom"]).exitCode == 0)
    let succeeded = try #require(try metrics(sandbox).value(Self.success))
    for _ in 0..<2 {
      #expect(Int(try sandbox.simbatch(failing).exitCode) == exitCode)
      let failed = try metrics(sandbox)
      #expect(failed.value(Self.success) == succeeded)
      #expect(try #require(failed.value("last_run_timestamp_seconds")) > succeeded)
      #expect(failed.value("exit_code") == Double(exitCode))
    }
  }

  @Test func `a name with quotes, backslashes and line breaks is read back as it is`() throws {
    let sandbox = try sandbox()
    let name = "a\"b\\n\nc{},= é"
    for arguments in [["in.fbin"], ["none.fbin"]] {
      _ = try sandbox.simbatch(arguments + ["--metrics", name + ".prom"])
      let metrics = try metrics(sandbox, name + ".prom")
      #expect(metrics.samples.values.allSatisfy { $0.labels["name"] == name })
      // Of the first run, found again by the second under its labels.
      #expect(metrics.value(Self.success) != nil)
    }
  }

  @Test func `everyone may read the file, whatever the mask`() throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.shell(
      #"umask 077; "$simbatch" in.fbin -o out.csv --metrics run.prom; stat -c %a run.prom out.csv"#
    )
    #expect(outcome.text == "644\n600\n")
    #expect(try sandbox.names == ["ids.txt", "in.fbin", "out.csv", "run.prom"])
  }

  @Test(arguments: [("none/run.prom", 73), ("full.prom", 74), ("folder.prom", 73)])
  func `metrics that cannot be written cost no output`(path: String, exitCode: Int) throws {
    let sandbox = try sandbox()
    let place = sandbox.directory.appendingPathComponent("full.prom").path
    try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: "/dev/full")
    try FileManager.default.createDirectory(
      at: sandbox.directory.appendingPathComponent("folder.prom"),
      withIntermediateDirectories: false
    )
    let good = try sandbox.simbatch(["in.fbin"]).output
    let outcome = try sandbox.simbatch(
      ["in.fbin", "-o", "out.csv", "--quiet", "--metrics", path]
    )
    #expect(Int(outcome.exitCode) == exitCode)
    #expect(outcome.saidOneLine && outcome.error.contains(path), "\(outcome.error)")
    #expect(try sandbox.read("out.csv") == good)

    let failed = try sandbox.simbatch(
      ["none.fbin", "--log-format", "json", "--metrics", path]
    )
    #expect(failed.exitCode == 66)
    #expect(try LogLine.all(in: failed).map(\.level) == ["error", "warning"])
  }

  @Test(arguments: ["run.txt", "prom", ".prom", "folder/.prom", "-", ""])
  func `a name that the exporter does not read is refused`(name: String) throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.simbatch(["in.fbin", "-o", "out.csv", "--metrics=\(name)"])
    #expect(outcome.exitCode == 64)
    #expect(outcome.saidOneLine && outcome.error.contains("--metrics"), "\(outcome.error)")
    #expect(try sandbox.names == ["ids.txt", "in.fbin"])
  }

  @Test func `a file of something else is not replaced`() throws {
    let sandbox = try sandbox()
    try sandbox.write("precious", to: "out.prom")
    let both = try sandbox.simbatch(
      ["in.fbin", "--output-format", "csv", "-o", "out.prom", "--metrics", "out.prom"]
    )
    #expect(both.exitCode == 64)
    #expect(try sandbox.read("out.prom") == Array("precious".utf8))
    #expect(try sandbox.simbatch(["in.fbin", "--metrics", "out.prom"]).exitCode == 73)
    #expect(try sandbox.read("out.prom") == Array("precious".utf8))
  }

  @Test func `commands without metrics refuse the option and write none`() throws {
    let sandbox = try sandbox()
    for command in ["info", "audit", "store"] {
      #expect(try sandbox.simbatch([command, "in.fbin", "--metrics", "a.prom"]).exitCode == 64)
    }
    #expect(try sandbox.simbatch(["--help", "--metrics", "a.prom"]).exitCode == 0)
    #expect(try sandbox.names == ["ids.txt", "in.fbin"])
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func `an interrupted run is counted and says so in the log's format`(signal: Int32) throws {
    let sandbox = try sandbox()
    #expect(try sandbox.simbatch(["in.fbin", "--metrics", "run.prom"]).exitCode == 0)
    let succeeded = try metrics(sandbox).value(Self.success)
    // Waits for ever: the pipe stays open for writing, and nothing comes.
    let script = """
      mkfifo pipe; echo $$ > pid
      exec "$simbatch" - --input-format fbin -o out.csv --metrics run.prom --log-format json <> pipe
      """
    let program = try sandbox.start(
      ["-c", script],
      program: "/bin/sh",
      environment: ["simbatch": Program.path]
    )
    try waitForHandler(of: signal, in: sandbox)
    program.send(signal)
    let outcome = try program.outcome()
    #expect(outcome.exitCode == 75)
    let lines = try LogLine.all(in: outcome)
    #expect(lines.map(\.level) == ["error"] && lines.first?.exitCode == 75)
    #expect(lines.first?.message.contains("interrupted") == true)
    let metrics = try metrics(sandbox)
    #expect(metrics.value("exit_code") == 75)
    #expect(metrics.value(Self.success) == succeeded)
    #expect(try sandbox.names == ["ids.txt", "in.fbin", "pid", "pipe", "run.prom"])
  }

  /// Returns once the process whose number is in the file `pid` catches the signal.
  private func waitForHandler(of signal: Int32, in sandbox: Sandbox) throws {
    for _ in 0..<3000 {
      if let bytes = try? sandbox.read("pid"),
        let process = Int(String(decoding: bytes, as: UTF8.self).dropLast()),
        let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
        status.hasPrefix("Name:\tsimbatch\n"),
        let caught = status.firstMatch(of: /SigCgt:\t([0-9a-f]+)/),
        let mask = UInt64(caught.1, radix: 16), mask >> UInt64(signal - 1) & 1 == 1
      {
        return
      }
      usleep(10_000)
    }
    Issue.record("the program never came to catch the signal")
  }
}
