import Foundation
import Testing

/// `--report`: what a job did, for machines.
@Suite struct ReportTests {
  private struct Report: Decodable {
    struct Input: Decodable {
      let name, format, elementType: String
      let rows, dimensions, badRows, distinctRows: Int
    }
    struct Settings: Decodable {
      let metric, onBadRow, selfNeighbor: String
      let neighbors, dimensions, threads, tile, memoryBudget: Int
      let farthest, centerColumns: Bool
      let limit: Float?
    }
    struct Work: Decodable {
      let screen: String
      let pairsCompared, candidatesVerified: Int
      let gigaoperationsPerSecond, shareInMatrixProduct: Double
    }
    struct Software: Decodable { let simbatch, openBLAS, blasKernel, kernels: String }
    let input: Input
    let queries: Input?
    let settings: Settings
    let work: Work
    let software: Software
    let seconds: [String: Double]
    let totalSeconds: Double
  }

  private static func report(_ options: [String]) throws -> Report {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 200, dimensions: 8, seed: 71).npy, to: "in.npy")
    try sandbox.write(Matrix.random(rows: 31, dimensions: 8, seed: 72).fbin, to: "q.fbin")
    let outcome = try sandbox.simbatch(
      ["in.npy", "--report", "r.json", "--top", "4", "-o", "out.bin"] + options
    )
    try #require(outcome.exitCode == 0, "\(outcome.error)")
    #expect(try sandbox.names.filter { $0.hasPrefix("r.") || $0.hasPrefix(".") } == ["r.json"])
    return try JSONDecoder().decode(Report.self, from: Data(sandbox.read("r.json")))
  }

  @Test func `the report tells shape, measure, options, versions, times and work`() throws {
    let report = try Self.report([
      "--metric", "cosine", "--dims", "7", "--threads", "2", "--tile", "50", "--memory", "64M",
      "--min-score", "0.25", "--center-columns", "--on-bad-row", "skip",
    ])
    #expect(report.input.name == "in.npy" && report.input.format == "npy")
    #expect(report.input.elementType == "f32")
    #expect(report.input.rows == 200 && report.input.dimensions == 8)
    #expect(report.input.badRows == 0 && report.queries == nil)
    let distinct = Set((0..<200).map { Matrix.random(rows: 200, dimensions: 8, seed: 71)[$0] })
    #expect(report.input.distinctRows == distinct.count && distinct.count < 200)

    let settings = report.settings
    #expect(settings.metric == "cosine" && settings.dimensions == 7 && settings.neighbors == 4)
    #expect(settings.threads == 2 && settings.tile == 50 && settings.memoryBudget == 64 << 20)
    #expect(settings.limit == 0.25 && settings.centerColumns && settings.onBadRow == "skip")
    #expect(!settings.farthest && settings.selfNeighbor == "exclude")

    // Each unordered pair once: half of the work.
    #expect(report.work.pairsCompared == distinct.count * (distinct.count - 1) / 2)
    #expect(report.work.candidatesVerified > 0)
    #expect(report.work.candidatesVerified <= 2 * report.work.pairsCompared)
    #expect(report.work.gigaoperationsPerSecond > 0)
    #expect((0...1.0001).contains(report.work.shareInMatrixProduct))

    #expect(report.software.simbatch == (try Sandbox().simbatch(["--version"]).text.trimmed))
    #expect(Program.kernels.contains(report.software.kernels))
    #expect(!report.software.openBLAS.isEmpty && !report.software.blasKernel.isEmpty)
    #expect(
      report.seconds.keys.sorted() == ["compare", "order", "prepare", "start", "verify", "write"]
    )
    #expect(report.seconds.values.allSatisfy { $0 >= 0 })
    #expect(report.seconds.values.reduce(0, +) <= report.totalSeconds * 1.0001)
  }

  @Test func `a report on queries tells of both matrices and of all pairs`() throws {
    let report = try Self.report(["--queries", "q.fbin", "--farthest"])
    #expect(report.queries?.name == "q.fbin" && report.queries?.rows == 31)
    #expect(report.queries?.format == "bin")
    #expect(report.work.pairsCompared == 31 * report.input.distinctRows)
    #expect(report.settings.farthest && report.settings.limit == nil)
  }

  @Test func `bad rows are counted in the report`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix([[1, 2], [3, 3], [2, 1], [.nan, 1]]).fbin, to: "in.fbin")
    let outcome = try sandbox.simbatch(
      ["in.fbin", "--on-bad-row", "skip", "--report", "r.json", "--quiet"])
    #expect(outcome.exitCode == 0 && outcome.error.isEmpty)
    let report = try JSONDecoder().decode(Report.self, from: Data(sandbox.read("r.json")))
    #expect(report.input.rows == 4)
    #expect(report.input.badRows == 2 && report.input.distinctRows == 2)
  }
}

extension String {
  /// Without the line feed at its end.
  fileprivate var trimmed: String { trimmingCharacters(in: .newlines) }
}
