import Testing

/// `--self`: whether a row is among its own neighbors.
@Suite struct SelfNeighborTests {
  /// Whole numbers, so that the brute force is right to the bit under dot, with many twins: of row 7
  /// more than the neighbors that are asked for.
  private static let matrix: Matrix = {
    var matrix = Matrix.grid(rows: 60, dimensions: 6, seed: 12)
    for twin in [0, 1, 2, 3, 30, 59] {
      matrix.values.replaceSubrange(twin * 6..<twin * 6 + 6, with: matrix[7])
    }
    return matrix
  }()

  private static func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(matrix.fbin, to: "in.fbin")
    return sandbox
  }

  private static func answer(_ options: [String], _ sandbox: Sandbox) throws -> Answer {
    let outcome = try sandbox.simbatch(["in.fbin", "--quiet"] + options)
    try #require(outcome.exitCode == 0, "\(outcome.error)")
    return try Answer(table: outcome.text, rowCount: matrix.rowCount)
  }

  private static let ways: [[String]] = [
    [], ["--block", "13"], ["--screen", "int8"], ["--screen", "full"], ["--threads", "1"],
  ]

  @Test(arguments: ["pearson", "cosine", "dot", "euclidean"], ways)
  func `first puts every row before its twins, with its own score, and counts it`(
    metric: String,
    way: [String]
  ) throws {
    let found = try Self.answer(
      ["--self", "first", "--top", "5", "--metric", metric] + way,
      Self.sandbox()
    )
    let brute = BruteForce(metric: metric, base: Self.matrix)
    for (row, neighbors) in found.rows.enumerated() {
      try #require(neighbors.count == 5)
      #expect(neighbors[0].row == row)
      switch metric {
      case "dot": #expect(Double(neighbors[0].value) == brute.value(row, row))
      case "euclidean": #expect(neighbors[0].value == 0)
      default: #expect(neighbors[0].value == 1)
      }
      let others = Array(neighbors.dropFirst())
      #expect(brute.fault(in: others, of: row, top: 4, tolerance: 0x1p-20) == nil)
    }
  }

  @Test func `include leaves it to its twins, and is what --include-self says`() throws {
    let sandbox = try Self.sandbox()
    let options = ["--metric", "cosine", "--top", "3"]
    let found = try Self.answer(options + ["--self", "include"], sandbox)
    #expect(found == (try Self.answer(options + ["--include-self"], sandbox)))
    #expect(found.rows[7].map(\.row) == [0, 1, 2])
    let without = try Self.answer(options, sandbox)
    #expect(without == (try Self.answer(options + ["--self", "exclude"], sandbox)))
    #expect(without.rows[1].map(\.row) == [0, 2, 3])
  }

  @Test func `first is there whatever the limit, and alone where k is 1`() throws {
    let sandbox = try Self.sandbox()
    let limited = try Self.answer(
      ["--self", "first", "--metric", "dot", "--min-score", "100000", "--top", "4"],
      sandbox
    )
    #expect(limited.rows.enumerated().allSatisfy { $1.map(\.row) == [$0] })
    let alone = try Self.answer(["--self", "first", "--top", "1"], sandbox)
    #expect(alone.rows.enumerated().allSatisfy { $1.map(\.row) == [$0] })
  }

  @Test(arguments: ["pearson", "dot"])
  func `lookups, selected rows and shards give the same`(metric: String) throws {
    let sandbox = try Self.sandbox()
    let options = ["--self", "first", "--top", "5", "--metric", metric]
    let all = try Self.answer(options, sandbox)
    for rows in [[59, 7, 12], Array(0..<20)] {
      let asked = try Self.answer(options + rows.flatMap { ["--row", "\($0)"] }, sandbox)
      for row in rows { #expect(asked.rows[row] == all.rows[row]) }
    }
    let among = try Self.answer(options + ["--row", "7", "--among", "7-"], sandbox)
    let twins = (8..<60).filter { Self.matrix[$0].elementsEqual(Self.matrix[7]) }
    #expect(among.rows[7].map(\.row).starts(with: [7] + twins.prefix(4)))
    let selected = try Self.answer(options + ["--rows", "5-"], sandbox)
    let others = [7] + twins.filter { $0 != 30 }
    #expect(selected.rows[30].map(\.row).starts(with: [30] + others.prefix(4)))

    let job = ["in.fbin"] + options
    #expect(
      try sandbox.simbatch(["plan"] + job + ["--shards", "2", "--plan", "p"]).exitCode == 0
    )
    for shard in ["0", "1"] {
      #expect(try sandbox.simbatch(["run", "p", "--shard", shard]).exitCode == 0)
    }
    let merged = try sandbox.simbatch(["merge", "p", "--quiet"])
    #expect(merged.exitCode == 0, "\(merged.error)")
    #expect(try Answer(table: merged.text, rowCount: 60) == all)
  }

  @Test func `first is an entry (i, i) of every graph, symmetric ones too`() throws {
    let sandbox = try Self.sandbox()
    for symmetry in [[], ["--mutual"], ["--symmetric"]] {
      let job = ["in.fbin", "--self", "first", "--metric", "euclidean", "--top", "3"]
      let outcome = try sandbox.simbatch(job + symmetry + ["--output-format", "mtx"])
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      let lines = Set(outcome.text.split(separator: "\n").map(String.init))
      #expect((1...60).allSatisfy { lines.contains("\($0) \($0) 0") }, "\(symmetry)")
    }
  }

  @Test func `percentiles of the row itself are those of its score`() throws {
    let sandbox = try Self.sandbox()
    let outcome = try sandbox.simbatch(
      ["in.fbin", "--self", "first", "--top", "2", "--calibrate", "--quiet"]
    )
    let lines = outcome.text.split(separator: "\n").filter { $0.hasPrefix("7,") }
    // Row 0 is a twin, so it has the same score and the same percentile.
    #expect(lines[0].hasPrefix("7,1,7,1,") && lines[1].hasPrefix("7,2,0,1,"))
    #expect(lines[0].dropFirst("7,1,7,".count) == lines[1].dropFirst("7,2,0,".count))
  }

  @Test func `a sum cannot be put first`() throws {
    let sandbox = try Self.sandbox()
    try sandbox.write((0..<60).map { "n\($0)\n" }.joined(), to: "ids.txt")
    let outcome = try sandbox.simbatch(
      ["in.fbin", "--ids", "ids.txt", "--like", "n1 + n2", "--self", "first"]
    )
    #expect(outcome.exitCode == 64 && outcome.saidOneLine)
    #expect(outcome.error.contains("a sum is no row"), "\(outcome.error)")
  }
}
