import Foundation
import Testing

/// What `simbatch matrix` refuses, and that it leaves nothing behind.
@Suite struct MatrixRefusalTests {
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 40, dimensions: 5, seed: 31).fbin, to: "in.fbin")
    try sandbox.write("0\n1\n", to: "short.txt")
    return sandbox
  }

  @Test(arguments: [
    (["-o", "a.fbin", "--output-dtype", "f2"], "fbin holds f4"),
    (["-o", "a.hbin", "--output-dtype", "f4"], "hbin holds f2"),
    (["-o", "a.csv", "--output-dtype", "f2"], "csv has no type"),
    (["-o", "a.png", "--output-dtype", "f4"], "png has no type"),
    (["-o", "a.npy", "--output-dtype", "f8"], "f8"), (["-o", "a.txt"], "a.txt"),
    (["-o", "a"], ".npy"),
    (["-o", "a.npy", "--output-format", "ivecs"], "ivecs"),
    (["-o", "a.csv", "--upper"], "--upper"), (["-o", "a.png", "--upper"], "--upper"),
    (["-o", "a.npy", "--upper", "--queries", "in.fbin"], "--upper"),
    (["-o", "a.npy", "--order", "cluster", "--queries", "in.fbin"], "--order"),
    (["-o", "a.npy", "--order-output", "o.txt"], "--order"),
    (["-o", "a.npy", "--order", "cluster", "--order-output", "a.npy"], "a.npy"),
    (["-o", "a.npy", "--order", "cluster", "--order-output", "-"], "--order-output"),
    (["-o", "a.npy", "--report", "a.npy"], "--report"),
    (["-o", "a.npy", "--size", "99"], "--size"),
    (["-o", "a.png", "--size", "5"], "--size 5"),
    (["-o", "a.png", "--size", "5000"], "--size 5000"),
    (["-o", "-", "--output-format", "npy"], "standard output"),
    (["-o", "/dev/null", "--output-format", "npy"], "/dev/null"),
    (["-o", "a.npy", "--memory", "1M"], "--memory"), (["-o", "a.npy", "--dims", "6"], "--dims 6"),
    (["-o", "a.npy", "--screen", "full"], "--screen"), (["-o", "a.npy", "--top", "3"], "--top"),
  ])
  func `what cannot be meant is said in one line, with exit code 64`(
    options: [String],
    named: String
  ) throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.simbatch(["matrix", "in.fbin"] + options)
    #expect(outcome.exitCode == 64)
    #expect(outcome.saidOneLine && outcome.error.contains(named), "\(outcome.error)")
    #expect(outcome.output.isEmpty)
    #expect(try sandbox.names == ["in.fbin", "short.txt"])
  }

  @Test(arguments: [
    (["in.fbin", "--order", "short.txt", "-o", "a.npy"], Int32(65), "2 lines"),
    (["in.fbin", "--order", "none.txt", "-o", "a.npy"], 66, "none.txt"),
    (["none.fbin", "-o", "a.npy"], 66, "none.fbin"),
    (["in.fbin", "-o", "none/a.npy"], 73, "none/a.npy"),
    (["in.fbin", "-o", "a.npy", "--report", "none/r.json"], 73, "none/r.json"),
    (["in.fbin", "-o", "a.png", "--order", "cluster", "--order-output", "none/o"], 73, "none/o"),
  ])
  func `files that are not as they should be are named`(
    arguments: [String],
    code: Int32,
    named: String
  ) throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.simbatch(["matrix"] + arguments)
    #expect(outcome.exitCode == code)
    #expect(outcome.saidOneLine && outcome.error.contains(named), "\(outcome.error)")
    #expect(try sandbox.names == ["in.fbin", "short.txt"])
  }

  @Test func `csv is refused for what nobody reads`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 3200, dimensions: 2, seed: 3).fbin, to: "in.fbin")
    let outcome = try sandbox.simbatch(["matrix", "in.fbin", "--metric", "dot", "-o", "a.csv"])
    #expect(outcome.exitCode == 64 && outcome.saidOneLine)
    #expect(outcome.error.contains("10240000") && outcome.error.contains("npy"))
    #expect(try sandbox.names == ["in.fbin"])
  }

  @Test(arguments: ["npy", "fbin", "hbin"])
  func `room for the output is refused before it is computed, and what was there stays`(
    format: String
  ) throws {
    let sandbox = try Sandbox()
    // 600² scores do not fit into 100 blocks of 512 or 1,024 bytes.
    try sandbox.write(Matrix.random(rows: 600, dimensions: 4, seed: 5).fbin, to: "in.fbin")
    try sandbox.write("old", to: "a.\(format)")
    let outcome = try sandbox.shell(
      #"ulimit -f 100; exec "$simbatch" matrix in.fbin -o a.\#(format)"#
    )
    #expect(outcome.exitCode == 74)
    #expect(outcome.saidOneLine && outcome.error.contains("a.\(format)"), "\(outcome.error)")
    #expect(try sandbox.read("a.\(format)") == Array("old".utf8))
    #expect(try sandbox.names == ["a.\(format)", "in.fbin"])
  }

  @Test(arguments: ["csv", "png"])
  func `a text or picture that does not fit leaves what was there`(format: String) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 600, dimensions: 4, seed: 5).fbin, to: "in.fbin")
    try sandbox.write("old", to: "a.\(format)")
    let outcome = try sandbox.shell(
      #"ulimit -f 10; exec "$simbatch" matrix in.fbin -o a.\#(format)"#
    )
    #expect(outcome.exitCode == 74)
    #expect(outcome.saidOneLine && outcome.error.contains("a.\(format)"), "\(outcome.error)")
    #expect(try sandbox.read("a.\(format)") == Array("old".utf8))
    #expect(try sandbox.names == ["a.\(format)", "in.fbin"])
  }

  @Test func `an interrupted job leaves what was there, with exit code 75`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 9000, dimensions: 700, seed: 6).fbin, to: "in.fbin")
    try sandbox.write("old", to: "a.npy")
    let program = try sandbox.start([
      "matrix", "in.fbin", "-o", "a.npy", "--threads", "1", "--output-dtype", "f2",
    ])
    try #require(program.waitForOutput(in: sandbox.directory))
    usleep(50_000)
    program.send(SIGTERM)
    let outcome = try program.outcome()
    #expect(outcome.exitCode == 75)
    #expect(outcome.saidOneLine && outcome.error.contains("interrupted"), "\(outcome.error)")
    #expect(try sandbox.read("a.npy") == Array("old".utf8))
    #expect(try sandbox.names == ["a.npy", "in.fbin"])
  }
}
