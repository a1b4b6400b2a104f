import Testing

/// Inputs that cannot be read and outputs that cannot be written.
@Suite struct RefusedPathTests {
  private static let matrix = Matrix.random(rows: 40, dimensions: 5, seed: 31)

  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(Self.matrix.fbin, to: "in.fbin")
    return sandbox
  }

  @Test(arguments: [
    ["missing.fbin"], ["."], ["in.fbin/in.fbin"], ["in.fbin", "--queries", "missing.fbin"],
    ["in.fbin", "--ids", "missing.txt"], ["in.fbin", "--ids", "."], ["info", "missing.fbin"],
  ])
  func `what is no file is named, with exit code 66`(arguments: [String]) throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.simbatch(arguments)
    #expect(outcome.exitCode == 66)
    #expect(outcome.saidOneLine, "\(outcome.error)")
    #expect(outcome.error.contains(arguments.last ?? ""))
    #expect(outcome.output.isEmpty)
  }

  @Test(.enabled(if: TestConditions.permissionsHold, "the superuser may read everything"))
  func `a file that may not be read is named, with exit code 66`() throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.shell(#"chmod 0 in.fbin; exec "$simbatch" in.fbin -o out.csv"#)
    #expect(outcome.exitCode == 66)
    #expect(outcome.saidOneLine && outcome.error.contains("in.fbin"), "\(outcome.error)")
    #expect(try sandbox.names == ["in.fbin"])
  }

  @Test(.enabled(if: TestConditions.permissionsHold, "the superuser may write everything"))
  func `an output that may not be replaced is left alone, with exit code 73`() throws {
    let sandbox = try sandbox()
    try sandbox.write("old", to: "out.csv")
    let outcome = try sandbox.shell(#"chmod 444 out.csv; exec "$simbatch" in.fbin -o out.csv"#)
    #expect(outcome.exitCode == 73)
    #expect(outcome.saidOneLine && outcome.error.contains("out.csv"), "\(outcome.error)")
    #expect(try sandbox.read("out.csv") == Array("old".utf8))
  }

  @Test(arguments: ["csv", "tsv", "jsonl", "bin", "npy", "ivecs"])
  func `an output in a directory that is not there is refused with exit code 73`(
    format: String
  ) throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.simbatch(["in.fbin", "-o", "none/out.\(format)"])
    #expect(outcome.exitCode == 73)
    #expect(outcome.saidOneLine && outcome.error.contains("none/out."), "\(outcome.error)")
    #expect(try sandbox.names == ["in.fbin"])
  }

  @Test(arguments: ["csv", "tsv", "jsonl", "bin", "npy", "ivecs"])
  func `an output that is a directory is refused with exit code 73`(format: String) throws {
    let sandbox = try sandbox()
    let names = ["npy": "out.neighbors.npy", "ivecs": "out.ivecs"]
    let name = names[format] ?? "out.\(format)"
    _ = try sandbox.shell("mkdir \(name)")
    let outcome = try sandbox.simbatch(["in.fbin", "-o", "out.\(format)"])
    #expect(outcome.exitCode == 73)
    #expect(outcome.saidOneLine && outcome.error.contains(name), "\(outcome.error)")
    #expect(try sandbox.names == ["in.fbin", name])
  }

  @Test func `a report that cannot be created is refused before the job`() throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.simbatch(["in.fbin", "-o", "out.csv", "--report", "none/r.json"])
    #expect(outcome.exitCode == 73)
    #expect(outcome.saidOneLine && outcome.error.contains("none/r.json"), "\(outcome.error)")
    #expect(try sandbox.names == ["in.fbin"])
  }

  @Test(arguments: ["csv", "tsv", "jsonl", "bin"])
  func `a full disk gives exit code 74`(format: String) throws {
    let sandbox = try sandbox()
    let file = try sandbox.simbatch(["in.fbin", "-o", "/dev/full", "--output-format", format])
    #expect(file.exitCode == 74)
    #expect(file.saidOneLine && file.error.contains("/dev/full"), "\(file.error)")

    let stream = try sandbox.shell(
      #"exec "$simbatch" in.fbin --output-format \#(format) >/dev/full"#
    )
    #expect(stream.exitCode == 74)
    #expect(stream.saidOneLine && stream.error.contains("standard output"), "\(stream.error)")
    #expect(try sandbox.names == ["in.fbin"])
  }

  @Test(arguments: [
    ["in.fbin", "-o", "out.parquet"], ["in.fbin", "-o", "out"],
    ["in.fbin", "--output-format", "npy"],
    ["in.fbin", "--output-format", "ivecs", "-o", "/dev/null"],
  ])
  func `an output that no format fits is refused with exit code 64`(arguments: [String]) throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.simbatch(arguments)
    #expect(outcome.exitCode == 64)
    #expect(outcome.saidOneLine, "\(outcome.error)")
    #expect(try sandbox.names == ["in.fbin"])
  }

  @Test(arguments: [
    ["in.fbin", "-o", "out.csv", "--queries", "wide.fbin"],
    ["in.fbin", "-o", "out.npy", "--ids", "three.txt"],
    ["in.fbin", "-o", "out.ivecs", "--metric", "cosine", "--queries", "nan.fbin"],
    ["in.fbin", "-o", "out.bin", "--memory", "1M"],
  ])
  func `a job that fails leaves what is there as it was`(arguments: [String]) throws {
    let sandbox = try sandbox()
    try sandbox.write(Matrix.random(rows: 3, dimensions: 6, seed: 1).fbin, to: "wide.fbin")
    try sandbox.write(Matrix([[1, 2, 3, 4, .nan]]).fbin, to: "nan.fbin")
    try sandbox.write("a\nb\nc\n", to: "three.txt")
    let outputs = [
      "out.csv", "out.bin", "out.neighbors.npy", "out.scores.npy", "out.ivecs", "out.fvecs",
    ]
    for name in outputs { try sandbox.write("old \(name)", to: name) }
    let before = try sandbox.names

    let outcome = try sandbox.simbatch(arguments)
    #expect([64, 65].contains(outcome.exitCode))
    #expect(outcome.saidOneLine, "\(outcome.error)")
    #expect(try sandbox.names == before)
    for name in outputs { #expect(try sandbox.read(name) == Array("old \(name)".utf8)) }
  }

  /// A daemon may start programs without standard streams: what the program opens for itself must
  /// not take their place.
  @Test(
    arguments: [
      (#""$simbatch" - <&-"#, 74), (#""$simbatch" in.fbin <&- >&-"#, 73),
      (#""$simbatch" in.fbin --quiet <&- >&- 2>&-"#, 73),
      (#""$simbatch" in.fbin --quiet <&- 2>&- -o out.csv"#, 0),
    ] as [(String, Int32)]
  )
  func `closed standard streams are no trap`(script: String, exitCode: Int32) throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.shell(script)
    #expect(outcome.exitCode == exitCode)
    #expect(outcome.output.isEmpty)
    #expect(try sandbox.names.contains("out.csv") == (exitCode == 0))
  }

  @Test func `a name with a line break does not break the line`() throws {
    let sandbox = try Sandbox()
    try sandbox.write([1, 2, 3], to: "a\nb.fbin")
    try sandbox.write(Matrix([[1, 2], [1, .nan]]).fbin, to: "c\nd.fbin")
    for arguments in [["a\nb.fbin"], ["c\nd.fbin"], ["c\nd.fbin", "-o", "e\nf/out.csv"]] {
      let outcome = try sandbox.simbatch(arguments)
      #expect([65, 73].contains(outcome.exitCode))
      #expect(outcome.saidOneLine, "\(outcome.error)")
    }
  }
}
