import Testing

/// Which field of JSON lines holds the vectors, and vectors that are missing.
@Suite struct JSONLinesTests {
  private func run(_ lines: [String], _ options: [String] = []) throws -> Outcome {
    let sandbox = try Sandbox()
    try sandbox.write(lines.joined(separator: "\n") + "\n", to: "in.jsonl")
    return try sandbox.simbatch(["convert", "in.jsonl", "-", "--to", "csv"] + options)
  }

  @Test(arguments: [
    (#"{"id":"a","bbox":[9,9,9],"meta":{"embedding":[1,2]}}"#, []),
    (#"{"id":"a","values":[9],"embedding":[1,2],"numbers":[9]}"#, []),
    (#"{"id":"a","values":[1,2],"sparse_values":{"indices":[9],"values":[9]}}"#, []),
    (#"{"id":"a","x":[1,2],"text":"t","tags":["a"]}"#, []),
    (
      #"{"id":"a","embedding":[9],"meta":{"inner":{"v":[1,2]}}}"#,
      ["--vector-field", "meta.inner.v"]
    ),
    (#"{"meta":{"id":"a","v":[1,2]}}"#, ["--vector-field", "meta.v", "--id-field", "meta.id"]),
  ])
  func `vectors are found by the name of their field`(line: String, options: [String]) throws {
    let outcome = try run([line, line], options)
    #expect(outcome.text == "id,x0,x1\na,1,2\na,1,2\n", "\(outcome.error)")
  }

  @Test(arguments: [
    [#"{"a":[1,2],"b":[3,4]}"#], [#"{"x":{"embedding":[1,2]},"y":{"embedding":[3,4]}}"#],
    [#"{"values":[1,2],"meta":{"embedding":[3,4]}}"#], [#"{"embedding":null,"vector":[3,4]}"#],
    [#"{"a":[1,2]}"#, #"{"a":[1,2],"embedding":[3,4]}"#],
  ])
  func `two fields that may be meant are refused`(lines: [String]) throws {
    let outcome = try run(lines)
    #expect(outcome.exitCode == 64, "\(outcome.error)")
    // What was taken until then is said before.
    #expect(outcome.errorLines.last?.contains("--vector-field") == true, "\(outcome.error)")
  }

  private static let missing = [
    #"{"id":"a","embedding":null,"bbox":[1,2]}"#, #"{"id":"b"}"#, #"{"id":"c","embedding":[]}"#,
    #"{"id":"d","embedding":[1,2,4]}"#, #"{"id":"e","embedding":[1,null,3]}"#,
    #"{"id":"f","embedding":[3,1,1]}"#, #"{"id":"g","embedding":[5,1,NaN]}"#,
  ]

  @Test func `missing vectors and values are bad rows, in the first line as in any other`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.missing.joined(separator: "\n"), to: "in.jsonl")
    let arguments = ["in.jsonl", "--metric", "cosine", "--top", "1"]
    let failed = try sandbox.simbatch(arguments + ["--quiet"])
    #expect(failed.exitCode == 65 && failed.saidOneLine, "\(failed.error)")
    #expect(failed.error.contains("5 of 7 rows: row 0 (id 'a') has no vector"))
    let skipped = try sandbox.simbatch(arguments + ["--on-bad-row", "skip"])
    // 9 / √(21 · 11).
    #expect(skipped.text.hasPrefix("row,row_id,rank,neighbor,neighbor_id,score\n3,d,1,5,f,0.59215"))
    #expect(skipped.exitCode == 0 && skipped.error.contains("5 rows"))
    try sandbox.write(
      #"{"embedding":[1,null,3]}"# + "\n" + #"{"embedding":[1,2,3]}"#,
      to: "in.jsonl"
    )
    let first = try sandbox.simbatch(arguments)
    #expect(first.exitCode == 65)
    #expect(first.error.contains("row 0 holds a NaN or a missing value"), "\(first.error)")
  }

  @Test func `convert keeps missing vectors, and counts them`() throws {
    let outcome = try run(Self.missing)
    #expect(
      outcome.text
        == "id,x0,x1,x2\na,nan,nan,nan\nb,nan,nan,nan\nc,nan,nan,nan\nd,1,2,4\ne,1,nan,3\nf,3,1,1\ng,5,1,nan\n"
    )
    #expect(outcome.error.contains("5 rows are missing or hold missing values, written as NaN"))
    let whole = try run(Self.missing, ["--output-dtype", "u8"])
    #expect(whole.exitCode == 65)
    #expect(whole.error.contains("row 0 (id 'a'): expected a number that fits u8"))
    let sandbox = try Sandbox()
    try sandbox.write(Self.missing.joined(separator: "\n"), to: "in.jsonl")
    #expect(try sandbox.simbatch(["convert", "in.jsonl", "out.jsonl"]).exitCode == 0)
    let text = String(decoding: try sandbox.read("out.jsonl"), as: UTF8.self)
    #expect(text.hasPrefix(#"{"id":"a","embedding":[null,null,null]}"#))
  }

  @Test func `lines without any vector name the fields there are`() throws {
    let outcome = try run([#"{"id":1,"text":"x"}"#, #"{"id":2,"text":"y"}"#])
    #expect(outcome.exitCode == 64 && outcome.error.contains("the first line has 'id', 'text'"))
    let wrong = try run([#"{"id":1,"v":[1]}"#], ["--vector-field", "w"])
    #expect(wrong.exitCode == 64 && wrong.error.contains("no row has a vector in 'w'"))
  }
}
