import Testing

/// Formats found by what a file holds, where the first look misleads.
@Suite struct InputFormatTests {
  private func info(_ bytes: [UInt8], _ name: String, _ options: [String] = []) throws -> Outcome {
    let sandbox = try Sandbox()
    try sandbox.write(bytes, to: name)
    return try sandbox.simbatch(["info", name] + options)
  }

  @Test func `a matrix that starts like gzip is a matrix`() throws {
    // 559,903 rows are 1F 8B 08 00.
    let header = Bytes.of([UInt32(559_903), 1])
    #expect(header.starts(with: [0x1F, 0x8B, 8]))
    let outcome = try info(header + [UInt8](repeating: 7, count: 559_903), "in.u8bin")
    #expect(outcome.exitCode == 0 && outcome.text.contains("rows              559903\n"))
  }

  @Test(arguments: [
    ", 0.1 0.2\nthe 3 4\n", "[1,2] 1 2\nb 3 4\n", "{ 1 2\nb 3 4\n", "a\tb 1 2\nc 3 4\n",
  ])
  func `a first name of GloVe may be anything`(text: String) throws {
    let outcome = try info(Array(text.utf8), "in.txt")
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(
      outcome.text.contains("format            glove")
        && outcome.text.contains("dimensions        2\n")
    )
  }

  @Test func `numbers between blanks do not lose their first column`() throws {
    let text = Array("0.1 0.2 0.3\n0.4 0.5 0.6\n".utf8)
    let outcome = try info(text, "in.txt")
    #expect(outcome.exitCode == 64 && outcome.error.contains("--input-format glove"))
    let asked = try info(text, "in.txt", ["--input-format", "glove"])
    #expect(asked.exitCode == 0 && asked.text.contains("dimensions        2\n"))
  }

  @Test func `a table with a control character is a table`() throws {
    let outcome = try info(Array("id,x0,x1\n\"a\u{1}b\",1,2\nc,3,4\n".utf8), "in.csv")
    #expect(outcome.exitCode == 0 && outcome.text.contains("rows              2, with names"))
  }

  @Test func `a matrix is no list of paths`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.grid(rows: 3, dimensions: 2, seed: 1).fbin, to: "in.fbin")
    let outcome = try sandbox.simbatch(["@in.fbin"])
    #expect(outcome.exitCode == 65 && outcome.error.contains("a list of paths"))
  }

  @Test(arguments: [
    ["duplicates", "--min-score", "0.5", "-o", "out.csv", "--kept-rows", "./out.csv"],
    ["duplicates", "--min-score", "0.5", "--pairs-output", "out.csv", "--kept-rows", "out.csv"],
    ["neighbors", "-o", "out.npy", "--report", "./out.scores.npy"],
    ["matrix", "-o", "out.npy", "--order", "cluster", "--order-output", "./out.npy"],
  ])
  func `two outputs of one name are refused, whatever it is spelled like`(arguments: [String])
    throws
  {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.grid(rows: 9, dimensions: 4, seed: 1).fbin, to: "in.fbin")
    let outcome = try sandbox.simbatch(arguments + ["in.fbin"])
    #expect(outcome.exitCode == 64 && outcome.error.contains("two outputs"), "\(outcome.error)")
    #expect(try sandbox.names == ["in.fbin"])
  }
}
