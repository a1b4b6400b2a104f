import Foundation
import Testing

/// `--map` and `--query-map`, as a user gives them.
@Suite struct MapTests {
  private static let base = Matrix.grid(rows: 40, dimensions: 5, seed: 21)
  private static let queries = Matrix.grid(rows: 7, dimensions: 5, seed: 22)
  /// Small whole numbers, so that mapped rows are exact in any order.
  private static let map = Matrix.grid(rows: 5, dimensions: 3, seed: 23)

  private static func product(_ rows: Matrix, _ map: Matrix) -> Matrix {
    Matrix(
      (0..<rows.rowCount).map { row -> [Float] in
        let values = Array(rows[row])
        return (0..<map.dimensions).map { column -> Float in
          (0..<map.rowCount).reduce(0) { sum, l in
            sum + values[l] * map.values[l * map.dimensions + column]
          }
        }
      }
    )
  }

  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(Self.base.npy, to: "in.npy")
    try sandbox.write(Self.queries.npy, to: "q.npy")
    try sandbox.write(Self.map.npy, to: "map.npy")
    try sandbox.write(Self.product(Self.base, Self.map).npy, to: "mapped.npy")
    try sandbox.write(Self.product(Self.queries, Self.map).npy, to: "q-mapped.npy")
    return sandbox
  }

  @Test(arguments: [
    ["--metric", "dot"], ["--metric", "euclidean", "--center-columns"],
    ["--metric", "dot", "--farthest"], ["--metric", "dot", "--rows", "3-30"],
    ["--metric", "dot", "--row", "4", "--row", "9"],
    ["duplicates", "--metric", "euclidean", "--max-distance", "5"], ["matrix", "--metric", "dot"],
  ])
  func `a map gives what rows give that were mapped before`(arguments: [String]) throws {
    let sandbox = try sandbox()
    let isMatrix = arguments[0] == "matrix"
    let extra = isMatrix ? ["-o", "out.npy"] : []
    let own = try sandbox.simbatch(arguments + extra + ["--map", "map.npy", "in.npy"])
    #expect(own.exitCode == 0, "\(own.error)")
    let ownFile = isMatrix ? try sandbox.read("out.npy") : []
    let plain = try sandbox.simbatch(arguments + extra + ["mapped.npy"])
    #expect(own.output == plain.output && (isMatrix || !own.output.isEmpty))
    if isMatrix { #expect(try ownFile == sandbox.read("out.npy")) }
  }

  @Test func `queries have the map of the base, or their own`() throws {
    let sandbox = try sandbox()
    let options = ["--metric", "dot", "--top", "4"]
    let plain = try sandbox.simbatch(options + ["--queries", "q-mapped.npy", "mapped.npy"])
    for maps in [["--map", "map.npy"], ["--map", "map.npy", "--query-map", "map.npy"]] {
      let own = try sandbox.simbatch(options + maps + ["--queries", "q.npy", "in.npy"])
      #expect(own.exitCode == 0 && own.output == plain.output, "\(own.error)")
    }
    // Only the queries: then they must come to the dimensions of the base.
    let only = try sandbox.simbatch(
      options + ["--query-map", "map.npy", "--queries", "q.npy", "mapped.npy"]
    )
    #expect(only.exitCode == 0 && only.output == plain.output, "\(only.error)")
    let unlike = try sandbox.simbatch(
      options + ["--query-map", "map.npy", "--queries", "q.npy", "in.npy"]
    )
    #expect(unlike.exitCode == 65 && unlike.saidOneLine, "\(unlike.error)")
    let alone = try sandbox.simbatch(["--query-map", "map.npy", "in.npy"])
    #expect(alone.exitCode == 64 && alone.saidOneLine, "\(alone.error)")
  }

  @Test func `the first dimensions are mapped, and reports name the map`() throws {
    let sandbox = try sandbox()
    try sandbox.write(Matrix((0..<2).map { Array(Self.map[$0]) }).npy, to: "two.npy")
    let first = Matrix((0..<40).map { Array(Self.base[$0].prefix(2)) })
    try sandbox.write(
      Self.product(first, Matrix((0..<2).map { Array(Self.map[$0]) })).npy,
      to: "first.npy"
    )
    let own = try sandbox.simbatch(
      ["--metric", "dot", "--dims", "2", "--map", "two.npy", "in.npy", "--report", "r.json"]
    )
    let plain = try sandbox.simbatch(["--metric", "dot", "first.npy"])
    #expect(own.exitCode == 0 && own.output == plain.output, "\(own.error)")
    let report = try JSONSerialization.jsonObject(with: Data(sandbox.read("r.json")))
    let input = try #require((report as? [String: Any])?["input"] as? [String: Any])
    let map = try #require(input["map"] as? [String: Any])
    #expect(map["name"] as? String == "two.npy" && map["inputs"] as? Int == 2)
    #expect(map["outputs"] as? Int == 3)
  }

  @Test func `converting writes mapped rows, with their names`() throws {
    let sandbox = try sandbox()
    let names = (0..<40).map { "n\($0)\n" }.joined()
    try sandbox.write(names, to: "ids.txt")
    for selection in [[], ["--rows", "5-12"]] {
      for (input, extra, output) in [
        ("in.npy", ["--map", "map.npy"], "a.csv"), ("mapped.npy", [], "b.csv"),
      ] {
        let outcome = try sandbox.simbatch(
          ["convert", input, output, "--ids", "ids.txt"] + extra + selection
        )
        #expect(outcome.exitCode == 0, "\(outcome.error)")
      }
      #expect(try sandbox.read("a.csv") == sandbox.read("b.csv"))
    }
  }

  @Test func `kept rows are written as the input has them`() throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.simbatch([
      "duplicates", "--metric", "dot", "--min-score", "1e9", "--map", "map.npy", "in.npy",
      "--kept-matrix", "kept.fbin",
    ])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(try sandbox.read("kept.fbin") == Self.base.fbin)
  }

  @Test func `a store has one map for all runs`() throws {
    let sandbox = try sandbox()
    try sandbox.write((0..<40).map { "n\($0)\n" }.joined(), to: "ids.txt")
    let run = [
      "duplicates", "--metric", "euclidean", "--max-distance", "1", "--ids", "ids.txt", "in.npy",
    ]
    try sandbox.write(
      Self.product(Self.map, Matrix([[2, 0, 0], [0, 1, 0], [0, 0, 1]])).npy,
      to: "other.npy"
    )
    let first = try sandbox.simbatch(run + ["--store", "s", "--map", "map.npy"])
    #expect(first.exitCode == 0, "\(first.error)")
    let again = try sandbox.simbatch(run + ["--store", "s", "--map", "map.npy"])
    #expect(again.exitCode == 0 && again.error.contains("40 seen"), "\(again.error)")
    #expect(try sandbox.simbatch(["store", "s", "--verify", "--quiet"]).exitCode == 0)
    let other = try sandbox.simbatch(run + ["--store", "s", "--map", "other.npy"])
    #expect(other.exitCode != 0 && other.error.contains("map") && other.saidOneLine)
  }

  @Test func `maps that do not fit are refused`() throws {
    let sandbox = try sandbox()
    try sandbox.write(Matrix([[1, 2], [3, 4]]).npy, to: "small.npy")
    try sandbox.write(
      Npy.header("<f4", shape: [1, 5, 1]) + Bytes.of([Float](repeating: 1, count: 5)),
      to: "deep.npy"
    )
    try sandbox.write(
      Npy.header("<f4", shape: [5, 1]) + Bytes.of([1, 2, .nan, 3, 4] as [Float]),
      to: "nan.npy"
    )
    try sandbox.write(Npy.header("|i1", shape: [5, 1]) + [1, 2, 3, 4, 5], to: "whole.npy")
    for (map, words, code) in [
      ("small.npy", "5 rows", 65), ("deep.npy", "deep.npy", 65), ("nan.npy", "row 2", 65),
      ("whole.npy", "i8", 65), ("missing.npy", "missing.npy", 66),
    ] {
      let outcome = try sandbox.simbatch(["--map", map, "in.npy"])
      #expect(outcome.exitCode == Int32(code) && outcome.saidOneLine, "\(outcome.error)")
      #expect(outcome.error.contains(map) && outcome.error.contains(words), "\(outcome.error)")
    }
    let tight = try sandbox.simbatch(["--map", "map.npy", "--memory", "100", "in.npy"])
    #expect(tight.exitCode == 64 && tight.saidOneLine, "\(tight.error)")
  }

  @Test func `a row that holds a NaN is bad when it is mapped`() throws {
    let sandbox = try sandbox()
    var rows = Self.base
    rows.values[5 * 7 + 2] = .nan
    try sandbox.write(rows.npy, to: "in.npy")
    let refused = try sandbox.simbatch(["--metric", "dot", "--map", "map.npy", "in.npy"])
    #expect(refused.exitCode == 65 && refused.error.contains("row 7"), "\(refused.error)")
    let skipped = try sandbox.simbatch(
      ["--metric", "dot", "--map", "map.npy", "in.npy", "--on-bad-row", "skip"]
    )
    #expect(
      skipped.exitCode == 0 && skipped.error.contains("left out 1 row that"),
      "\(skipped.error)"
    )
  }
}
