import Foundation
import Testing

/// Two runs that would write the same output.
@Suite struct LockTests {
  /// Every command that writes files, and the name of a file that it writes.
  private static let jobs: [(words: [String], output: String)] = [
    (["-o", "a.csv"], "a.csv"), (["-o", "a.npy"], "a.npy"),
    (["duplicates", "--min-score", "0.9", "-o", "a.csv"], "a.csv"),
    (["duplicates", "--min-score", "0.9", "--kept-rows", "kept"], "kept"),
    (["matrix", "-o", "a.npy"], "a.npy"), (["convert"], "a.npy"),
    (["audit", "--json", "a.json"], "a.json"),
    (["evaluate", "--pairs", "pairs.csv", "--json", "a.json"], "a.json"),
  ]

  private static func command(_ words: [String], input: String, output: String) -> [String] {
    words == ["convert"] ? words + [input, output] : words + [input]
  }

  @Test(arguments: jobs.indices)
  func `a second run ends at once, with exit code 75, and names the first`(job: Int) throws {
    let (words, output) = Self.jobs[job]
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 30, dimensions: 5, seed: 2).fbin, to: "in.fbin")
    try sandbox.write("row_a,row_b,label\n0,1,1\n0,2,0\n3,4,1\n5,6,0\n", to: "pairs.csv")
    try sandbox.write("old", to: output)
    // A pipe that nobody writes to: the first run waits, and has its lock by then.
    try #require(mkfifo(sandbox.directory.appendingPathComponent("pipe.fbin").path, 0o600) == 0)
    let lock = "\(output).simbatch-lock"
    let first = try sandbox.start(Self.command(words, input: "pipe.fbin", output: output))
    for _ in 0..<6000 where try !sandbox.names.contains(lock) || sandbox.read(lock).isEmpty {
      usleep(10_000)
    }
    let second = try sandbox.simbatch(Self.command(words, input: "in.fbin", output: output))
    #expect(second.exitCode == 75)
    #expect(second.saidOneLine && second.error.contains("\(output): it is being written by "))
    #expect(second.error.contains("process \(first.number) on "), "\(second.error)")
    #expect(try sandbox.read(output) == Array("old".utf8))
    first.send(SIGTERM)
    #expect(try first.outcome().exitCode == 75)
    #expect(try sandbox.names == [output, "in.fbin", "pairs.csv", "pipe.fbin"].sorted())
    let third = try sandbox.simbatch(Self.command(words, input: "in.fbin", output: output))
    #expect(third.exitCode == 0, "\(third.error)")
    // Neighbors go to two files of their own names.
    let isPair = words == ["-o", "a.npy"]
    #expect(try (sandbox.read(output) == Array("old".utf8)) == isPair)
    #expect(try sandbox.names.contains("a.scores.npy") == isPair)
    #expect(try !sandbox.names.contains(lock))
  }

  @Test func `what a killed run has left blocks nobody, and is gone afterwards`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 30, dimensions: 5, seed: 2).fbin, to: "in.fbin")
    try sandbox.write("process 1 on here since 2020-01-01T00:00:00Z\n", to: "a.csv.simbatch-lock")
    let outcome = try sandbox.simbatch(["in.fbin", "-o", "a.csv"])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(try sandbox.names == ["a.csv", "in.fbin"])
  }

  @Test func `a link in the place of the lock is refused, and what it leads to stays`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 30, dimensions: 5, seed: 2).fbin, to: "in.fbin")
    try sandbox.write("precious", to: "victim")
    let outcome = try sandbox.shell(
      #"ln -s victim a.csv.simbatch-lock; exec "$simbatch" in.fbin -o a.csv"#
    )
    #expect(outcome.exitCode == 73)
    #expect(outcome.saidOneLine && outcome.error.contains("a.csv.simbatch-lock"))
    #expect(try sandbox.read("victim") == Array("precious".utf8))
    #expect(try !sandbox.names.contains("a.csv"))
  }

  @Test(arguments: ["-", "/dev/null"])
  func `streams and devices are not locked`(output: String) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 30, dimensions: 5, seed: 2).fbin, to: "in.fbin")
    let outcome = try sandbox.simbatch(["in.fbin", "-o", output])
    #expect(outcome.exitCode == 0)
    #expect(try sandbox.names == ["in.fbin"])
  }
}
