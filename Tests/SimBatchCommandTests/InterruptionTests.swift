import Foundation
import Testing

/// Jobs that are told to stop in the middle. One at a time, since each needs the whole machine.
@Suite(.serialized) struct InterruptionTests {
  /// Takes a second or more on one thread.
  private static let matrix: [UInt8] = {
    let (rows, dimensions) = (20_000, 384)
    var generator = Xorshift(seed: 81)
    let values = (0..<rows * dimensions).map { _ in
      Float(Int32(truncatingIfNeeded: generator.next() >> 20))
    }
    return Bytes.of([UInt32(rows), UInt32(dimensions)]) + Bytes.of(values)
  }()

  /// A job that has opened its output, and which computes.
  private func startedJob(in sandbox: Sandbox, output: String) throws -> RunningProgram {
    try sandbox.write(Self.matrix, to: "in.fbin")
    let program = try sandbox.start(["in.fbin", "--threads", "1", "-o", output])
    try waitForOutput(of: program, in: sandbox)
    return program
  }

  private func waitForOutput(of program: RunningProgram, in sandbox: Sandbox) throws {
    try #require(program.waitForOutput(in: sandbox.directory))
    usleep(100_000)
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP], ["out.csv", "out.npy"])
  func `a signal ends the job with exit code 75 and leaves nothing behind`(
    signal: Int32,
    output: String
  ) throws {
    let sandbox = try Sandbox()
    let program = try startedJob(in: sandbox, output: output)
    program.send(signal)
    let outcome = try program.outcome()
    #expect(outcome.exitCode == 75)
    #expect(outcome.saidOneLine && outcome.error.contains("interrupted"), "\(outcome.error)")
    #expect(try sandbox.names == ["in.fbin"])
  }

  @Test func `an interrupted job leaves the old output as it was`() throws {
    let sandbox = try Sandbox()
    try sandbox.write("old", to: "out.csv")
    let program = try startedJob(in: sandbox, output: "out.csv")
    program.send(SIGTERM)
    #expect(try program.outcome().exitCode == 75)
    #expect(try sandbox.read("out.csv") == Array("old".utf8))
    #expect(try sandbox.names == ["in.fbin", "out.csv"])
  }

  @Test func `a killed job leaves the old output as it was, and nothing that is in the way`() throws
  {
    let sandbox = try Sandbox()
    try sandbox.write("old", to: "out.csv")
    let program = try startedJob(in: sandbox, output: "out.csv")
    program.send(SIGKILL)
    #expect(try program.outcome().exitCode == -SIGKILL)
    #expect(try sandbox.read("out.csv") == Array("old".utf8))
    let hidden = try sandbox.names.filter { $0.hasPrefix(".simbatch-") }
    #expect(hidden.isEmpty, "where the file system has nameless files")
    try sandbox.write(Matrix.random(rows: 9, dimensions: 4, seed: 1).fbin, to: "in.fbin")
    #expect(try sandbox.simbatch(["in.fbin", "-o", "out.csv"]).exitCode == 0)
    #expect(try sandbox.names == ["in.fbin", "out.csv"])
  }

  @Test func `nohup protects a job from hanging up, not from being terminated`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.matrix, to: "in.fbin")
    let program = try sandbox.start(
      ["-c", #"trap '' HUP; exec "$simbatch" in.fbin --threads 1 -o out.csv"#],
      program: "/bin/sh",
      environment: ["simbatch": Program.path]
    )
    try waitForOutput(of: program, in: sandbox)
    program.send(SIGHUP)
    usleep(100_000)
    program.send(SIGTERM)
    let outcome = try program.outcome()
    #expect(outcome.exitCode == 75)
    // Had the first signal counted, the job would have been gone before the second.
    #expect(try sandbox.names == ["in.fbin"])
  }

  @Test(.enabled(if: TestConditions.script != nil, "util-linux's script gives a terminal"))
  func `a terminal shows progress and then a clean line with the summary`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.matrix, to: "in.fbin")
    let outcome = try sandbox.shell(
      #"script -qec '"$simbatch" in.fbin --threads 1 --tile 256 -o out.bin' /dev/null"#
    )
    #expect(outcome.exitCode == 0)
    #expect(outcome.text.contains("compare ") && outcome.text.contains(" left"))
    #expect(outcome.text.contains("\r\u{1b}[Ksimbatch: 20000 rows of 384 dimensions"))
    #expect(try sandbox.names == ["in.fbin", "out.bin"])
  }
}
