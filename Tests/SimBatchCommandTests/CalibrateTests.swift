import Foundation
import Testing

/// `--calibrate`: what each score is worth among random pairs.
@Suite struct CalibrateTests {
  private static let matrix = Matrix.random(rows: 60, dimensions: 5, seed: 33)

  private func sandbox(_ matrix: Matrix = matrix) throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(matrix.fbin, to: "in.fbin")
    return sandbox
  }

  /// By how much a share among 1,000,000 random pairs may differ from that among all: that it
  /// differs by 0.005 has a chance below 2 exp(−2 · 10⁶ · 0.005²) = 4e-22 (Hoeffding 1963).
  private static let tolerance: Float = 0.005

  /// The share of all pairs that are less alike.
  private func share(below score: Float, metric: String) -> Float {
    let brute = BruteForce(metric: metric, base: Self.matrix)
    let values = (0..<60).flatMap { row in
      (0..<60).filter { $0 != row }.map { brute.value(row, $0) }
    }
    // A pair's own score is the same number up to its last digits: it is no lower than itself.
    let slack = 1e-6 * max(1, abs(Double(score)))
    let lower = values.count {
      metric == "euclidean" ? $0 > Double(score) + slack : $0 < Double(score) - slack
    }
    return Float(lower) / Float(values.count)
  }

  @Test(arguments: ["cosine", "euclidean"])
  func `percentiles are the shares of pairs that are less alike`(metric: String) throws {
    let sandbox = try sandbox()
    let options = ["in.fbin", "--metric", metric, "--top", "4", "--calibrate", "--seed", "6"]
    let one = try sandbox.simbatch(options + ["--threads", "1", "--report", "r.json"])
    #expect(one.exitCode == 0 && one.saidOneLine, "\(one.error)")
    let lines = one.text.split(separator: "\n")
    let name = metric == "euclidean" ? "distance" : "score"
    #expect(lines[0] == "row,rank,neighbor,\(name),percentile")
    try #require(lines.count == 241)
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",")
      let (score, percentile) = (try #require(Float(fields[3])), try #require(Float(fields[4])))
      #expect(abs(percentile - share(below: score, metric: metric)) <= Self.tolerance, "\(line)")
    }
    let report = try JSONSerialization.jsonObject(with: Data(sandbox.read("r.json")))
    let pairs = (report as? [String: Any])?["randomPairs"] as? [String: Any]
    #expect(pairs?["pairs"] as? Int == 1_000_000 && pairs?["seed"] as? Int == 6)
    #expect((pairs?["quantiles"] as? [[String: Double]])?.count == 10)

    let two = try sandbox.simbatch(options + ["--threads", "2"])
    #expect(two.output == one.output)
  }

  @Test func `decisions and pairs have percentiles, the same for the same score`() throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.simbatch([
      "duplicates", "in.fbin", "--metric", "cosine", "--min-score", "0.9", "--calibrate",
      "--pairs-output", "pairs.tsv", "--quiet",
    ])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    let decisions = outcome.text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(decisions[0].suffix(2) == ["score", "percentile"])
    let dropped = decisions.filter { $0[2] == "false" }
    #expect(!dropped.isEmpty)
    #expect(decisions.filter { $0[2] == "true" }.allSatisfy { $0[5].isEmpty })
    let pairs = String(decoding: try sandbox.read("pairs.tsv"), as: UTF8.self)
      .split(separator: "\n").map { $0.split(separator: "\t") }
    #expect(pairs[0] == ["row", "other", "score", "percentile"])
    let known = Dictionary(pairs.dropFirst().map { ($0[2], $0[3]) }) { first, _ in first }
    for line in dropped { #expect(known[line[4]] == line[5]) }
  }

  @Test func `a matrix of one row has no pairs, and an empty column`() throws {
    let sandbox = try sandbox(Matrix([[1, 2, 4]]))
    let outcome = try sandbox.simbatch(["in.fbin", "--include-self", "--calibrate", "--quiet"])
    #expect(outcome.text == "row,rank,neighbor,score,percentile\n0,1,0,1,\n")
  }

  @Test(arguments: ["bin", "npy", "ivecs", "mtx", "npz"])
  func `formats without a place for them refuse percentiles`(ending: String) throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.simbatch(["in.fbin", "--calibrate", "-o", "out.\(ending)"])
    #expect(outcome.exitCode == 64 && outcome.saidOneLine)
    #expect(outcome.error.contains("--calibrate") && outcome.error.contains(ending))
    #expect(try sandbox.names == ["in.fbin"])
  }

  @Test func `a store refuses them`() throws {
    let sandbox = try sandbox()
    try sandbox.write((0..<60).map { "n\($0)\n" }.joined(), to: "ids.txt")
    let outcome = try sandbox.simbatch([
      "duplicates", "in.fbin", "--ids", "ids.txt", "--min-score", "0.9", "--store", "kept",
      "--calibrate",
    ])
    #expect(outcome.exitCode == 64 && outcome.saidOneLine)
    #expect(outcome.error.contains("--calibrate") && outcome.error.contains("--store"))
    #expect(try sandbox.names == ["ids.txt", "in.fbin"])
  }
}
