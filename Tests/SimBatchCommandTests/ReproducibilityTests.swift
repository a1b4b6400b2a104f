import Testing

/// A question that the program is asked in many ways.
struct Question: CustomTestStringConvertible {
  let metric: String
  let isFarthest: Bool
  let hasQueries: Bool
  let dimensions: Int
  /// Whole numbers, on which every sum is exact, instead of random ones.
  let isGrid: Bool

  static let all: [Question] = ["pearson", "cosine", "dot", "euclidean"].flatMap { metric in
    [false, true].flatMap { farthest in
      [false, true].flatMap { queries in
        [(3, true), (31, true), (31, false)].map {
          Question(
            metric: metric,
            isFarthest: farthest,
            hasQueries: queries,
            dimensions: $0.0,
            isGrid: $0.1
          )
        }
      }
    }
  }

  var testDescription: String {
    [
      metric, isFarthest ? "farthest" : "nearest", hasQueries ? "queries" : "self",
      isGrid ? "grid" : "random", "d = \(dimensions)",
    ].joined(separator: ", ")
  }

  var base: Matrix { matrix(rows: 230, seed: 11) }
  var queries: Matrix? { hasQueries ? matrix(rows: 67, seed: 12) : nil }

  private func matrix(rows: Int, seed: UInt64) -> Matrix {
    isGrid
      ? .grid(rows: rows, dimensions: dimensions, seed: seed)
      : .random(rows: rows, dimensions: dimensions, seed: seed)
  }

  static let top = 9

  var arguments: [String] {
    ["base.fbin", "--metric", metric, "--top", "\(Self.top)", "--output-format", "bin", "--quiet"]
      + (isFarthest ? ["--farthest"] : []) + (hasQueries ? ["--queries", "queries.fbin"] : [])
  }

  /// What the answer may differ by from another order of `Double` additions: nothing for sums of
  /// whole numbers, else a few units in the last place of a `Float`. Means of 3 or 31 whole numbers
  /// are no whole numbers.
  var tolerance: Double { isGrid && metric != "pearson" ? 0 : 0x1p-22 }
}

@Suite struct ReproducibilityTests {
  /// Ways to compute that must not show in the answer.
  private static let ways: [(arguments: [String], environment: [String: String])] =
    ["1", "2", "3", "7"].map { (["--threads", $0], [:]) }
    + ["64", "100", "1000", "1024"].map { (["--tile", $0, "--threads", "2"], [:]) }
    + [(["--tile", "7", "--threads", "3"], [:]), (["--memory", "56M", "--tile", "64"], [:])]
    + ["full", "prefix:8", "int8", "int8:16"].map { (["--screen", $0], [:]) }
    + Program.kernels.flatMap { kernels in
      [[], ["--screen", "int8:12"], ["--screen", "int8"]].map { screen in
        (["--threads", "2"] + screen, ["SIMBATCH_KERNELS": kernels])
      }
    }

  @Test(arguments: Question.all)
  func `the answer is that of a brute force, whatever the means`(question: Question) throws {
    let sandbox = try Sandbox()
    try sandbox.write(question.base.fbin, to: "base.fbin")
    if let queries = question.queries { try sandbox.write(queries.fbin, to: "queries.fbin") }
    let first = try sandbox.simbatch(question.arguments)
    try #require(first.exitCode == 0, "\(first.error)")

    let answer = try Answer(bin: first.output)
    let truth = BruteForce(
      metric: question.metric,
      base: question.base,
      queries: question.queries,
      farthest: question.isFarthest
    )
    try #require(answer.rows.count == truth.rowCount)
    for row in 0..<truth.rowCount {
      let fault = truth.fault(
        in: answer.rows[row],
        of: row,
        top: Question.top,
        tolerance: question.tolerance
      )
      #expect(fault == nil)
    }

    for way in Self.ways {
      let again = try sandbox.simbatch(
        question.arguments + way.arguments,
        environment: way.environment
      )
      #expect(again.exitCode == 0, "\(again.error)")
      #expect(again.output == first.output, "\(way)")
    }
  }

  @Test func `more than one kernel or only the scalar one is there to compare`() {
    #expect(Program.kernels.first == "scalar")
    #expect(
      Set(Program.kernels).isSubset(of: ["scalar", "avx2", "avxvnni", "avx512", "avx512vnni"])
    )
  }

  @Test(arguments: ["pearson", "cosine", "dot", "euclidean"])
  func `centred columns, fewer dimensions and limits give the same bytes on any kernel`(
    metric: String
  ) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 150, dimensions: 31, seed: 5).fbin, to: "in.fbin")
    let limit = metric == "euclidean" ? ["--max-distance", "3"] : ["--min-score", "0.1"]
    let arguments = ["in.fbin", "--metric", metric, "--center-columns", "--dims", "17"] + limit
    let first = try sandbox.simbatch(arguments + ["--threads", "1"])
    #expect(first.exitCode == 0)
    #expect(first.text.split(separator: "\n").count > 100)
    for kernels in Program.kernels {
      let again = try sandbox.simbatch(
        arguments + ["--threads", "3", "--tile", "19"],
        environment: ["SIMBATCH_KERNELS": kernels]
      )
      #expect(again.output == first.output, "\(kernels)")
    }
  }

  @Test func `the first dimensions of long rows answer like short rows`() throws {
    let sandbox = try Sandbox()
    let long = Matrix.random(rows: 90, dimensions: 31, seed: 8)
    let short = Matrix((0..<90).map { Array(long[$0].prefix(12)) })
    try sandbox.write(long.fbin, to: "long.fbin")
    try sandbox.write(short.fbin, to: "short.fbin")
    let cut = try sandbox.simbatch(["long.fbin", "--dims", "12"])
    #expect(cut.exitCode == 0)
    #expect(cut.output == (try sandbox.simbatch(["short.fbin"])).output)
    #expect(cut.output != (try sandbox.simbatch(["long.fbin"])).output)
  }
}
