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

  /// 4,000 × 4,096 bytes, of which four rows repeat others: 64 MB as prepared rows, and few pairs.
  private static let wide: [UInt8] = {
    var generator = Xorshift(seed: 23)
    var bytes = Bytes.of((0..<4000 * 512).map { _ in generator.next() })
    for (row, copy) in [(0, 1), (5, 3999), (1000, 2000), (1000, 3000)] {
      bytes.replaceSubrange(
        copy * 4096..<(copy + 1) * 4096,
        with: Array(bytes[row * 4096..<(row + 1) * 4096])
      )
    }
    return Bytes.of([UInt32(4000), UInt32(4096)]) + bytes
  }()

  /// A job with plenty of memory, and the same with `memory` megabytes, which would not hold its
  /// prepared rows.
  ///
  /// - Returns: the file that each wrote, and the report of the second's work.
  private func outputs(_ arguments: [String], in sandbox: Sandbox, output: String, memory: Int)
    throws -> (whole: [UInt8], limited: [UInt8], work: [String: Any])
  {
    try sandbox.write(Self.wide, to: "in.u8bin")
    let queries = Bytes.of([UInt32(20), UInt32(4096)]) + Self.wide[8..<8 + 20 * 4096]
    try sandbox.write(queries, to: "q.u8bin")
    func work() throws -> [String: Any] {
      let json = try JSONSerialization.jsonObject(with: Data(try sandbox.read("r.json")))
      return try #require((json as? [String: Any])?["work"] as? [String: Any])
    }
    let arguments = arguments + Self.limits(output)
    #expect(try sandbox.simbatch(arguments + ["--memory", "2G"]).exitCode == 0)
    let whole = try sandbox.read(output)
    #expect(try work()["scratchBytes"] == nil)
    #expect(try work()["blockPairs"] as? Int == 1)

    let limited = arguments + ["--memory", "\(memory)M", "--scratch", "."]
    let (outcome, peak) = try sandbox.start(limited).outcomeAndPeak()
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    // The budget, and 15% for what no plan can know.
    #expect(peak > 0 && peak < (memory << 20) * 115 / 100, "\(peak) bytes")
    #expect(try sandbox.names == ["in.u8bin", output, "q.u8bin", "r.json"].sorted())
    return (whole, try sandbox.read(output), try work())
  }

  private static func limits(_ output: String) -> [String] {
    ["-o", output, "--tile", "128", "--threads", "2", "--report", "r.json", "--quiet"]
  }

  @Test func `duplicates larger than memory are the same, within memory, without scratch files`()
    throws
  {
    let sandbox = try Sandbox()
    let job = ["duplicates", "in.u8bin", "--metric", "cosine", "--min-score", "0.9"]
    let found = try outputs(job, in: sandbox, output: "out.csv", memory: 90)
    #expect(found.whole == found.limited)
    let dropped = String(decoding: found.limited, as: UTF8.self).split(separator: "\n")
      .filter { $0.contains(",false,") }
    #expect(dropped.count == 4 && dropped.allSatisfy { $0.hasSuffix(",1") })
    #expect(found.work["scratchBytes"] == nil)
    #expect(try #require(found.work["blockPairs"] as? Int) > 1)
    let more = job + Self.limits("out.csv") + ["--scratch", "none", "--memory"]
    #expect(try sandbox.simbatch(more + ["90M"]).exitCode == 0)
    #expect(try sandbox.read("out.csv") == found.whole)
    let refused = try sandbox.simbatch(more + ["65M"])
    #expect(refused.exitCode == 64 && refused.error.contains("of memory and may use"))
  }

  @Test func `a matrix whose rows are larger than memory is the same, within memory`() throws {
    let sandbox = try Sandbox()
    let job = ["matrix", "in.u8bin", "--queries", "q.u8bin", "--metric", "cosine"]
    let found = try outputs(job, in: sandbox, output: "out.npy", memory: 130)
    #expect(found.whole == found.limited)
    let scores = Bytes.values(Float.self, in: found.limited.suffix(20 * 4000 * 4))
    #expect(scores[0] == 1 && scores[1] == 1 && scores[5 * 4000 + 3999] == 1)
    #expect(try #require(found.work["scratchBytes"] as? Int) >= 3996 * 4096 * 4)
    #expect(try #require(found.work["scratchBytesRead"] as? Int) >= 3996 * 4096 * 4)
    let more = job + Self.limits("out.npy") + ["--memory", "130M", "--scratch", "none"]
    let refused = try sandbox.simbatch(more)
    #expect(refused.exitCode == 64 && refused.error.contains("of memory and may use"))
  }
}
