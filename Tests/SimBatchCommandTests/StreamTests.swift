import Testing

/// Pipes, standard streams, and files that are there already.
@Suite struct StreamTests {
  private static let matrix = Matrix.random(rows: 300, dimensions: 11, seed: 61)

  private func sandbox() throws -> (sandbox: Sandbox, expected: [UInt8]) {
    let sandbox = try Sandbox()
    try sandbox.write(Self.matrix.fbin, to: "in.fbin")
    try sandbox.write(Self.matrix.npy, to: "in.npy")
    try sandbox.write(Self.matrix.raw, to: "in.raw")
    return (sandbox, try sandbox.simbatch(["in.fbin"]).output)
  }

  @Test(arguments: [
    ("in.fbin", ""), ("in.npy", ""), ("in.raw", "--input-format raw --dim 11"),
    ("in.raw", "--input-format raw --dim 11 --dtype f32"),
  ])
  func `rows come from a redirected file, a pipe or a named pipe alike`(
    name: String,
    options: String
  ) throws {
    let (sandbox, expected) = try sandbox()
    #expect(expected.count > 10_000)
    for script in [
      #""$simbatch" - \#(options) < \#(name)"#, #"cat \#(name) | "$simbatch" - \#(options)"#,
      #"cat \#(name) | "$simbatch" /dev/stdin \#(options)"#,
      #"(head -c 5; sleep 0.05; cat) < \#(name) | "$simbatch" - \#(options)"#,
      #"mkfifo pipe; cat \#(name) > pipe & "$simbatch" pipe \#(options)"#,
    ] {
      let outcome = try sandbox.shell(script)
      #expect(outcome.exitCode == 0, "\(script): \(outcome.error)")
      #expect(outcome.output == expected, "\(script)")
    }
  }

  @Test func `queries and ids may come from standard input`() throws {
    let (sandbox, _) = try sandbox()
    let queries = Matrix.random(rows: 5, dimensions: 11, seed: 62)
    try sandbox.write(queries.fbin, to: "q.fbin")
    let expected = try sandbox.simbatch(["in.fbin", "--queries", "q.fbin"])
    let outcome = try sandbox.simbatch(["in.fbin", "--queries", "-"], input: queries.fbin)
    #expect(outcome.exitCode == 0 && outcome.output == expected.output)

    let names = (0..<300).map { "n\($0)\n" }.joined()
    try sandbox.write(names, to: "ids.txt")
    let named = try sandbox.simbatch(["in.fbin", "--ids", "-"], input: Array(names.utf8))
    #expect(named.exitCode == 0)
    #expect(named.output == (try sandbox.simbatch(["in.fbin", "--ids", "ids.txt"]).output))
  }

  @Test(arguments: ["", "abc"])
  func `standard input that is no matrix is named`(text: String) throws {
    let outcome = try Sandbox().simbatch(["-"], input: Array(text.utf8))
    #expect(outcome.exitCode == 65)
    #expect(outcome.saidOneLine && outcome.error.contains("standard input"), "\(outcome.error)")
  }

  @Test(arguments: ["csv", "tsv", "jsonl", "bin"])
  func `a named pipe and /dev/stdout take the bytes that a file gets`(format: String) throws {
    let (sandbox, _) = try sandbox()
    let expected = try sandbox.simbatch(["in.fbin", "--output-format", format]).output
    let pipe = try sandbox.shell(
      #"mkfifo o.\#(format); cat o.\#(format) & "$simbatch" in.fbin -o o.\#(format); wait"#
    )
    #expect(pipe.output == expected, "\(pipe.error)")
    let stream = try sandbox.simbatch(
      ["in.fbin", "-o", "/dev/stdout", "--output-format", format])
    #expect(stream.output == expected)
    #expect(
      try sandbox.simbatch(["in.fbin", "-o", "-", "--output-format", format]).output == expected
    )
  }

  @Test(arguments: ["csv", "jsonl", "bin"])
  func `a reader that has seen enough ends the program quietly`(format: String) throws {
    let (sandbox, _) = try sandbox()
    let outcome = try sandbox.shell(
      #"{ "$simbatch" in.fbin --top 299 --output-format \#(format); echo $? > code; } | head -c 9"#
    )
    #expect(outcome.output.count == 9)
    #expect(outcome.error.isEmpty)
    #expect(try sandbox.read("code") == Array("0\n".utf8))
  }

  @Test func `quiet says nothing, the default one line, and neither shows progress in a log`()
    throws
  {
    let (sandbox, expected) = try sandbox()
    let quiet = try sandbox.simbatch(["in.fbin", "--quiet"])
    #expect(quiet.error.isEmpty && quiet.output == expected)
    let plain = try sandbox.simbatch(["in.fbin"])
    #expect(plain.saidOneLine, "\(plain.error)")
    #expect(plain.error.contains("300 rows of 11 dimensions"))
    #expect(!plain.error.contains("\r") && !plain.error.contains("\u{1b}"))
  }

  @Test func `a job that succeeds replaces what was there as a whole`() throws {
    let (sandbox, expected) = try sandbox()
    try sandbox.write(String(repeating: "old ", count: 100_000), to: "out.csv")
    _ = try sandbox.shell("ln -s out.csv link.csv; mkdir there; ln -s there/far.csv far.csv")
    for name in ["out.csv", "link.csv", "far.csv", "there/../out.csv"] {
      #expect(try sandbox.simbatch(["in.fbin", "-o", name]).exitCode == 0)
      #expect(try sandbox.read(name) == expected, "\(name)")
    }
    #expect(try sandbox.shell("readlink link.csv far.csv").text == "out.csv\nthere/far.csv\n")
    #expect(try sandbox.shell("ls -A there").text == "far.csv\n")
    #expect(try !sandbox.names.contains { $0.hasPrefix(".") })
  }

  @Test func `the input itself may be replaced by the answer`() throws {
    let (sandbox, expected) = try sandbox()
    let outcome = try sandbox.simbatch(["in.fbin", "-o", "in.fbin", "--output-format", "csv"])
    #expect(outcome.exitCode == 0)
    #expect(try sandbox.read("in.fbin") == expected)
  }

  @Test func `an extension in capitals counts, and --output-format comes before it`() throws {
    let (sandbox, expected) = try sandbox()
    #expect(try sandbox.simbatch(["in.fbin", "-o", "OUT.CSV"]).exitCode == 0)
    #expect(try sandbox.read("OUT.CSV") == expected)
    let outcome = try sandbox.simbatch(["in.fbin", "-o", "out.bin", "--output-format", "csv"])
    #expect(outcome.exitCode == 0)
    #expect(try sandbox.read("out.bin") == expected)
  }
}
