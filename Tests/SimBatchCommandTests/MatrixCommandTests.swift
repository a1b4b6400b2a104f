import Foundation
import Testing

/// `simbatch matrix`, from end to end.
@Suite struct MatrixCommandTests {
  private static let rows = Matrix.random(rows: 90, dimensions: 6, seed: 71)
  private static let queries = Matrix.random(rows: 7, dimensions: 6, seed: 72)

  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(Self.rows.fbin, to: "in.fbin")
    try sandbox.write(Self.queries.fbin, to: "q.fbin")
    return sandbox
  }

  /// Values behind a header of so many bytes, or of a `.npy`.
  private func values<Value: BitwiseCopyable>(_ type: Value.Type, _ bytes: [UInt8]) -> [Value] {
    let isNpy = bytes.first == 0x93
    let start = isNpy ? 10 + Int(bytes[8]) + Int(bytes[9]) << 8 : 8
    return Bytes.values(type, in: bytes[start...])
  }

  private func expect(
    _ scores: [Double],
    _ metric: String,
    queries: Matrix? = nil,
    within tolerance: Double
  ) throws {
    let truth = BruteForce(metric: metric, base: Self.rows, queries: queries)
    try #require(scores.count == truth.rowCount * Self.rows.rowCount)
    for row in 0..<truth.rowCount {
      for column in 0..<Self.rows.rowCount {
        let (score, value) = (scores[row * Self.rows.rowCount + column], truth.value(row, column))
        #expect(abs(score - value) <= tolerance * max(1, abs(value)), "\(row), \(column)")
      }
    }
  }

  @Test(arguments: ["pearson", "cosine", "dot", "euclidean"])
  func `every format holds the same matrix`(metric: String) throws {
    let sandbox = try sandbox()
    for (name, options) in [
      ("a.npy", []), ("a.fbin", []), ("half.npy", ["--output-dtype", "f2"]), ("a.hbin", []),
      ("a.csv", []),
      ("b.npy", ["--output-dtype", "f32"]), ("odd", ["--output-format", "fbin"]),
    ] {
      let outcome = try sandbox.simbatch(
        ["matrix", "in.fbin", "--metric", metric, "-o", name] + options
      )
      #expect(outcome.exitCode == 0 && outcome.saidOneLine && outcome.output.isEmpty)
      #expect(outcome.error.contains("90 × 90 matrix") && outcome.error.contains("within"))
    }
    let floats = values(Float.self, try sandbox.read("a.npy"))
    try expect(floats.map(Double.init), metric, within: metric == "euclidean" ? 0.0005 : 1e-5)
    for name in ["a.fbin", "b.npy", "odd"] {
      #expect(values(Float.self, try sandbox.read(name)) == floats, "\(name)")
    }
    #expect(try Bytes.values(UInt32.self, in: sandbox.read("a.hbin").prefix(8)) == [90, 90])
    for name in ["half.npy", "a.hbin"] {
      #expect(values(Float16.self, try sandbox.read(name)) == floats.map { Float16($0) }, "\(name)")
    }
    let text = String(decoding: try sandbox.read("a.csv"), as: UTF8.self)
    let lines = text.split(separator: "\n")
    #expect(lines.count == 90 && text.hasSuffix("\n"))
    #expect(lines.flatMap { $0.split(separator: ",").compactMap { Float($0) } } == floats)
  }

  @Test func `queries make a rectangle, and standard output is csv`() throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.simbatch(["matrix", "in.fbin", "--queries", "q.fbin", "--quiet"])
    #expect(outcome.exitCode == 0 && outcome.error.isEmpty)
    let lines = outcome.text.split(separator: "\n")
    #expect(lines.count == 7)
    let scores = lines.flatMap { $0.split(separator: ",").compactMap { Double($0) } }
    try expect(scores, "pearson", queries: Self.queries, within: 1e-5)
    let piped = try sandbox.simbatch(["matrix", "-", "--queries", "q.fbin"], input: Self.rows.fbin)
    #expect(piped.output == outcome.output)
  }

  @Test func `the upper triangle is that of the matrix`() throws {
    let sandbox = try sandbox()
    for options in [["-o", "a.npy"], ["-o", "u.npy", "--upper"]] {
      #expect(try sandbox.simbatch(["matrix", "in.fbin"] + options).exitCode == 0)
    }
    let full = values(Float.self, try sandbox.read("a.npy"))
    let upper = values(Float.self, try sandbox.read("u.npy"))
    let expected = (0..<90).flatMap { i in (i + 1..<90).map { full[i * 90 + $0] } }
    #expect(upper == expected)
  }

  @Test func `an order moves rows, and says which is where`() throws {
    let sandbox = try sandbox()
    let plain = try sandbox.simbatch(["matrix", "in.fbin", "-o", "a.npy"])
    let ordered = try sandbox.simbatch([
      "matrix", "in.fbin", "-o", "c.npy", "--order", "cluster", "--order-output", "order.txt",
    ])
    #expect(plain.exitCode == 0 && ordered.exitCode == 0)
    let order = String(decoding: try sandbox.read("order.txt"), as: UTF8.self)
      .split(separator: "\n").compactMap { Int($0) }
    #expect(order.sorted() == Array(0..<90))
    let full = values(Float.self, try sandbox.read("a.npy"))
    let moved = values(Float.self, try sandbox.read("c.npy"))
    for i in 0..<90 {
      for j in 0..<90 { #expect(abs(moved[i * 90 + j] - full[order[i] * 90 + order[j]]) < 1e-5) }
    }
    let again = try sandbox.simbatch([
      "matrix", "in.fbin", "-o", "d.npy", "--order", "order.txt", "--order-output", "same.txt",
    ])
    #expect(again.exitCode == 0)
    #expect(try sandbox.read("same.txt") == sandbox.read("order.txt"))
    #expect(values(Float.self, try sandbox.read("d.npy")) == moved)
  }

  @Test func `a heat map is a png, of a file or of standard output`() throws {
    let sandbox = try sandbox()
    #expect(
      try sandbox.simbatch(["matrix", "in.fbin", "-o", "a.png", "--size", "64"]).exitCode == 0
    )
    let bytes = try sandbox.read("a.png")
    #expect(bytes.prefix(4) == [0x89, 0x50, 0x4E, 0x47])
    let piped = try sandbox.simbatch([
      "matrix", "in.fbin", "--output-format", "png", "--size", "64", "--quiet",
    ])
    #expect(piped.exitCode == 0 && piped.output == bytes)
  }

  @Test func `skipped rows are NaN in numbers`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix([[1, 2], [0, 0], [3, 1]]).fbin, to: "in.fbin")
    let refused = try sandbox.simbatch(["matrix", "in.fbin", "--metric", "cosine", "-o", "a.csv"])
    #expect(refused.exitCode == 65 && refused.saidOneLine && refused.error.contains("row 1"))
    #expect(try sandbox.names == ["in.fbin"])
    let outcome = try sandbox.simbatch([
      "matrix", "in.fbin", "--metric", "cosine", "--on-bad-row", "skip",
    ])
    #expect(outcome.exitCode == 0 && outcome.error.contains("left out of means: 1 row that"))
    #expect(outcome.text == "1,nan,0.70710677\nnan,nan,nan\n0.70710677,nan,1\n")
  }

  @Test func `the report states shape, error and times`() throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.simbatch([
      "matrix", "in.fbin", "-o", "a.npy", "--output-dtype", "f2", "--report", "r.json", "--quiet",
    ])
    #expect(outcome.exitCode == 0 && outcome.error.isEmpty)
    let json = try JSONSerialization.jsonObject(with: Data(sandbox.read("r.json")))
    let report = try #require(json as? [String: Any])
    let result = try #require(report["result"] as? [String: Any])
    #expect(result["scores"] as? Int == 8100 && result["rows"] as? Int == 90)
    let bound = try #require(result["errorBound"] as? [String: Double])
    // 1.02 · (d + 48) · 2⁻²⁴ and half a unit of a half.
    let expected: Double = 1.02 * 54 * 0x1p-24
    let absolute = try #require(bound["absolute"])
    #expect(absolute >= expected && absolute < 1.02 * expected)
    #expect(bound["relative"] == 0x1p-11)
    let settings = try #require(report["settings"] as? [String: Any])
    #expect(settings["scoreType"] as? String == "f2" && settings["format"] as? String == "npy")
  }
}
