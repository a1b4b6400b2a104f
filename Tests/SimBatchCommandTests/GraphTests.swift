import Testing

/// Neighbors as a graph.
@Suite struct GraphTests {
  private static let options: [String?] = [nil, "--mutual", "--symmetric"]

  /// Rows 0 and 2 are alike; row 1 is nearest to row 3, which is nearest to row 0.
  private static let four = Matrix([[3, 0], [0, 8], [3, 0], [3, 4]])

  @Test(arguments: [
    (
      [],
      "general\n% distance of row and column, k = 1\n4 4 4\n1 3 0\n2 4 5\n3 1 0\n4 1 4\n"
    ),
    (
      ["--mutual"],
      "symmetric\n% distance of row and column, k = 1, edges where each is a neighbor of the "
        + "other\n4 4 1\n3 1 0\n"
    ),
    (
      ["--symmetric"],
      "symmetric\n% distance of row and column, k = 1, edges where either is a neighbor of "
        + "the other\n4 4 3\n3 1 0\n4 1 4\n4 2 5\n"
    ),
  ])
  func `a small graph is the one computed by hand`(options: [String], expected: String) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.four.fbin, to: "in.fbin")
    let job = ["in.fbin", "--metric", "euclidean", "--top", "1"] + options
    let outcome = try sandbox.simbatch(job + ["-o", "out.mtx"])
    #expect(outcome.exitCode == 0 && outcome.saidOneLine, "\(outcome.error)")
    let text = String(decoding: try sandbox.read("out.mtx"), as: UTF8.self)
    #expect(text == "%%MatrixMarket matrix coordinate real " + expected)
    #expect(try sandbox.simbatch(job + ["--output-format", "mtx"]).text == text)
  }

  private static let jobs: [[String]] = [
    [], ["--metric", "euclidean"], ["--metric", "dot", "--farthest"], ["--min-score", "0.3"],
    ["--include-self", "--metric", "cosine", "--top", "3"], ["--top", "1000"],
    ["--on-bad-row", "skip", "--top", "4"], ["--queries", "queries.fbin"],
  ]

  @Test(arguments: jobs, options)
  func `edges are those of the lists, in both formats, in files and on standard output`(
    job: [String],
    option: String?
  ) throws {
    guard option == nil || !job.contains("--queries") else { return }
    let sandbox = try Sandbox()
    // One in seven rows is a twin; two cannot be judged.
    var matrix = Matrix.random(rows: 83, dimensions: 7, seed: 53)
    if job.contains("--on-bad-row") { for row in [0, 50] { matrix.values[row * 7] = .nan } }
    try sandbox.write(matrix.fbin, to: "in.fbin")
    try sandbox.write(Matrix.random(rows: 20, dimensions: 7, seed: 54).fbin, to: "queries.fbin")
    let lists = try sandbox.simbatch(["in.fbin", "--output-format", "bin"] + job)
    try #require(lists.exitCode == 0, "\(lists.error)")
    let expected = SparseGraph(
      try Answer(bin: lists.output),
      columnCount: 83,
      option: option
    )
    try #require(expected.edges.count > 20)

    for format in ["mtx", "npz"] {
      let words = ["in.fbin"] + job + (option.map { [$0] } ?? [])
      let file = try sandbox.simbatch(words + ["-o", "out.\(format)"])
      #expect(file.exitCode == 0 && file.output.isEmpty, "\(file.error)")
      let bytes = try sandbox.read("out.\(format)")
      let graph =
        format == "npz"
        ? try SparseGraph(npz: bytes)
        : try SparseGraph(matrixMarket: String(decoding: bytes, as: UTF8.self))
      #expect(graph == expected)
      let stream = try sandbox.simbatch(words + ["--output-format", format, "-o", "-"])
      #expect(stream.exitCode == 0 && stream.output == bytes, "\(stream.error)")
    }
    #expect(try sandbox.names == ["in.fbin", "out.mtx", "out.npz", "queries.fbin"])
  }

  @Test(arguments: 0...3, options)
  func `few rows have all the edges there are`(rowCount: Int, option: String?) throws {
    let sandbox = try Sandbox()
    let rows = (0..<rowCount).map { Array(Matrix.random(rows: 3, dimensions: 4, seed: 7)[$0]) }
    try sandbox.write(Matrix(rows, dimensions: 4).fbin, to: "in.fbin")
    let job = ["in.fbin"] + (option.map { [$0] } ?? [])
    let mtx = try sandbox.simbatch(job + ["--output-format", "mtx"])
    let npz = try sandbox.simbatch(job + ["--output-format", "npz"])
    #expect(mtx.exitCode == 0 && npz.exitCode == 0, "\(mtx.error)\(npz.error)")
    let graph = try SparseGraph(matrixMarket: mtx.text)
    #expect(try SparseGraph(npz: npz.output) == graph)
    #expect(graph.rowCount == rowCount && graph.columnCount == rowCount)
    #expect(graph.edges.count == rowCount * max(0, rowCount - 1))
  }

  @Test(arguments: ["mtx", "npz"], options)
  func `bytes do not depend on threads, tile, memory or screen`(
    format: String,
    option: String?
  ) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 230, dimensions: 31, seed: 11).fbin, to: "in.fbin")
    let job = ["in.fbin", "--output-format", format, "--quiet"] + (option.map { [$0] } ?? [])
    let first = try sandbox.simbatch(job)
    try #require(first.exitCode == 0, "\(first.error)")
    for way in [
      ["--threads", "1"], ["--threads", "3", "--tile", "7"], ["--memory", "56M", "--tile", "64"],
      ["--screen", "full"], ["--screen", "prefix:8"], ["--screen", "int8"],
    ] {
      for target in [[], ["-o", "out.\(format)"]] {
        let again = try sandbox.simbatch(job + way + target)
        #expect(again.exitCode == 0, "\(again.error)")
        let bytes = target.isEmpty ? again.output : try sandbox.read("out.\(format)")
        #expect(bytes == first.output, "\(way)")
      }
    }
  }

  private static let mistakes: [(options: [String], named: String)] = [
    (["--mutual", "-o", "out.csv"], "--mutual"), (["--symmetric"], "--symmetric"),
    (["--mutual", "-o", "out.npz", "--output-format", "bin"], "bin"),
    (["--symmetric", "-o", "out.npy"], "npy"),
    (["--mutual", "--symmetric", "-o", "out.npz"], "--mutual"),
    (["--mutual", "--queries", "in.fbin", "-o", "out.npz"], "--queries"),
    (["--symmetric", "--queries", "in.fbin", "-o", "out.mtx"], "--symmetric"),
  ]

  @Test(arguments: mistakes)
  func `a symmetry that has no meaning is said in one line, with exit code 64`(
    options: [String],
    named: String
  ) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.four.fbin, to: "in.fbin")
    let outcome = try sandbox.simbatch(["in.fbin"] + options)
    #expect(outcome.exitCode == 64)
    #expect(outcome.saidOneLine && outcome.error.contains(named), "\(outcome.error)")
    #expect(outcome.output.isEmpty)
    #expect(try sandbox.names == ["in.fbin"])
  }
}
