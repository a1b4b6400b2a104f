import Foundation
import Testing

/// Limits of `duplicates` that rows reach by chance, exact orders of `--keep`, and where its outputs go.
@Suite struct DuplicateLimitTests {
  /// Rows without structure that share a direction.
  private static let moved: Matrix = {
    var matrix = Matrix.random(rows: 200, dimensions: 24, seed: 31)
    for index in matrix.values.indices { matrix.values[index] += 1.5 }
    return matrix
  }()

  private static func cosine(_ a: [Float], _ b: [Float]) -> Double {
    func dot(_ a: [Float], _ b: [Float]) -> Double {
      zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
  }

  /// The share of pairs of different rows.
  private static func share(of matrix: Matrix, reaching limit: Double) -> Double {
    let rows = (0..<matrix.rowCount).map { Array(matrix[$0]) }
    var (count, all) = (0, 0)
    for row in rows.indices {
      for other in rows.indices where other < row && rows[row] != rows[other] {
        all += 1
        if cosine(rows[row], rows[other]) >= limit { count += 1 }
      }
    }
    return Double(count) / Double(all)
  }

  private struct Report: Decodable {
    struct Result: Decodable { let pairShare: Double }
    let result: Result
    let warning: String?
  }

  @Test func `a limit that random pairs reach is said, with the share`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.moved.fbin, to: "in.fbin")
    let first = Array(Self.moved[0])
    let sorted = (0..<200).map { Self.cosine(first, Array(Self.moved[$0])) }.sorted()
    // About half of all pairs, and only identical rows.
    for (limit, isSaid) in [(sorted[100], true), (0.99999, false)] {
      let outcome = try sandbox.simbatch([
        "duplicates", "in.fbin", "--metric", "cosine", "--min-score", "\(limit)", "-o", "out.csv",
        "--report", "report.json",
      ])
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      let report = try JSONDecoder().decode(Report.self, from: Data(sandbox.read("report.json")))
      let share = Self.share(of: Self.moved, reaching: limit)
      // Reported scores are rounded to `Float`: a pair may be on the other side.
      #expect(abs(report.result.pairShare - share) < 3.0 / 19900)
      let warnings = outcome.errorLines.filter { $0.hasPrefix("simbatch: warning: ") }
      #expect(warnings.count == (isSaid ? 1 : 0), "\(outcome.error)")
      #expect((report.warning != nil) == isSaid)
      guard let warning = warnings.first else { continue }
      #expect(
        warning.contains("\(Int((report.result.pairShare * 100).rounded()))% of all pairs"),
        "\(warning)"
      )
    }
  }

  @Test func `few duplicates among few rows, and many identical rows, say nothing`() throws {
    let sandbox = try Sandbox()
    var rows = (0..<40).map { Array(Matrix.random(rows: 40, dimensions: 24, seed: 32)[$0]) }
    rows += Array(repeating: rows[0], count: 60)
    rows[1] = rows[2].map { $0 * 1.0001 }
    try sandbox.write(Matrix(rows).fbin, to: "in.fbin")
    let outcome = try sandbox.simbatch([
      "duplicates", "in.fbin", "--metric", "cosine", "--min-score", "0.99", "-o", "out.csv",
    ])
    #expect(outcome.exitCode == 0 && !outcome.error.contains("warning"), "\(outcome.error)")
  }

  @Test(arguments: [
    ["1850000000000000001", "1850000000000000050", "1850000000000000100"],
    ["-1850000000000000100", "-1850000000000000050", "-1850000000000000001"],
    ["1700000000.1234567891", "1.7000000001234567892e9", "+1700000000.1234567893"],
    ["18446744073709551615", "18446744073709551616", "0184467440737095516160e-1"],
  ])
  func `numbers of --keep are compared with all of their digits`(numbers: [String]) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix([[1, 2, 4], [1, 2, 4], [1, 2, 4]]).fbin, to: "in.fbin")
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
      try sandbox.write(order.map { numbers[$0] + "\n" }.joined(), to: "keep.txt")
      let outcome = try sandbox.simbatch([
        "duplicates", "in.fbin", "--min-score", "0.9", "--keep", "score:keep.txt", "-o", "out.csv",
        "--kept-rows", "kept.txt",
      ])
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      let kept = String(decoding: try sandbox.read("kept.txt"), as: UTF8.self)
      // The last two of the last set are equal: the first row of them stays.
      let isTied = numbers[2].hasSuffix("e-1")
      let best = isTied ? order.firstIndex { $0 > 0 } : order.firstIndex(of: 2)
      #expect(kept == "\(best ?? -1)\n")
    }
  }

  @Test func `pairs go to a pipe as other outputs do`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.grid(rows: 60, dimensions: 3, seed: 8).fbin, to: "in.fbin")
    let job = #""$simbatch" duplicates in.fbin --metric cosine --min-score 0.9 --quiet -o out.csv"#
    let outcome = try sandbox.shell(
      """
      \(job) --pairs-output pairs.csv && \(job) --pairs-output /dev/stdout | cat > piped.csv
      mkfifo pipe; cat pipe > read.csv & \(job) --pairs-output pipe; wait
      """
    )
    #expect(outcome.error.isEmpty)
    let pairs = try sandbox.read("pairs.csv")
    #expect(pairs.count > 100)
    #expect(try sandbox.read("piped.csv") == pairs)
    #expect(try sandbox.read("read.csv") == pairs)
  }

  @Test func `groups of a store count from 0`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix([[1, 2, 4], [4, 2, 1], [1, 2, 4]]).fbin, to: "in.fbin")
    try sandbox.write("a\nb\nc\n", to: "ids.txt")
    let job = ["duplicates", "in.fbin", "--ids", "ids.txt", "--min-score", "0.9"]
    let expected = ["0", "1", "0"]
    for store in [["--store", "store"], ["--store", "store"], []] {
      let outcome = try sandbox.simbatch(job + store)
      let lines = outcome.text.split(separator: "\n").dropFirst()
      #expect(lines.map { String($0.split(separator: ",")[2]) } == expected, "\(outcome.text)")
    }
  }
}
