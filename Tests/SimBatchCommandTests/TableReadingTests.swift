import Testing

/// Tables as people have them: keys are no dimensions, and what is missing is a bad row.
@Suite struct TableReadingTests {
  private func run(_ text: String, _ arguments: [String], as name: String = "in.csv") throws
    -> Outcome
  {
    let sandbox = try Sandbox()
    try sandbox.write(Array(text.utf8), to: name)
    return try sandbox.simbatch(arguments + [name])
  }

  /// Pearson of 1, 2, 3 and 3, 2, 4: deviations −1 0 1 and 0 −1 1, so 1 / √(2 · 2).
  @Test(arguments: [
    ("user_id,x,y,z\n1001,1,2,3\n1002,3,2,4\n", "1001", "1002"),
    ("doc_id,x,y,z\n1001,1,2,3\n1002,3,2,4\n", "1001", "1002"),
    (",x0,x1,x2\n0,1,2,3\n1,3,2,4\n", "0", "1"),
    ("1001,1.0,2.0,3.0\n1002,3.0,2.0,4.0\n", "1001", "1002"),
    ("label,x0,x1,x2,key\n5,1,2,3,a\n5,3,2,4,b\n", "a", "b"),
  ])
  func `a key is the name of a row and no dimension of it`(
    text: String,
    first: String,
    second: String
  ) throws {
    let outcome = try run(text, ["--top", "1"])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(outcome.text.hasSuffix("0,\(first),1,1,\(second),0.5\n1,\(second),1,0,\(first),0.5\n"))
  }

  @Test func `a key is not converted into a dimension`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Array("user_id,x,y\n1001,1,2\n1002,3,2\n".utf8), to: "in.csv")
    #expect(try sandbox.simbatch(["convert", "in.csv", "out.csv"]).exitCode == 0)
    #expect(try sandbox.shell("cat out.csv").text == "id,x0,x1\n1001,1,2\n1002,3,2\n")
  }

  @Test func `two readings are both named`() throws {
    let outcome = try run("1001,1,2,3\n1002,3,2,4\n", ["--top", "1"])
    #expect(outcome.exitCode == 64 && outcome.saidOneLine, "\(outcome.error)")
    for part in [
      "4 dimensions in columns 1 … 4", "3 dimensions in columns 2 … 4, ids from column 1",
      "--columns 1-4", "--columns 2-4 --id-column 1",
    ] {
      #expect(outcome.error.contains(part), "\(part): \(outcome.error)")
    }
  }

  @Test(arguments: [0, 7])
  func `a missing value is a bad row in any line`(bad: Int) throws {
    let values = [
      "1,2,4", "3,2,4", "5,1,2", "2,2,7", "8,1,1", "9,3,5", "4,4,1", "6,1,8", "2,9,4",
    ]
    for missing in ["7,,1", "7,null,1", ",,", "NA,NaN,None"] {
      var lines = values.enumerated().map { "r\($0),\($1)" }
      lines[bad] = "r\(bad),\(missing)"
      let text = "id,x,y,z\n" + lines.joined(separator: "\n") + "\n"
      let refused = try run(text, ["--top", "1", "--quiet"])
      #expect(refused.exitCode == 65 && refused.saidOneLine, "\(refused.error)")
      #expect(refused.error.contains("row \(bad)"), "\(refused.error)")
      let skipped = try run(text, ["--top", "8", "--on-bad-row", "skip"])
      #expect(skipped.exitCode == 0, "\(skipped.error)")
      #expect(skipped.text.contains("r\((bad + 1) % 9),"))
      #expect(!skipped.text.contains("r\(bad),"), "\(skipped.text)")
    }
    var lines = values.enumerated().map { "r\($0),\($1)" }
    lines[bad] = "r\(bad),1,abc,3"
    let wrong = try run("id,x,y,z\n" + lines.joined(separator: "\n") + "\n", ["--top", "1"])
    #expect(wrong.exitCode == 65)
    #expect(wrong.error.contains("line \(bad + 2), column 6: expected a number, found 'abc'"))
  }

  @Test(arguments: [0, 7])
  func `a missing vector of PostgreSQL is a bad row in any line`(bad: Int) throws {
    var lines = (0..<9).map { "\($0 * 10)\t[\($0 % 3),\($0 * $0 % 7),\(($0 * 5) % 4 + 1)]" }
    lines[bad] = "\(bad * 10)\t\\N"
    let text = lines.joined(separator: "\n") + "\n\\.\n"
    let refused = try run(text, ["--metric", "cosine", "--top", "1"], as: "in.txt")
    #expect(refused.exitCode == 65 && refused.error.contains("row \(bad)"), "\(refused.error)")
    let skipped = try run(
      text,
      ["--metric", "cosine", "--top", "1", "--on-bad-row", "skip"],
      as: "in.txt"
    )
    #expect(skipped.exitCode == 0, "\(skipped.error)")
    #expect(skipped.text.contains("8,80,1,") && !skipped.text.contains("\(bad),\(bad * 10),1,"))
  }

  @Test func `pgvector's bit and sparsevec are refused by name`() throws {
    for (text, type) in [
      ("1\t01011010\n2\t11011010\n", "bit"), ("1\t{1:0.5,3:1}/5\n2\t{2:1}/5\n", "sparsevec"),
    ] {
      for name in ["in.copy", "in.txt"] {
        let options = ["--input-format", "copy", "--top", "1"]
        let outcome = try run(text, options, as: name)
        #expect(
          outcome.exitCode == 64 && outcome.error.contains("pgvector's \(type)"),
          "\(outcome.error)"
        )
      }
    }
  }

  @Test func `semicolons and decimal commas are refused`() throws {
    for text in ["id;x0;x1\na;0,5;0,7\nb;0,1;0,2\n", "a;0,5;0,7\nb;0,1;0,2\n", "1;2\n3;4\n"] {
      let outcome = try run(text, ["--top", "1"])
      #expect(
        outcome.exitCode == 65 && outcome.error.contains("found semicolons"),
        "\(outcome.error)"
      )
    }
    let tabs = try run("id\tx\ty\na\t0,5\t1\nb\t0,7\t2\n", ["--top", "1"], as: "in.tsv")
    #expect(tabs.exitCode == 65 && tabs.error.contains("expected a number, found '0,5'"))
  }
}
