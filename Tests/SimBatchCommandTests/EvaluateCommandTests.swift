import Foundation
import Testing

/// `simbatch evaluate`, from end to end.
@Suite struct EvaluateCommandTests {
  private static let rows = Matrix.random(rows: 120, dimensions: 8, seed: 81)

  /// The Euclidean distance decides labels, but for every fifth pair.
  private static let pairs: String = {
    let truth = BruteForce(metric: "euclidean", base: rows, queries: nil)
    let middle = (0..<60).map { truth.value(2 * $0, 2 * $0 + 1) }.sorted()[30]
    let lines = (0..<60).map { pair in
      let isNear = truth.value(2 * pair, 2 * pair + 1) < middle
      return "\(2 * pair),\(2 * pair + 1),\(isNear != (pair % 5 == 0) ? 1 : 0)"
    }
    return "row_a,row_b,label\n" + lines.joined(separator: "\n") + "\n"
  }()

  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(Self.rows.fbin, to: "in.fbin")
    try sandbox.write(Self.pairs, to: "judged.csv")
    return sandbox
  }

  private func json(_ sandbox: Sandbox, _ name: String) throws -> [String: Any] {
    let data = Data(try sandbox.read(name))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func `findings come first, then a table, and a command that can be run`() throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.simbatch([
      "evaluate", "in.fbin", "--pairs", "judged.csv", "--precision", "0.7", "--metric", "cosine",
    ])
    #expect(outcome.exitCode == 0 && outcome.error.isEmpty)
    let lines = outcome.text.split(separator: "\n").map(String.init)
    #expect(lines[0].contains("AUC 0."))
    #expect(outcome.text.contains("sampled as these were"))
    for name in [
      "pearson", "cosine", "dot", "euclidean", "cosine, centred columns", "cosine, first 4",
    ] {
      #expect(lines.contains { $0.hasPrefix("\(name)  ") }, "\(name)")
    }
    let command = try #require(lines.first { $0.hasPrefix("  simbatch duplicates ") })
    let words = command.split(separator: " ").dropFirst().map(String.init)
    #expect(words.last == "in.fbin")
    #expect(try sandbox.simbatch(words + ["--quiet"]).exitCode == 0)
  }

  @Test func `the pairs of the threshold are those that duplicates finds by it`() throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.simbatch([
      "evaluate", "in.fbin", "--pairs", "judged.csv", "--precision", "0.7", "--json", "out.json",
    ])
    #expect(outcome.exitCode == 0)
    let variants = try #require(json(sandbox, "out.json")["variants"] as? [[String: Any]])
    var count = 0
    for variant in variants {
      guard let threshold = variant["threshold"] as? [String: Any] else { continue }
      count += 1
      let command = try #require(threshold["commandLine"] as? String)
      let words = command.split(separator: " ").dropFirst().map(String.init)
      let run = try sandbox.simbatch(words + ["--pairs-output", "found.csv", "--quiet"])
      #expect(run.exitCode == 0, "\(run.error)")
      let found = String(decoding: try sandbox.read("found.csv"), as: UTF8.self)
        .split(separator: "\n").dropFirst().filter { line in
          let fields = line.split(separator: ",").compactMap { Int($0) }
          let (low, high) = (min(fields[0], fields[1]), max(fields[0], fields[1]))
          return high == low + 1 && low % 2 == 0
        }
      #expect(found.count == threshold["pairs"] as? Int, "\(command)")
    }
    #expect(count > 0)
  }

  @Test func `a curve has every threshold of every variant`() throws {
    let sandbox = try sandbox()
    for name in ["curve.csv", "curve.tsv", "curve.jsonl"] {
      let outcome = try sandbox.simbatch([
        "evaluate", "in.fbin", "--pairs", "judged.csv", "--curve", name,
      ])
      #expect(outcome.exitCode == 0)
    }
    let lines = String(decoding: try sandbox.read("curve.csv"), as: UTF8.self)
      .split(separator: "\n")
    #expect(lines[0] == "variant,threshold,precision,recall,pairs")
    let dot = lines.filter { $0.hasPrefix("dot,") }.map {
      $0.split(separator: ",").dropFirst().compactMap { Double($0) }
    }
    #expect(dot.last?[2] == 1 && dot.last?[3] == 60)
    #expect(zip(dot, dot.dropFirst()).allSatisfy { $0[0] > $1[0] && $0[3] < $1[3] })
    #expect(lines.contains { $0.hasPrefix("\"cosine, centred columns\",") })
    let objects = String(decoding: try sandbox.read("curve.jsonl"), as: UTF8.self)
      .split(separator: "\n")
    #expect(objects.count == lines.count - 1 && objects[0].hasPrefix("{\"variant\":"))
  }

  @Test func `answers are ranked among all rows`() throws {
    let sandbox = try sandbox()
    // Each query is a row of the input: under euclidean that row is the nearest.
    try sandbox.write(Self.rows.fbin, to: "q.fbin")
    let truth = BruteForce(metric: "euclidean", base: Self.rows, queries: Self.rows)
    let lines = (0..<120).map { row in
      let twin = (0..<120).first { truth.value(row, $0) == 0 } ?? row
      return "\(row),\(twin)"
    }
    try sandbox.write("query,answer_row\n" + lines.joined(separator: "\n"), to: "known.csv")
    let outcome = try sandbox.simbatch([
      "evaluate", "in.fbin", "--queries", "q.fbin", "--answers", "known.csv", "--json", "a.json",
    ])
    #expect(outcome.exitCode == 0 && outcome.error.isEmpty)
    #expect(outcome.text.contains("MRR 1.000"))
    #expect(outcome.text.contains("hits at 100"))
    let variants = try #require(json(sandbox, "a.json")["variants"] as? [[String: Any]])
    let euclidean = try #require(variants.first { $0["name"] as? String == "euclidean" })
    let figures = try #require(euclidean["figures"] as? [String: [String: Any]])
    #expect(figures["hitsAt1"]?["value"] as? Double == 1)
    #expect(euclidean["isWorse"] as? Bool == false)
  }

  @Test func `names mean rows, and graded labels are correlated`() throws {
    let sandbox = try sandbox()
    try sandbox.write((0..<120).map { "row-\($0)\n" }.joined(), to: "ids.txt")
    let lines = (0..<60).map {
      #"{"row_a":"row-\#($0)","row_b":"row-\#($0 + 60)","label":\#($0 % 7)}"#
    }
    try sandbox.write(lines.joined(separator: "\n"), to: "graded.jsonl")
    let arguments = ["evaluate", "in.fbin", "--ids", "ids.txt", "--pairs", "graded.jsonl"]
    let outcome = try sandbox.simbatch(arguments)
    #expect(outcome.exitCode == 0 && outcome.text.contains("Spearman"))
    for more in [["--precision", "0.9"], ["--curve", "c.csv"]] {
      let refused = try sandbox.simbatch(arguments + more)
      #expect(refused.exitCode == 64 && refused.saidOneLine && refused.output.isEmpty)
      #expect(refused.error.contains("needs labels 0 and 1"))
    }
    #expect(try sandbox.names == ["graded.jsonl", "ids.txt", "in.fbin", "judged.csv"])
  }

  @Test func `where rows have ids, a number that is no id is refused`() throws {
    let sandbox = try sandbox()
    try sandbox.write((1...120).map { "\($0 * 10)\n" }.joined(), to: "ids.txt")
    try sandbox.write("row_a,row_b,label\n10,20,1\n10,1,0\n", to: "pairs.csv")
    try sandbox.write("query,answer_row\n10,20\n10,1\n", to: "answers.csv")
    let named = ["in.fbin", "--ids", "ids.txt"]
    let asked = ["--queries", "in.fbin", "--query-ids", "ids.txt", "--answers", "answers.csv"]
    for arguments in [
      ["evaluate"] + named + ["--pairs", "pairs.csv"],
      ["fit"] + named + ["--pairs", "pairs.csv", "-o", "map.npy"],
      ["evaluate"] + named + asked,
      ["fit"] + named + asked + ["-o", "map.npy", "--query-output", "query.npy"],
    ] {
      let outcome = try sandbox.simbatch(arguments)
      #expect(outcome.exitCode == 65)
      #expect(outcome.saidOneLine && outcome.error.contains("line 3"), "\(outcome.error)")
      #expect(outcome.error.contains("expected the id of a row of in.fbin"), "\(outcome.error)")
      #expect(outcome.output.isEmpty)
    }
    let audited = try sandbox.simbatch(["audit"] + named + ["--words", "10,1"])
    #expect(audited.exitCode == 64)
    #expect(audited.error.contains("no row is called '1'"), "\(audited.error)")
  }

  @Test(arguments: [
    ([], "needs one of --pairs and --answers"),
    (["--pairs", "judged.csv", "--answers", "a.csv"], "needs one of --pairs and --answers"),
    (["--answers", "a.csv"], "--answers needs --queries"),
    (["--pairs", "judged.csv", "--queries", "in.fbin"], "--queries has no meaning with --pairs"),
    (
      ["--answers", "a.csv", "--queries", "in.fbin", "--precision", "0.5"],
      "--precision has no meaning with --answers"
    ),
    (
      ["--answers", "a.csv", "--queries", "in.fbin", "--curve", "c.csv"],
      "--curve has no meaning with --answers"
    ),
    (["--pairs", "judged.csv", "--query-ids", "x"], "--query-ids needs --queries"),
    (["--pairs", "judged.csv", "--precision", "1.5"], "--precision 1.5: expected more than 0"),
    (["--pairs", "judged.csv", "--curve", "-"], "--curve -: expected a file"),
    (
      ["--pairs", "judged.csv", "--json", "x.csv", "--curve", "x.csv"],
      "two outputs have this name"
    ),
    (["--pairs", "judged.csv", "--curve", "c.png"], "expected a name that ends in .csv"),
    (["--pairs", "judged.csv", "--dims", "9"], "--dims 9"),
    (["--pairs", "-", "--ids", "-"], "standard input can be one of"),
  ])
  func `what cannot be meant is refused`(arguments: [String], message: String) throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.simbatch(["evaluate", "in.fbin"] + arguments)
    #expect(outcome.exitCode == 64 && outcome.saidOneLine && outcome.output.isEmpty)
    #expect(outcome.error.contains(message), "\(outcome.error)")
    #expect(try sandbox.names == ["in.fbin", "judged.csv"])
  }

  @Test func `bad files are refused, and nothing is written`() throws {
    let sandbox = try sandbox()
    try sandbox.write("row_a,row_b,label\n0,1,1\n0,500,0\n", to: "bad.csv")
    let outcome = try sandbox.simbatch([
      "evaluate", "in.fbin", "--pairs", "bad.csv", "--json", "o.json", "--curve", "c.csv",
    ])
    #expect(outcome.exitCode == 65 && outcome.saidOneLine && outcome.output.isEmpty)
    #expect(outcome.error.contains("bad.csv: line 3, column 3: expected a row from 0 to 119"))
    #expect(try sandbox.names == ["bad.csv", "in.fbin", "judged.csv"])
    #expect(try sandbox.simbatch(["evaluate", "in.fbin", "--pairs", "no.csv"]).exitCode == 66)
    let piped = try sandbox.simbatch(
      ["evaluate", "in.fbin", "--pairs", "-"],
      input: Array(Self.pairs.utf8)
    )
    #expect(piped.exitCode == 0)
  }

  @Test func `the same command says the same, with any number of threads`() throws {
    let sandbox = try sandbox()
    let outputs = try [["--threads", "1"], ["--threads", "3"], []].map {
      try sandbox.simbatch(["evaluate", "in.fbin", "--pairs", "judged.csv"] + $0).output
    }
    #expect(outputs[0] == outputs[1] && outputs[0] == outputs[2])
    let other = try sandbox.simbatch([
      "evaluate", "in.fbin", "--pairs", "judged.csv", "--seed", "5",
    ])
    #expect(other.exitCode == 0 && other.output != outputs[0])
  }
}
