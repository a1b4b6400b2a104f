import Testing

/// Command lines that cannot be meant.
@Suite struct UsageTests {
  /// The options and what the message must name.
  private static let mistakes: [(options: [String], named: String)] = [
    (["--top", "0"], "--top 0"), (["--top", "-3"], "--top -3"), (["--dims", "0"], "--dims 0"),
    (["--dims", "6"], "--dims 6"),
    (["--metric", "euclidean", "--min-score", "0.5"], "--max-distance"),
    (["--max-distance", "0.5"], "--min-score"), (["--min-score", "nan"], "not a number"),
    (["--farthest", "--min-score", "0.5"], "--farthest"), (["--query-ids", "ids"], "--queries"),
    (["--queries", "in.fbin", "--include-self"], "--include-self"), (["--dim", "5"], "--dim"),
    (["--memory", "1M"], "--memory"), (["--tile", "16384", "--threads", "4096"], "--memory"),
    (["--dtype", "f16"], "--dtype f16"), (["--row", "20"], "rows 0 to 19"),
    (["--row", "-1"], "--row -1"), (["--word", "dog"], "--ids"), (["--like", "a + b"], "--ids"),
    (["--like", "a +"], "a name at the end"),
    (["--row", "1", "--queries", "in.fbin"], "--queries"),
    (["--row", "1", "--mutual"], "--mutual"), (["--word", "a", "--symmetric"], "--symmetric"),
    (["--queries", "in.fbin", "--self", "first"], "--self first"),
    (["--self", "first", "--farthest"], "--farthest"),
    (["--row", "1", "--among", "0-20"], "--among 0-20: row 20 is not there"),
    (["--among", "0-3"], "--queries"), (["--row", "1", "--rows", "2-3"], "--among"),
    (["--row", "1", "--rows", "2-3", "--among", "2"], "--rows"),
    (["--row", "1", "--among", "2-3", "--self", "first"], "among the candidates"),
    (["--row", "1", "--top", "0"], "--top 0"),
    (["--row", "1", "--dims", "6"], "--dims 6"),
  ]

  /// Those that the parser finds.
  private static let typos: [(options: [String], named: String)] = [
    (["--topp", "5"], "--topp"), (["--top", "ten"], "ten"),
    (["--top", "99999999999999999999"], "--top"), (["--metric", "l2"], "l2"),
    (["--output-format", "parquet"], "parquet"), (["--input-format", "cvs"], "cvs"),
    (["--dtype", "f8"], "f8"), (["--threads", "0"], "--threads 0"), (["--tile", "0"], "--tile 0"),
    (["--memory", "lots"], "lots"), (["--memory", "1e30T"], "1e30T"),
    (["--on-bad-row", "ignore"], "ignore"),
    (["--self", "last"], "last"), (["--self", "first", "--include-self"], "--self first"),
    (["--row", "1", "--among", "3-1"], "3-1"), (["--row", "one"], "one"),
    (["--report", "-"], "--report"),
    (["--report", "out.csv"], "out.csv"), (["--report", ""], "--report ''"),
    (["--screen", "int4"], "int4"), (["--screen", "int8:0"], "int8:0"),
  ]

  @Test(arguments: mistakes)
  func `a contradiction is said in one line, with exit code 64`(
    options: [String],
    named: String
  ) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 20, dimensions: 5, seed: 3).fbin, to: "in.fbin")
    let outcome = try sandbox.simbatch(["in.fbin", "-o", "out.csv"] + options)
    #expect(outcome.exitCode == 64)
    #expect(outcome.saidOneLine && outcome.error.contains(named), "\(outcome.error)")
    #expect(try sandbox.names == ["in.fbin"])
  }

  @Test(arguments: typos)
  func `a mistyped option is named, with exit code 64`(options: [String], named: String) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 20, dimensions: 5, seed: 3).fbin, to: "in.fbin")
    let outcome = try sandbox.simbatch(["in.fbin", "-o", "out.csv"] + options)
    #expect(outcome.exitCode == 64)
    #expect(outcome.saidOneLine && outcome.error.contains(named), "\(outcome.error)")
    #expect(outcome.error.contains("--help"))
    #expect(outcome.output.isEmpty)
    #expect(try sandbox.names == ["in.fbin"])
  }

  @Test func `without arguments the program explains itself, with exit code 64`() throws {
    let outcome = try Sandbox().simbatch([])
    #expect(outcome.exitCode == 64)
    #expect(outcome.error.contains("EXAMPLES"))
    #expect(outcome.output.isEmpty)
  }

  @Test func `standard input cannot be two matrices`() throws {
    let bytes = Matrix.random(rows: 3, dimensions: 2, seed: 3).fbin
    let outcome = try Sandbox().simbatch(["-", "--queries", "-"], input: bytes)
    #expect(outcome.exitCode == 64)
    #expect(outcome.saidOneLine, "\(outcome.error)")
  }

  @Test func `kernels that this machine lacks are refused, naming those it has`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 20, dimensions: 5, seed: 3).fbin, to: "in.fbin")
    let outcome = try sandbox.simbatch(
      ["in.fbin", "-o", "out.csv"],
      environment: ["SIMBATCH_KERNELS": "nonsense"]
    )
    #expect(outcome.exitCode == 64)
    #expect(outcome.saidOneLine && outcome.error.contains("SIMBATCH_KERNELS=nonsense"))
    #expect(outcome.error.contains("scalar"))
    #expect(try sandbox.names == ["in.fbin"])
  }

  @Test(arguments: [["--top", "10"], ["--top", "400", "--tile", "64"], ["--threads", "7"]])
  func `the memory that a refusal asks for is enough`(options: [String]) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 2000, dimensions: 33, seed: 3).fbin, to: "in.fbin")
    let job = ["in.fbin", "--output-format", "bin"] + options
    let refused = try sandbox.simbatch(job + ["--memory", "2M"])
    #expect(refused.exitCode == 64)
    #expect(refused.saidOneLine, "\(refused.error)")
    let words = refused.error.split(whereSeparator: \.isWhitespace)
    let mark = try #require(words.firstIndex(of: "--memory"), "\(refused.error)")
    let amount = String(try #require(words[(mark + 1)...].first))

    let granted = try sandbox.simbatch(job + ["--memory", amount])
    #expect(granted.exitCode == 0, "\(granted.error)")
    #expect(granted.output == (try sandbox.simbatch(job)).output)
    let megabytes = try #require(Int(amount.dropLast()))
    let less = try sandbox.simbatch(job + ["--memory", "\(megabytes - 1)M"])
    #expect(less.exitCode == 64)
  }
}
