import Testing

/// Rows that a measure cannot judge, and options that do not fit the rows.
@Suite struct RefusedRowTests {
  /// Thirty rows, of which `bad` is found at 4, 11, 12, 20 and 29.
  private static func matrix(with bad: [Float]) -> Matrix {
    var rows = (0..<30).map { Array(Matrix.random(rows: 30, dimensions: 4, seed: 41)[$0]) }
    for row in badRows { rows[row] = bad }
    return Matrix(rows)
  }

  private static let badRows = [4, 11, 12, 20, 29]

  private static let kinds: [(metric: String, row: [Float], reason: String)] = [
    ("pearson", [1, .nan, 2, 3], "NaN"), ("cosine", [1, .nan, 2, 3], "NaN"),
    ("dot", [1, .infinity, 2, 3], "infinity"), ("euclidean", [-.infinity, 0, 1, 2], "infinity"),
    ("cosine", [0, 0, 0, -0.0], "zero"), ("pearson", [7, 7, 7, 7], "constant"),
    ("pearson", [0, 0, 0, 0], "constant"), ("dot", [1e19, 1e19, 1e19, 1e19], "overflow"),
    ("euclidean", [3e38, 0, 0, 0], "overflow"),
  ]

  @Test(arguments: kinds)
  func `bad rows fail the job, which names the first and the count`(
    metric: String,
    row: [Float],
    reason: String
  ) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.matrix(with: row).fbin, to: "in.fbin")
    let outcome = try sandbox.simbatch(["in.fbin", "--metric", metric, "-o", "out.csv", "--quiet"])
    #expect(outcome.exitCode == 65)
    #expect(outcome.saidOneLine, "\(outcome.error)")
    for part in ["in.fbin", "5 of 30", "row 4", "row 11", "row 12", "2 more", reason] {
      #expect(outcome.error.contains(part), "\(part): \(outcome.error)")
    }
    #expect(try sandbox.names == ["in.fbin"])
  }

  @Test(arguments: kinds)
  func `skipped rows have no neighbors, are nobody's, and change nothing else`(
    metric: String,
    row: [Float],
    reason: String
  ) throws {
    let sandbox = try Sandbox()
    let matrix = Self.matrix(with: row)
    let good = (0..<30).filter { !Self.badRows.contains($0) }
    try sandbox.write(matrix.fbin, to: "in.fbin")
    try sandbox.write(Matrix(good.map { Array(matrix[$0]) }).fbin, to: "good.fbin")
    var ways = [[], ["--farthest"], ["--include-self"]]
    // Finite rows count in the mean, and are other rows without it.
    if !row.allSatisfy(\.isFinite) { ways.append(["--center-columns"]) }
    for options in ways {
      let common = ["--metric", metric, "--top", "3", "--output-format", "bin"] + options
      let outcome = try sandbox.simbatch(["in.fbin", "--on-bad-row", "skip"] + common)
      try #require(outcome.exitCode == 0, "\(options) \(outcome.error)")
      // Rows that long are warned of, too.
      #expect(outcome.errorLines.count == (reason == "overflow" ? 3 : 2), "\(outcome.error)")
      #expect(
        outcome.errorLines.contains { $0.hasPrefix("simbatch: warning: left out 5 rows") },
        "\(outcome.error)"
      )

      let found = try Answer(bin: outcome.output)
      var expected = Answer(rows: Array(repeating: [], count: 30))
      let clean = try Answer(bin: sandbox.simbatch(["good.fbin"] + common).output)
      for (index, row) in good.enumerated() {
        expected.rows[row] = clean.rows[index].map {
          Answer.Neighbor(row: good[$0.row], value: $0.value)
        }
      }
      #expect(found == expected, "\(options)")
    }
  }

  @Test func `a bad query is refused like a bad row of the base`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 30, dimensions: 4, seed: 1).fbin, to: "in.fbin")
    try sandbox.write(Self.matrix(with: [0, 0, .nan, 0]).fbin, to: "q.fbin")
    let arguments = ["in.fbin", "--queries", "q.fbin", "--output-format", "bin", "--top", "2"]
    let refused = try sandbox.simbatch(arguments)
    #expect(refused.exitCode == 65)
    #expect(refused.saidOneLine && refused.error.contains("q.fbin"), "\(refused.error)")
    #expect(refused.output.isEmpty)

    let skipped = try sandbox.simbatch(arguments + ["--on-bad-row", "skip"])
    let answer = try Answer(bin: skipped.output)
    for row in 0..<30 {
      #expect(answer.rows[row].count == (Self.badRows.contains(row) ? 0 : 2))
    }
  }

  @Test func `queries of another dimension are refused with both dimensions`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 9, dimensions: 4, seed: 1).fbin, to: "in.fbin")
    try sandbox.write(Matrix.random(rows: 9, dimensions: 6, seed: 1).fbin, to: "q.fbin")
    let outcome = try sandbox.simbatch(["in.fbin", "--queries", "q.fbin", "-o", "out.npy"])
    #expect(outcome.exitCode == 65)
    #expect(outcome.saidOneLine, "\(outcome.error)")
    #expect(outcome.error.contains("q.fbin has 6") && outcome.error.contains("in.fbin has 4"))
    #expect(try sandbox.names == ["in.fbin", "q.fbin"])
  }

  @Test(arguments: [8, 10, 0])
  func `ids of another number than rows are refused with both numbers`(count: Int) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 9, dimensions: 4, seed: 1).fbin, to: "in.fbin")
    try sandbox.write(String(repeating: "name\n", count: count), to: "ids.txt")
    for options in [["--ids", "ids.txt"], ["--queries", "in.fbin", "--query-ids", "ids.txt"]] {
      let outcome = try sandbox.simbatch(["in.fbin", "-o", "out.csv"] + options)
      #expect(outcome.exitCode == 65)
      #expect(outcome.saidOneLine && outcome.error.hasPrefix("simbatch: ids.txt: "))
      #expect(outcome.error.contains("9") && outcome.error.contains("\(count)"))
      #expect(try sandbox.names == ["ids.txt", "in.fbin"])
    }
  }
}
