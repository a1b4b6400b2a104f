import Foundation
import Testing

/// `simbatch fit`, as a user runs it.
@Suite struct FitCommandTests {
  /// Rows 2i and 2i + 1 share two values; four others are loud.
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    let (signal, noise) = (
      Matrix.random(rows: 120, dimensions: 2, seed: 31),
      Matrix.random(rows: 240, dimensions: 4, seed: 32)
    )
    let rows = Matrix(
      (0..<240).map { row -> [Float] in
        noise[row].map { value in 2 * value } + Array(signal[row / 2])
      }
    )
    try sandbox.write(rows.npy, to: "in.npy")
    var pairs = "row_a,row_b,label\n"
    for group in 0..<120 {
      pairs += "\(2 * group),\(2 * group + 1),1\n"
      pairs += "\(2 * group),\(2 * (group / 6 * 6 + (group + 1) % 6) + 1),0\n"
    }
    try sandbox.write(pairs, to: "judged.csv")
    return sandbox
  }

  @Test func `a map is learned, tested, written and applied`() throws {
    let sandbox = try sandbox()
    let arguments = ["fit", "in.npy", "--pairs", "judged.csv", "-o", "map.npy", "--json", "f.json"]
    let outcome = try sandbox.simbatch(arguments)
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(outcome.text.contains("better than"), "\(outcome.text)")
    let command = "simbatch --map map.npy --metric cosine in.npy"
    #expect(outcome.text.contains("  \(command)\n"))
    let report = try JSONSerialization.jsonObject(with: Data(sandbox.read("f.json")))
    #expect((report as? [String: Any])?["helps"] as? Bool == true)
    let applied = try sandbox.simbatch(command.split(separator: " ").dropFirst().map(String.init))
    #expect(applied.exitCode == 0 && !applied.output.isEmpty, "\(applied.error)")
    let map = try sandbox.read("map.npy")
    #expect(try sandbox.simbatch(arguments + ["--threads", "1"]).text == outcome.text)
    #expect(try sandbox.read("map.npy") == map)
  }

  @Test func `random labels leave nothing to claim, but a map`() throws {
    let sandbox = try sandbox()
    var random = Xorshift(seed: 5)
    let lines = String(decoding: try sandbox.read("judged.csv"), as: UTF8.self)
      .split(separator: "\n").dropFirst()
    let labelled = lines.map { $0.dropLast() + "\(random.next() >> 40 & 1)\n" }
    try sandbox.write("row_a,row_b,label\n" + labelled.joined(), to: "random.csv")
    let outcome = try sandbox.simbatch(
      ["fit", "in.npy", "--pairs", "random.csv", "-o", "map.npy"]
    )
    #expect(outcome.exitCode == 0 && outcome.text.contains("nothing is claimed"))
    #expect(try sandbox.names.contains("map.npy"))
  }

  @Test(arguments: [
    (["-o", "map.npy"], "needs one of --pairs and --answers"),
    (["--pairs", "judged.csv", "-o", "map.csv"], ".npy"),
    (["--pairs", "judged.csv", "-o", "map.npy", "--dims", "7"], "--dims 7"),
    (["--pairs", "judged.csv", "-o", "map.npy", "--queries", "q.npy"], "--queries"),
    (["--answers", "judged.csv", "-o", "map.npy", "--queries", "q.npy"], "--query-output"),
    (
      ["--pairs", "judged.csv", "-o", "map.npy", "--json", "map.npy"], "two outputs have this name"
    ),
  ])
  func `what cannot be meant is refused`(arguments: [String], words: String) throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.simbatch(["fit", "in.npy"] + arguments)
    #expect(outcome.exitCode == 64 && outcome.saidOneLine, "\(outcome.error)")
    #expect(outcome.error.contains(words), "\(outcome.error)")
    #expect(try sandbox.names == ["in.npy", "judged.csv"])
  }

  @Test func `queries learn to find their answers`() throws {
    let sandbox = try Sandbox()
    let base = Matrix.random(rows: 300, dimensions: 6, seed: 41)
    // Values move by one place.
    let queries = Matrix(
      (0..<100).map { row -> [Float] in
        let values = Array(base[row + 100])
        return Array(values[1...] + values[..<1])
      }
    )
    try sandbox.write(base.npy, to: "in.npy")
    try sandbox.write(queries.npy, to: "q.npy")
    let lines = (0..<100).map { "\($0),\($0 + 100)\n" }.joined()
    try sandbox.write("query,answer_row\n" + lines, to: "known.csv")
    let outcome = try sandbox.simbatch([
      "fit", "in.npy", "--queries", "q.npy", "--answers", "known.csv", "-o", "map.npy",
      "--query-output", "q-map.npy",
    ])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(outcome.text.contains("better than"), "\(outcome.text)")
    let command =
      "simbatch --map map.npy --query-map q-map.npy --metric cosine --queries q.npy in.npy"
    #expect(outcome.text.contains("  \(command)\n"), "\(outcome.text)")
    let words = command.split(separator: " ").dropFirst().map(String.init)
    #expect(try sandbox.simbatch(words).exitCode == 0)
  }
}
