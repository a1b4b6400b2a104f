import Testing

/// `--row`, `--word` and `--like`: a few rows against the whole matrix.
@Suite struct LookupCommandTests {
  /// Whole numbers, so that the brute force is right to the bit under dot.
  private static let matrix = Matrix.grid(rows: 90, dimensions: 12, seed: 41)
  private static let names = (0..<90).map { "n\($0)" }

  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(Self.matrix.fbin, to: "in.fbin")
    try sandbox.write(Self.names.joined(separator: "\n") + "\n", to: "ids.txt")
    var words = Array("90 12\n".utf8)
    for row in 0..<90 {
      words += Array("\(Self.names[row]) ".utf8) + Bytes.of(Array(Self.matrix[row])) + [0x0A]
    }
    try sandbox.write(words, to: "words.bin")
    return sandbox
  }

  /// What a brute force says of row 17, n3 and `n1 - n4 + n9` under dot, as lines of csv.
  private func expected(top: Int, farthest: Bool) -> [String] {
    let (plus, minus, more) = (Array(Self.matrix[1]), Array(Self.matrix[4]), Array(Self.matrix[9]))
    let sum: [Float] = plus.indices.map { plus[$0] - minus[$0] + more[$0] }
    let vectors = Matrix([Array(Self.matrix[17]), Array(Self.matrix[3]), sum])
    let brute = BruteForce(metric: "dot", base: Self.matrix, queries: vectors, farthest: farthest)
    let starts = ["17,n17", "3,n3", ",n1 - n4 + n9"]
    let leftOut: [Set<Int>] = [[17], [3], [1, 4, 9]]
    return starts.indices.flatMap { question in
      brute.neighbors(of: question).filter { !leftOut[question].contains($0.row) }.prefix(top)
        .enumerated().map { rank, entry in
          "\(starts[question]),\(rank + 1),\(entry.row),n\(entry.row),\(Int(entry.value))"
        }
    }
  }

  @Test(arguments: [["words.bin"], ["in.fbin", "--ids", "ids.txt"]], [false, true])
  func `rows, words and sums are answered in this order`(input: [String], farthest: Bool) throws {
    let outcome = try sandbox().simbatch(
      input + ["--like", "n1 - n4 + n9", "--word", "n3", "--row", "17", "--top", "6"]
        + ["--metric", "dot"] + (farthest ? ["--farthest"] : [])
    )
    #expect(outcome.exitCode == 0 && outcome.saidOneLine, "\(outcome.error)")
    let lines = outcome.text.split(separator: "\n").map(String.init)
    #expect(lines.first == "row,row_id,rank,neighbor,neighbor_id,score")
    #expect(Array(lines.dropFirst()) == expected(top: 6, farthest: farthest))
  }

  @Test func `without names a row is looked up by its number`() throws {
    let sandbox = try sandbox()
    let all = try sandbox.simbatch(["in.fbin", "--top", "5", "--quiet"]).text
    let some = try sandbox.simbatch(["in.fbin", "--row", "17", "--row", "2", "--top", "5"]).text
    let wanted = [17, 2].flatMap { row in
      all.split(separator: "\n").filter { $0.hasPrefix("\(row),") }
    }
    #expect(some.split(separator: "\n") == ["row,rank,neighbor,score"] + wanted)
  }

  @Test func `rows that were asked for are kept on demand`() throws {
    let outcome = try sandbox().simbatch(
      ["words.bin", "--word", "n0", "--top", "1", "--include-self", "--quiet"]
    )
    #expect(outcome.text.hasSuffix("\n0,n0,1,0,n0,1\n"), "\(outcome.text)")
  }

  /// Names that signs, blanks and quotes are part of, and how sums write them.
  private static let oddNames: [(name: String, written: String)] = [
    ("\"", "\"\"\"\""), ("+", "'+'"), ("-", "\"-\""), ("a\"b", "\"a\"\"b\""), (" ", "\" \""),
    ("", "\"\""), ("'", "''''"), ("a\"b'c d", "'a\"b''c d'"), ("\"\"", "\"\"\"\"\"\""),
    ("x", "x"),
  ]

  @Test func `every name can be written in a sum`() throws {
    let sandbox = try Sandbox()
    let matrix = Matrix.grid(rows: 10, dimensions: 12, seed: 5)
    try sandbox.write(matrix.fbin, to: "in.fbin")
    try sandbox.write(Self.oddNames.map { "\($0.name)\n" }.joined(), to: "ids.txt")
    for (row, odd) in Self.oddNames.enumerated() {
      let outcome = try sandbox.simbatch(
        ["in.fbin", "--ids", "ids.txt", "--metric", "euclidean", "--output-format", "bin"]
          + ["--like", "x + \(odd.written) - x", "--top", "1", "--include-self", "--quiet"]
      )
      #expect(outcome.exitCode == 0, "\(odd): \(outcome.error)")
      #expect(try Answer(bin: outcome.output).rows == [[.init(row: row, value: 0)]], "\(odd)")
    }
    let open = try sandbox.simbatch(["in.fbin", "--ids", "ids.txt", "--like", "\" + x"])
    #expect(open.exitCode == 64 && open.saidOneLine)
    #expect(open.error.contains("is doubled between quotes"), "\(open.error)")
  }

  @Test(arguments: [[], ["--farthest"]], ["20-29,40", "0-3"])
  func `neighbors come from the rows of --among, whatever is asked`(
    options: [String],
    among: String
  ) throws {
    let candidates = among == "0-3" ? Array(0...3) : Array(20...29) + [40]
    let outcome = try sandbox().simbatch(
      ["words.bin", "--word", "n3", "--row", "25", "--like", "n1 + n2", "--metric", "dot"]
        + ["--among", among, "--top", "90", "--quiet"] + options
    )
    let sum: [Float] = (0..<12).map { Self.matrix.values[12 + $0] + Self.matrix.values[24 + $0] }
    let brute = BruteForce(
      metric: "dot",
      base: Self.matrix,
      queries: Matrix([Array(Self.matrix[25]), Array(Self.matrix[3]), sum]),
      farthest: !options.isEmpty
    )
    let starts = ["25,n25", "3,n3", ",n1 + n2"]
    let leftOut: [Set<Int>] = [[25], [3], [1, 2]]
    let expected = starts.indices.flatMap { question in
      brute.neighbors(of: question)
        .filter { candidates.contains($0.row) && !leftOut[question].contains($0.row) }
        .enumerated().map { rank, entry in
          "\(starts[question]),\(rank + 1),\(entry.row),n\(entry.row),\(Int(entry.value))"
        }
    }
    #expect(outcome.text.split(separator: "\n").dropFirst().map(String.init) == expected)
  }

  @Test func `columns are centred by the mean of the rows of --among`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix([[1, 5], [3, 1], [2, 2], [90, -7]]).fbin, to: "in.fbin")
    let outcome = try sandbox.simbatch(
      ["in.fbin", "--row", "3", "--among", "0-1", "--center-columns", "--metric", "dot", "--quiet"]
    )
    // The mean of rows 0 and 1 is (2, 3); row 3 is (88, −10) from it, they are (−1, 2) and (1, −2).
    #expect(outcome.text == "row,rank,neighbor,score\n3,1,1,108\n3,2,0,-108\n")
  }

  @Test func `rows that were not selected are named, and the way to ask about them`() throws {
    let sandbox = try sandbox()
    for question in [["--row", "7"], ["--word", "n7"], ["--like", "n1 + n7"]] {
      let outcome = try sandbox.simbatch(["words.bin", "--rows", "0-4"] + question)
      #expect(outcome.exitCode == 64 && outcome.saidOneLine)
      #expect(outcome.error.contains("7 is not among the rows"), "\(outcome.error)")
      #expect(outcome.error.contains("--among"), "\(outcome.error)")
    }
  }

  @Test func `every format takes the answers, a row for each question`() throws {
    let sandbox = try sandbox()
    let questions = ["words.bin", "--row", "17", "--like", "n1 - n4", "--top", "3", "--quiet"]
    for name in ["out.bin", "out.npy", "out.jsonl", "out.tsv"] {
      #expect(try sandbox.simbatch(questions + ["-o", name]).exitCode == 0)
    }
    let answer = try Answer(bin: sandbox.read("out.bin"))
    #expect(answer.rows.map(\.count) == [3, 3])
    #expect(
      try Answer(
        npyNeighbors: sandbox.read("out.neighbors.npy"),
        scores: sandbox.read("out.scores.npy")
      ) == answer
    )
    let objects = String(decoding: try sandbox.read("out.jsonl"), as: UTF8.self)
      .split(separator: "\n")
    #expect(
      objects[0].hasPrefix(#"{"row":17,"id":"n17","neighbors":[{"row":\#(answer.rows[0][0].row)"#)
    )
    #expect(objects[1].hasPrefix(#"{"row":null,"id":"n1 - n4","neighbors":["#))
    #expect(
      String(decoding: try sandbox.read("out.tsv"), as: UTF8.self).contains("\n\tn1 - n4\t1\t")
    )
  }

  @Test func `an unknown name is named, with the nearest spelling and exit code 64`() throws {
    let sandbox = try sandbox()
    for question in [["--word", "N17"], ["--like", "n3 - N17"]] {
      let outcome = try sandbox.simbatch(["words.bin", "-o", "out.csv"] + question)
      #expect(outcome.exitCode == 64 && outcome.saidOneLine, "\(outcome.error)")
      #expect(outcome.error.contains("no row is called 'N17'; did you mean 'n17'?"))
      #expect(try !sandbox.names.contains("out.csv"))
    }
  }

  @Test func `a name of several rows is its first, with a warning`() throws {
    let sandbox = try sandbox()
    try sandbox.write(
      (Self.names.dropLast() + ["n5"]).joined(separator: "\n") + "\n",
      to: "twice.txt"
    )
    let job = ["in.fbin", "--ids", "twice.txt", "--word", "n5", "--top", "2"]
    let outcome = try sandbox.simbatch(job)
    #expect(outcome.exitCode == 0 && outcome.text.contains("\n5,n5,1,"))
    #expect(outcome.error.hasPrefix("simbatch: warning: 'n5' is the name of 2 rows; the first, 5"))
    #expect(try sandbox.simbatch(job + ["--quiet"]).error.isEmpty)
  }

  @Test func `a row that the measure cannot judge is named, with exit code 65`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix([[1, 2], [3, 3], [2, 1]]).fbin, to: "in.fbin")
    let job = ["in.fbin", "--on-bad-row", "skip", "--row"]
    let outcome = try sandbox.simbatch(job + ["1"])
    #expect(outcome.exitCode == 65 && outcome.saidOneLine)
    #expect(outcome.error.contains("row 1 of in.fbin is constant"), "\(outcome.error)")
    #expect(try sandbox.simbatch(job + ["0"]).text.contains("\n0,1,2,-1\n"))
  }

  @Test(.enabled(if: TestConditions.script != nil, "util-linux's script gives a terminal"))
  func `a terminal shows tables, a file and a pipe get csv`() throws {
    let sandbox = try sandbox()
    let job = #""$simbatch" words.bin --word n3 --like "n1 - n4" --top 2 --quiet"#
    let shown = try sandbox.shell(#"script -qec '\#(job)' /dev/null"#)
    #expect(shown.exitCode == 0)
    let lines = shown.text.split(separator: "\r\n", omittingEmptySubsequences: false)
    try #require(lines.count == 10, "\(shown.text)")
    #expect(lines[0] == "n3 (row 3): nearest by pearson")
    #expect(lines[1].hasPrefix("rank  score ") && lines[1].hasSuffix("  row  name"))
    #expect(lines[2].hasPrefix("   1  0.") && lines[3].hasPrefix("   2  0."))
    #expect(lines[4].isEmpty && lines[5] == "n1 - n4: nearest by pearson")
    let piped = try sandbox.shell("\(job) | cat")
    #expect(piped.text.hasPrefix("row,row_id,rank,neighbor,neighbor_id,score\n3,n3,1,"))
    let chosen = try sandbox.shell(#"script -qec '\#(job) --output-format tsv' /dev/null"#)
    #expect(chosen.text.hasPrefix("row\trow_id\t"))
  }
}
