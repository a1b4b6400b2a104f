import Testing

/// What is written, in every format.
@Suite struct OutputFormatTests {
  private static let jobs: [[String]] = [
    [], ["--metric", "euclidean"], ["--metric", "dot", "--farthest"], ["--min-score", "0.3"],
    ["--queries", "queries.fbin", "--metric", "cosine"], ["--ids", "ids.txt", "--top", "3"],
    ["--top", "1000", "--include-self"],
  ]

  @Test(arguments: jobs)
  func `all formats hold the same neighbors and values, in files and on standard output`(
    job: [String]
  ) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 61, dimensions: 9, seed: 51).fbin, to: "in.fbin")
    try sandbox.write(Matrix.random(rows: 20, dimensions: 9, seed: 52).fbin, to: "queries.fbin")
    try sandbox.write((0..<61).map { "row \($0)\n" }.joined(), to: "ids.txt")
    let rowCount = job.contains("--queries") ? 20 : 61

    var streams: [String: [UInt8]] = [:]
    for format in ["csv", "tsv", "jsonl", "bin"] {
      let stream = try sandbox.simbatch(["in.fbin", "--output-format", format] + job)
      #expect(stream.exitCode == 0, "\(stream.error)")
      streams[format] = stream.output
      let file = try sandbox.simbatch(["in.fbin", "-o", "out.\(format)"] + job)
      #expect(file.exitCode == 0 && file.output.isEmpty, "\(file.error)")
      #expect(try sandbox.read("out.\(format)") == stream.output)
    }
    #expect(streams["csv"] == (try sandbox.simbatch(["in.fbin"] + job).output))
    for format in ["npy", "ivecs"] {
      #expect(try sandbox.simbatch(["in.fbin", "-o", "out.\(format)"] + job).exitCode == 0)
    }

    let answer = try Answer(bin: try #require(streams["bin"]))
    #expect(answer.rows.count == rowCount)
    #expect(answer.rows.joined().count > 60)
    func text(_ format: String) throws -> String {
      String(decoding: try #require(streams[format]), as: UTF8.self)
    }
    #expect(try Answer(table: text("csv"), rowCount: rowCount) == answer)
    #expect(try Answer(table: text("tsv"), separator: "\t", rowCount: rowCount) == answer)
    #expect(try Answer(jsonLines: text("jsonl")) == answer)
    let npy = try Answer(
      npyNeighbors: sandbox.read("out.neighbors.npy"),
      scores: sandbox.read("out.scores.npy")
    )
    #expect(npy == answer)
    let vectors = try Answer(ivecs: sandbox.read("out.ivecs"), fvecs: sandbox.read("out.fvecs"))
    #expect(vectors == answer)
    #expect(try sandbox.names.filter { $0.hasPrefix("out.") }.count == 8)
    #expect(try !sandbox.names.contains { $0.hasPrefix(".") })
  }

  /// Rows 0 and 2 are alike, row 1 is at right angles to both.
  private static let three = Matrix([[3, 0], [0, 2], [3, 0]])

  @Test(arguments: [
    ("csv", "row,rank,neighbor,score\n0,1,2,1\n0,2,1,0\n1,1,0,0\n1,2,2,0\n2,1,0,1\n2,2,1,0\n"),
    (
      "tsv",
      "row\trank\tneighbor\tscore\n0\t1\t2\t1\n0\t2\t1\t0\n1\t1\t0\t0\n1\t2\t2\t0\n"
        + "2\t1\t0\t1\n2\t2\t1\t0\n"
    ),
    (
      "jsonl",
      #"{"row":0,"neighbors":[{"row":2,"score":1},{"row":1,"score":0}]}"# + "\n"
        + #"{"row":1,"neighbors":[{"row":0,"score":0},{"row":2,"score":0}]}"# + "\n"
        + #"{"row":2,"neighbors":[{"row":0,"score":1},{"row":1,"score":0}]}"# + "\n"
    ),
  ])
  func `text is what the documentation shows`(format: String, expected: String) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.three.fbin, to: "in.fbin")
    let arguments = ["in.fbin", "--metric", "cosine", "--output-format", format]
    #expect(try sandbox.simbatch(arguments).text == expected)
    let distances = try sandbox.simbatch(arguments + ["--metric", "euclidean"])
    #expect(distances.text.contains("distance") && !distances.text.contains("score"))
  }

  @Test(arguments: [
    ("csv", "row,row_id,rank,neighbor,neighbor_id,score\n0,\"a,\"\"b\"\"\",1,2,é\\,1\n"),
    ("tsv", "row\trow_id\trank\tneighbor\tneighbor_id\tscore\n0\ta,\"b\"\t1\t2\té\\\\\t1\n"),
    ("jsonl", #"{"row":0,"id":"a,\"b\"","neighbors":[{"row":2,"id":"é\\","score":1}]}"# + "\n"),
  ])
  func `ids stand beside row numbers, escaped as the format asks`(
    format: String,
    expected: String
  ) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.three.fbin, to: "in.fbin")
    try sandbox.write("a,\"b\"\r\nplain\r\né\\", to: "ids.txt")
    let outcome = try sandbox.simbatch(
      [
        "in.fbin", "--metric", "cosine", "--top", "1", "--ids", "ids.txt", "--output-format",
        format,
      ])
    #expect(outcome.exitCode == 0)
    #expect(outcome.text.hasPrefix(expected), "\(outcome.text)")
  }

  @Test func `queries have ids of their own or none`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.three.fbin, to: "in.fbin")
    try sandbox.write(Matrix([[0, 1]]).fbin, to: "q.fbin")
    try sandbox.write("a\nb\nc\n", to: "ids.txt")
    try sandbox.write("question\n", to: "q.txt")
    let job = ["in.fbin", "--metric", "cosine", "--top", "1", "--queries", "q.fbin"]
    let base = try sandbox.simbatch(job + ["--ids", "ids.txt"])
    #expect(base.text == "row,rank,neighbor,neighbor_id,score\n0,1,1,b,1\n")
    let both = try sandbox.simbatch(job + ["--ids", "ids.txt", "--query-ids", "q.txt"])
    #expect(
      both.text == "row,row_id,rank,neighbor,neighbor_id,score\n0,question,1,1,b,1\n"
    )
    let own = try sandbox.simbatch(job + ["--query-ids", "q.txt"])
    #expect(own.text == "row,row_id,rank,neighbor,score\n0,question,1,1,1\n")
  }

  @Test(arguments: 0...3, ["csv", "jsonl", "bin", "npy", "ivecs"])
  func `few rows have all the neighbors there are, in arrays of the shape that was asked for`(
    rowCount: Int,
    format: String
  ) throws {
    let sandbox = try Sandbox()
    let matrix = Matrix(
      (0..<rowCount).map { Array(Matrix.random(rows: 3, dimensions: 4, seed: 7)[$0]) },
      dimensions: 4
    )
    try sandbox.write(matrix.fbin, to: "in.fbin")
    let outcome = try sandbox.simbatch(["in.fbin", "--top", "10", "-o", "out.\(format)"])
    #expect(outcome.exitCode == 0)
    #expect(outcome.saidOneLine, "\(outcome.error)")

    let answer: Answer
    switch format {
    case "csv":
      answer = try Answer(
        table: String(decoding: sandbox.read("out.csv"), as: UTF8.self),
        rowCount: rowCount
      )
    case "jsonl":
      answer = try Answer(jsonLines: String(decoding: sandbox.read("out.jsonl"), as: UTF8.self))
    case "bin":
      let bytes = try sandbox.read("out.bin")
      #expect(Array(bytes.prefix(8)) == Bytes.of([UInt32(rowCount), 10]))
      answer = try Answer(bin: bytes)
    case "npy":
      for name in ["out.neighbors.npy", "out.scores.npy"] {
        let text = String(decoding: try sandbox.read(name), as: UTF8.self)
        #expect(text.contains("(\(rowCount), 10)"))
      }
      answer = try Answer(
        npyNeighbors: sandbox.read("out.neighbors.npy"),
        scores: sandbox.read("out.scores.npy")
      )
    default:
      let (ivecs, fvecs) = (try sandbox.read("out.ivecs"), try sandbox.read("out.fvecs"))
      #expect(ivecs.count == 4 * rowCount * 11 && fvecs.count == ivecs.count)
      answer = rowCount == 0 ? Answer(rows: []) : try Answer(ivecs: ivecs, fvecs: fvecs)
    }
    let truth = BruteForce(metric: "pearson", base: matrix)
    try #require(answer.rows.count == rowCount)
    for row in 0..<rowCount {
      #expect(truth.fault(in: answer.rows[row], of: row, top: 10, tolerance: 0x1p-22) == nil)
    }
  }
}
