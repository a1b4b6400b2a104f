import Foundation
import Testing

/// `simbatch audit`, as a user runs it.
@Suite struct AuditCommandTests {
  /// Random rows that all share a direction, and their names.
  private func sandbox(rows: Int = 60) throws -> Sandbox {
    let sandbox = try Sandbox()
    var shared = Matrix.random(rows: rows, dimensions: 8, seed: 71)
    for index in shared.values.indices where index % 8 < 4 { shared.values[index] += 3 }
    try sandbox.write(shared.npy, to: "in.npy")
    try sandbox.write((0..<rows).map { "name\($0)\n" }.joined(), to: "names.txt")
    return sandbox
  }

  @Test func `audit shows findings with advice, and figures`() throws {
    let outcome = try sandbox().simbatch(["audit", "in.npy", "--ids", "names.txt"])
    #expect(outcome.exitCode == 0 && outcome.error.isEmpty, "\(outcome.error)")
    let text = outcome.text
    let head = "60 rows of 8 dimensions, npy, f32; pearson (default); seed 0"
    #expect(text.hasPrefix("audit of in.npy\n\(head)\n"))
    #expect(text.contains("! All rows share a direction"))
    #expect(text.contains("→ --center-columns"))
    #expect(text.contains("name"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func `the report has the figures of the page`() throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.simbatch([
      "audit", "in.npy", "--metric", "cosine", "--dims", "6", "--seed", "5", "--top", "3",
      "--words", "7,9", "--json", "report.json", "--quiet",
    ])
    #expect(outcome.exitCode == 0 && outcome.output.isEmpty && outcome.error.isEmpty)
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(sandbox.read("report.json"))) as? [String: Any]
    )
    let settings = try #require(report["settings"] as? [String: Any])
    #expect(settings["metric"] as? String == "cosine" && settings["dimensions"] as? Int == 6)
    #expect(settings["seed"] as? Int == 5 && settings["neighbors"] as? Int == 3)
    let findings = try #require(report["findings"] as? [[String: Any]])
    #expect(findings.contains { $0["kind"] as? String == "common-direction" })
    let examples = try #require((report["examples"] as? [String: Any])?["rows"] as? [[String: Any]])
    #expect(examples.map { ($0["row"] as? [String: Any])?["row"] as? Int } == [7, 9])
    #expect(examples.allSatisfy { ($0["nearest"] as? [Any])?.count == 3 })
  }

  @Test func `names and texts of a table are shown`() throws {
    let sandbox = try sandbox()
    let table = (0..<60).map { "word\($0)\ta text of \($0)\n" }.joined()
    try sandbox.write(table, to: "texts.tsv")
    let outcome = try sandbox.simbatch([
      "audit", "in.npy", "--texts", "texts.tsv", "--words", "word4",
    ])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(outcome.text.contains("word4 · a text of 4"))
    try sandbox.write(table.replacingOccurrences(of: "\t", with: " "), to: "spaces.tsv")
    let spaces = try sandbox.simbatch(["audit", "in.npy", "--texts", "spaces.tsv"])
    #expect(spaces.exitCode == 65 && spaces.saidOneLine)
    #expect(spaces.error.contains("spaces.tsv") && spaces.error.contains("line 1"))
  }

  @Test func `figures are the same for any number of threads`() throws {
    let sandbox = try sandbox(rows: 150)
    try sandbox.write(Matrix.random(rows: 40, dimensions: 8, seed: 74).npy, to: "asked.npy")
    let texts = (0..<150).map { "name\($0)\ta text of \($0 * $0 % 71) \($0 % 7)\n" }.joined()
    try sandbox.write(texts, to: "in.tsv")
    let reports = try ["1", "2", "3"].map { threads in
      let outcome = try sandbox.simbatch([
        "audit", "in.npy", "--texts", "in.tsv", "--queries", "asked.npy", "--json", "out.json",
        "--quiet", "--threads", threads,
      ])
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      let text = String(decoding: try sandbox.read("out.json"), as: UTF8.self)
      var report = try #require(
        JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
      )
      for key in ["seconds", "totalSeconds", "settings"] { report[key] = nil }
      return try JSONSerialization.data(withJSONObject: report, options: .sortedKeys)
    }
    #expect(reports[1] == reports[0] && reports[2] == reports[0])
  }

  @Test func `bad rows are findings, not faults`() throws {
    let sandbox = try Sandbox()
    var matrix = Matrix.random(rows: 40, dimensions: 5, seed: 72)
    matrix.values[16] = .nan
    try sandbox.write(matrix.fbin, to: "in.fbin")
    let outcome = try sandbox.simbatch(["audit", "in.fbin"])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(outcome.text.contains("of 40 hold a missing value, a NaN"))
  }

  @Test(arguments: [
    (["in.npy", "--words", "dog"], 64, "no row is called 'dog'"),
    (["in.npy", "--words", "60"], 64, "row 60 is not there"),
    (["in.npy", "--texts", "names.txt", "--rows", "0-9", "--words", "11"], 64, "not there"),
    (["in.npy", "--texts", "short.txt"], 65, "short.txt"),
    (["in.npy", "--top", "0"], 64, "--top 0"),
    (["in.npy", "--json", "-"], 64, "--json"),
    (["in.npy", "--dims", "9"], 64, "--dims 9"),
    (["gone.npy"], 66, "gone.npy"),
    (["in.npy", "--queries", "other.fbin"], 65, "dimensions"),
  ])
  func `what cannot be audited is said in a line`(
    arguments: [String],
    code: Int32,
    complaint: String
  ) throws {
    let sandbox = try sandbox()
    try sandbox.write("one\n", to: "short.txt")
    try sandbox.write(Matrix.random(rows: 4, dimensions: 3, seed: 1).fbin, to: "other.fbin")
    let outcome = try sandbox.simbatch(["audit"] + arguments)
    #expect(outcome.exitCode == code, "\(outcome.error)")
    #expect(outcome.saidOneLine && outcome.error.contains(complaint), "\(outcome.error)")
    #expect(outcome.output.isEmpty)
  }
}
