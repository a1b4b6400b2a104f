import Foundation
import Testing

/// Jobs larger than `--memory`, end to end.
@Suite struct ScratchCommandTests {
  /// 12,000 × 20 as text: 960,000 bytes of values.
  private static let matrix = Matrix.random(rows: 12_000, dimensions: 20, seed: 19)
  private static let text: String =
    (0..<matrix.rowCount).map { row in
      matrix[row].map { "\($0)" }.joined(separator: ",") + "\n"
    }.joined()

  @Test func `text from a pipe that is larger than memory gives the rows of a file`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.matrix.fbin, to: "in.fbin")
    try sandbox.write(Self.text, to: "in.csv")
    let piped = #"cat in.csv | "$simbatch" convert - out.npy --memory 600K --quiet"#
    let refused = try sandbox.shell(piped + " --scratch none --sample 9000")
    #expect(refused.exitCode == 64 && refused.error.contains("more than 600 kB of memory"))
    #expect(refused.error.contains("--scratch"))
    #expect(try sandbox.shell(piped + " --scratch . --rows 0-11999").exitCode == 0)
    let made = try sandbox.read("out.npy")
    #expect(made.suffix(Self.matrix.raw.count) == Self.matrix.raw[...])
    #expect(try sandbox.names == ["in.csv", "in.fbin", "out.npy"])

    let expected = try sandbox.simbatch(["in.fbin", "--row", "5", "--row", "77"])
    let found = try sandbox.shell(
      #"cat in.csv | "$simbatch" - --row 5 --row 77 --scratch . --report r.json --memory 60M"#
    )
    #expect(found.exitCode == 0 && found.output == expected.output)
  }

  @Test(arguments: ["duplicates", "matrix", "neighbors", "convert", "info", "audit"])
  func `a folder that is not there is named before anything is read`(command: String) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 9, dimensions: 4, seed: 1).fbin, to: "in.fbin")
    let more: [String] =
      switch command {
      case "duplicates": ["--min-score", "0.9"]
      case "matrix": ["-o", "out.npy"]
      case "convert": ["out.npy"]
      default: []
      }
    let outcome = try sandbox.simbatch([command, "in.fbin"] + more + ["--scratch", "missing"])
    #expect(outcome.exitCode == 73)
    #expect(outcome.saidOneLine && outcome.error.contains("missing: no scratch file can be made"))
    #expect(try sandbox.names == ["in.fbin"])
  }

  /// 8,000 × 512: 16 MB of values, as many again prepared.
  private static let wide = Matrix.random(rows: 8000, dimensions: 512, seed: 23)

  private func work(_ sandbox: Sandbox) throws -> [String: Any] {
    let json = try JSONSerialization.jsonObject(with: Data(try sandbox.read("r.json")))
    let report = try #require(json as? [String: Any])
    return try #require(report["work"] as? [String: Any])
  }

  /// Runs a job with plenty of memory and with `memory` megabytes, and compares a file of theirs.
  private func expectSame(_ arguments: [String], output: String, memory: Int) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.wide.fbin, to: "in.fbin")
    let arguments =
      arguments + ["--tile", "256", "--threads", "2", "--report", "r.json", "--quiet"]
    #expect(try sandbox.simbatch(arguments).exitCode == 0)
    let expected = try sandbox.read(output)
    #expect(try work(sandbox)["scratchBytes"] == nil)

    let running = try sandbox.start(
      arguments + ["--memory", "\(memory)M", "--scratch", "."]
    )
    var peak = 0
    while let now = running.peakMemory {
      peak = now
      usleep(2000)
    }
    let outcome = try running.outcome()
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(try sandbox.read(output) == expected)
    let work = try work(sandbox)
    #expect(try #require(work["scratchBytes"] as? Int) >= 8000 * 512 * 4 * 6 / 7)
    #expect(try #require(work["scratchBytesRead"] as? Int) >= 8000 * 512 * 4)
    // The budget is in units of 1024, and may be exceeded by 15%.
    #expect(peak > 0 && peak < (memory << 20) * 115 / 100, "\(peak) bytes")
    let refused = try sandbox.simbatch(arguments + ["--memory", "\(memory)M", "--scratch", "none"])
    #expect(refused.exitCode == 64 && refused.error.contains("of memory and may use"))
  }

  @Test func `duplicates larger than memory are the same, within memory`() throws {
    try expectSame(
      ["duplicates", "in.fbin", "--metric", "cosine", "--min-score", "0.15", "-o", "out.csv"],
      output: "out.csv",
      memory: 76
    )
  }

  @Test func `a matrix of a picture larger than memory is the same, within memory`() throws {
    try expectSame(["matrix", "in.fbin", "-o", "out.png"], output: "out.png", memory: 70)
  }
}
