import Testing

/// What users of other programs complained of: each title is the complaint, put right.
@Suite struct ComplaintTests {
  private static let metrics = ["pearson", "cosine", "dot", "euclidean"]

  private func answer(_ matrix: Matrix, _ options: [String], queries: Matrix? = nil) throws
    -> Answer
  {
    let sandbox = try Sandbox()
    try sandbox.write(matrix.fbin, to: "in.fbin")
    if let queries { try sandbox.write(queries.fbin, to: "q.fbin") }
    let outcome = try sandbox.simbatch(
      ["in.fbin", "--output-format", "bin"] + options
        + (queries == nil ? [] : ["--queries", "q.fbin"])
    )
    try #require(outcome.exitCode == 0, "\(outcome.error)")
    return try Answer(bin: outcome.output)
  }

  @Test(arguments: metrics, ["1", "3", "7"])
  func `a row is left out by its number, so that its twins stay`(metric: String, top: String) throws
  {
    let pattern: [[Float]] = [
      [1, 2, 4], [3, -1, 0], [1, 2, 4], [1, 2, 4], [9, 9, 1], [3, -1, 0],
    ]
    let matrix = Matrix(pattern + pattern)
    let found = try answer(matrix, ["--metric", metric, "--top", top])
    let truth = BruteForce(metric: metric, base: matrix)
    for row in 0..<matrix.rowCount {
      #expect(!found.rows[row].contains { $0.row == row })
      let fault = truth.fault(
        in: found.rows[row],
        of: row,
        top: Int(top) ?? 0,
        tolerance: metric == "pearson" ? 1e-7 : 0
      )
      #expect(fault == nil)
      guard metric != "dot" else { continue }
      let twins = (0..<matrix.rowCount).filter { $0 != row && matrix[$0] == matrix[row] }
      let expected = twins.prefix(Int(top) ?? 0).map {
        Answer.Neighbor(row: $0, value: metric == "euclidean" ? 0 : 1)
      }
      #expect(Array(found.rows[row].prefix(expected.count)) == expected)
    }
  }

  @Test(arguments: metrics)
  func `with itself counted, a row stands among its twins in the order of numbers`(
    metric: String
  ) throws {
    let matrix = Matrix([[1, 2, 4], [3, -1, 0], [1, 2, 4], [1, 2, 4], [3, -1, 0]])
    let found = try answer(matrix, ["--metric", metric, "--include-self", "--top", "3"])
    for row in [0, 2, 3] { #expect(found.rows[row].map(\.row) == [0, 2, 3]) }
    for row in [1, 4] { #expect(found.rows[row].prefix(2).map(\.row) == [1, 4]) }
  }

  @Test(arguments: ["pearson", "cosine"], ["--farthest", "--include-self"])
  func `no cosine leaves its range and equal rows score exactly 1`(
    metric: String,
    option: String
  ) throws {
    var rows: [[Float]] = []
    let seeds = Matrix.random(rows: 20, dimensions: 37, seed: 101)
    for row in 0..<20 {
      for factor: Float in [1, 1, 3, 1e-3, 7e12, -1, -0.1] {
        rows.append(seeds[row].map { $0 * factor })
      }
    }
    let matrix = Matrix(rows)
    let found = try answer(matrix, ["--metric", metric, "--top", "200", option])
    for (row, neighbors) in found.rows.enumerated() {
      #expect(neighbors.count >= 139)
      #expect(neighbors.allSatisfy { (-1...1).contains($0.value) })
      let twins = neighbors.filter { matrix[$0.row] == matrix[row] }
      #expect(!twins.isEmpty || row % 7 > 1)
      #expect(twins.allSatisfy { $0.value == 1 })
    }
  }

  @Test(arguments: [0, 1000, 1e6, 8e6] as [Float], [2, 100, 385])
  func `near points far from the origin are at their true distance`(offset: Float, dimensions: Int)
    throws
  {
    var rows = Array(repeating: [Float](repeating: offset, count: dimensions), count: 4)
    rows[1][0] += 3
    rows[1][1] += 4
    rows[3][dimensions - 1] += 12
    let found = try answer(Matrix(rows), ["--metric", "euclidean"])
    typealias Neighbor = Answer.Neighbor
    #expect(
      found.rows[0] == [
        Neighbor(row: 2, value: 0), Neighbor(row: 1, value: 5), Neighbor(row: 3, value: 12),
      ]
    )
    #expect(
      found.rows[2] == [
        Neighbor(row: 0, value: 0), Neighbor(row: 1, value: 5), Neighbor(row: 3, value: 12),
      ]
    )
  }

  @Test func `distances are never negative and never NaN`() throws {
    let seeds = Matrix.random(rows: 150, dimensions: 64, seed: 102)
    let rows = (0..<150).map { row in
      seeds[row].map { row % 3 == 0 ? $0 * 1e-6 + 30_000 : $0 * 1e15 }
    }
    let matrix = Matrix(rows)
    let found = try answer(matrix, ["--metric", "euclidean", "--top", "149"])
    let truth = BruteForce(metric: "euclidean", base: matrix)
    for row in 0..<150 {
      #expect(found.rows[row].allSatisfy { $0.value >= 0 })
      for entry in found.rows[row] {
        #expect((entry.value == 0) == (matrix[entry.row] == matrix[row]))
        let expected = Float(truth.value(row, entry.row))
        #expect(abs(entry.value - expected) <= expected * 0x1p-22)
      }
    }
  }

  @Test(arguments: metrics)
  func `the first hundred of many are the top hundred, ties and all`(metric: String) throws {
    let matrix = Matrix.grid(rows: 700, dimensions: 3, seed: 103)
    let all = try answer(matrix, ["--metric", metric, "--top", "10000"])
    let hundred = try answer(matrix, ["--metric", metric, "--top", "100"])
    for row in 0..<700 {
      #expect(all.rows[row].count == 699)
      #expect(hundred.rows[row] == Array(all.rows[row].prefix(100)))
    }
    // Otherwise there would be nothing to tell apart.
    #expect(hundred.rows.contains { $0[99].value == $0[98].value })
  }

  @Test(arguments: metrics)
  func `a query has the same answer alone and among others`(metric: String) throws {
    let base = Matrix.random(rows: 260, dimensions: 33, seed: 104)
    let queries = Matrix.random(rows: 150, dimensions: 33, seed: 105)
    let together = try answer(base, ["--metric", metric], queries: queries)
    for row in stride(from: 0, to: 150, by: 19) {
      let alone = try answer(base, ["--metric", metric], queries: Matrix([Array(queries[row])]))
      #expect(alone.rows[0] == together.rows[row])
    }
  }

  @Test func `a self-join answers like queries for all of its rows`() throws {
    let matrix = Matrix.random(rows: 200, dimensions: 19, seed: 106)
    for metric in Self.metrics {
      let own = try answer(matrix, ["--metric", metric, "--include-self", "--top", "12"])
      let queried = try answer(matrix, ["--metric", metric, "--top", "12"], queries: matrix)
      #expect(own == queried, "\(metric)")
    }
  }

  @Test func `a low threshold costs nothing and a threshold is met exactly`() throws {
    let matrix = Matrix.random(rows: 120, dimensions: 5, seed: 107)
    let all = try answer(matrix, ["--metric", "cosine", "--top", "119"])
    let low = try answer(matrix, ["--metric", "cosine", "--top", "119", "--min-score", "-0.999"])
    #expect(low == all)
    let limit = all.rows[7][40].value
    let cut = try answer(
      matrix,
      ["--metric", "cosine", "--top", "119", "--min-score", "\(limit)"]
    )
    #expect(cut.rows == all.rows.map { $0.filter { $0.value >= limit } })
    #expect(cut.rows[7].last?.value == limit)
  }

  @Test(arguments: ["cosine", "pearson"])
  func `truncated rows are normalized again`(metric: String) throws {
    let matrix = Matrix([[3, 4, 5, 100], [30, 40, 50, -7], [4, 3, 5, 100]])
    let found = try answer(matrix, ["--metric", metric, "--dims", "3"])
    #expect(found.rows[0].first == Answer.Neighbor(row: 1, value: 1))
  }

  @Test func `tens of thousands of equal rows are no trap`() throws {
    let equal = [Float](repeating: 0.5, count: 4) + [1, 2, 3, 4]
    var rows = Array(repeating: equal, count: 12_000)
    rows[5000] = [8, 7, 6, 5, 4, 3, 2, 1]
    let found = try answer(Matrix(rows), ["--metric", "cosine", "--top", "4", "--memory", "64M"])
    #expect(found.rows[0].map(\.row) == [1, 2, 3, 4])
    #expect(found.rows[11_999].map(\.row) == [0, 1, 2, 3])
    #expect(found.rows[5000].map(\.row) == [0, 1, 2, 3])
    for row in 0..<12_000 where row != 5000 {
      #expect(found.rows[row].allSatisfy { $0.value == 1 && $0.row != row && $0.row < 5 })
    }
  }
}
