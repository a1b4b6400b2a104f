import Foundation
import Testing

/// `simbatch duplicates`: its outputs, as a user reads them.
@Suite struct DuplicatesCommandTests {
  /// Rows 0 and 2 are equal, 3 is like 1; 4 is like no other.
  private static let matrix = Matrix([
    [1, 0, 0], [0, 1, 0], [1, 0, 0], [0, 1, 0.1], [0, 0, 1],
  ])
  private static let names = "a\nb\n\"c\", c\nd\ne\n"

  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(Self.matrix.fbin, to: "in.fbin")
    try sandbox.write(Self.names, to: "ids.txt")
    return sandbox
  }

  private let options = ["duplicates", "in.fbin", "--metric", "cosine", "--min-score", "0.9"]

  @Test func `decisions go to standard output, a line for each row`() throws {
    let outcome = try sandbox().simbatch(options)
    #expect(outcome.exitCode == 0)
    let score = Float(1 / (1.01).squareRoot())
    #expect(
      outcome.text == """
        row,group,kept,duplicate_of,score
        0,0,true,,
        1,1,true,,
        2,0,false,0,1
        3,1,false,1,\(score)
        4,2,true,,

        """
    )
    #expect(outcome.errorLines.first?.contains("3 kept, 2 duplicates in 2 groups, 2 pairs") == true)
    // A histogram of two scores.
    #expect(outcome.errorLines.count == 11)
  }

  @Test func `decisions have ids, as tsv and as json lines`() throws {
    let sandbox = try sandbox()
    for format in ["tsv", "jsonl"] {
      let outcome = try sandbox.simbatch(
        options + ["--ids", "ids.txt", "-o", "out.\(format)", "--quiet"]
      )
      #expect(outcome.exitCode == 0 && outcome.error.isEmpty && outcome.output.isEmpty)
    }
    let tsv = String(decoding: try sandbox.read("out.tsv"), as: UTF8.self)
    #expect(tsv.contains("row\tid\tgroup\tkept\tduplicate_of\tduplicate_of_id\tscore\n"))
    #expect(tsv.contains("2\t\"c\", c\t0\tfalse\t0\ta\t1\n"))
    let lines = String(decoding: try sandbox.read("out.jsonl"), as: UTF8.self)
    #expect(
      lines.contains(
        #"{"row":2,"id":"\"c\", c","group":0,"kept":false,"duplicate_of":0,"duplicate_of_id":"a","score":1}"#
      )
    )
    #expect(lines.contains(#"{"row":4,"id":"e","group":2,"kept":true}"#))
  }

  @Test func `texts come with their edit distance`() throws {
    let sandbox = try sandbox()
    try sandbox.write("one\ntwo\nöne\ntwice\nthree\n", to: "texts.txt")
    let outcome = try sandbox.simbatch(options + ["--texts", "texts.txt", "--quiet"])
    #expect(outcome.text.contains("score,text,duplicate_of_text,edits,edit_share\n"))
    #expect(outcome.text.contains(",öne,one,1,0.33333334\n"))
    #expect(outcome.text.contains(",twice,two,3,0.6\n"))
    #expect(outcome.text.contains("4,2,true,,,three,,,\n"))
  }

  @Test(arguments: ["in.fbin", "in.npy", "in.fvecs", "big.npy", "raw"])
  func `kept rows are written in the format and type of the input`(name: String) throws {
    let sandbox = try Sandbox()
    let files: [String: [UInt8]] = [
      "in.fbin": Self.matrix.fbin, "in.npy": Self.matrix.npy, "in.fvecs": Self.matrix.fvecs,
      "big.npy": Self.matrix.bigEndianDoubleNpy, "raw": Self.matrix.raw,
    ]
    try sandbox.write(files[name] ?? [], to: name)
    let reading = name == "raw" ? ["--input-format", "raw", "--dim", "3"] : []
    let output = name == "raw" ? "kept" : "kept.\(name.split(separator: ".")[1])"
    var arguments = options
    arguments[1] = name
    let outcome = try sandbox.simbatch(
      arguments + reading + ["--kept-matrix", output, "--kept-rows", "rows.txt", "--quiet"]
    )
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(try sandbox.read("rows.txt") == Array("0\n1\n4\n".utf8))
    // What was kept has no duplicates, and is the rows it should be.
    arguments[1] = output
    let again = try sandbox.simbatch(arguments + reading)
    #expect(again.text.split(separator: "\n").count == 4)
    #expect(again.error.contains("3 kept, 0 duplicates"), "\(again.error)")
    let kept = Matrix([0, 1, 4].map { Array(Self.matrix[$0]) })
    let expected: [String: [UInt8]] = [
      "in.fbin": kept.fbin, "in.fvecs": kept.fvecs, "raw": kept.raw,
    ]
    if let bytes = expected[name] { #expect(try sandbox.read(output) == bytes) }
  }

  @Test func `kept rows are written in the format of the file's name, with their names`() throws {
    let sandbox = try sandbox()
    let arguments = options + ["--ids", "ids.txt"]
    let table = try sandbox.simbatch(arguments + ["--kept-matrix", "kept.csv"])
    #expect(table.exitCode == 0, "\(table.error)")
    #expect(
      String(decoding: try sandbox.read("kept.csv"), as: UTF8.self)
        == "id,x0,x1,x2\na,1,0,0\nb,0,1,0\ne,0,0,1\n"
    )
    let halves = try sandbox.simbatch(arguments + ["--kept-matrix", "kept.hbin"])
    #expect(halves.exitCode == 0, "\(halves.error)")
    #expect(
      try sandbox.read("kept.hbin") == Bytes.of([UInt32(3), 3])
        + Bytes.of([Float16](arrayLiteral: 1, 0, 0, 0, 1, 0, 0, 0, 1))
    )
    // Row 2 will not be kept, but nobody knows before the job.
    let words = try sandbox.simbatch(arguments + ["--kept-matrix", "kept.vec"])
    #expect(words.exitCode == 65)
    #expect(words.saidOneLine && words.error.contains("in.fbin: row 2: "), "\(words.error)")
    #expect(try sandbox.names == ["ids.txt", "in.fbin", "kept.csv", "kept.hbin"])
  }

  @Test func `old rows stay, and are named in a column of their own`() throws {
    let sandbox = try sandbox()
    try sandbox.write(Matrix([[2, 0, 0], [1, 1, 1]]).fbin, to: "old.fbin")
    let outcome = try sandbox.simbatch(
      options + ["--against", "old.fbin", "--pairs-output", "pairs.csv"]
    )
    #expect(outcome.text.contains("row,group,kept,duplicate_of,old_row,score\n"))
    #expect(outcome.text.contains("0,0,false,,0,1\n") && outcome.text.contains("2,0,false,,0,1\n"))
    let pairs = String(decoding: try sandbox.read("pairs.csv"), as: UTF8.self)
    #expect(pairs.hasPrefix("row,other,old_row,score\n0,,0,1\n0,2,,1\n1,3,,"))
    #expect(pairs.hasSuffix("\n2,,0,1\n"))
  }

  @Test func `distances, connected groups, targets and reports`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix([[0], [1], [2], [9]]).fbin, to: "in.fbin")
    let connected = try sandbox.simbatch([
      "duplicates", "in.fbin", "--metric", "euclidean", "--max-distance", "1", "--group",
      "connected", "--report", "report.json", "--quiet",
    ])
    #expect(
      connected.text == """
        row,group,kept,duplicate_of,distance,lowest
        0,0,true,,,2
        1,0,false,0,1,2
        2,0,false,0,2,2
        3,1,true,,,

        """
    )
    let report = try JSONSerialization.jsonObject(with: Data(try sandbox.read("report.json")))
    let result = (report as? [String: Any])?["result"] as? [String: Any]
    #expect(result?["pairs"] as? Int == 2 && result?["lowestScoreInGroup"] as? Int == 2)

    let target = try sandbox.simbatch([
      "duplicates", "in.fbin", "--metric", "euclidean", "--target", "3", "--keep", "last",
    ])
    #expect(target.text.contains("1,1,false,2,1\n"))
    #expect(target.error.contains("euclidean ≤ 1.0: 3 kept"), "\(target.error)")
  }

  @Test func `rows with the greatest number stay`() throws {
    let sandbox = try sandbox()
    try sandbox.write("1\n2\n1.5\n-3\n0\n", to: "scores.txt")
    let outcome = try sandbox.simbatch(options + ["--keep", "score:scores.txt", "--quiet"])
    #expect(outcome.text.contains("0,0,false,2,1\n") && outcome.text.contains("3,1,false,1,"))
  }

  @Test func `too many pairs stop the job with exit code 65, and nothing is left`() throws {
    let sandbox = try sandbox()
    for extra in [[], ["--pairs-output", "pairs.csv"], ["--keep", "central"]] {
      let outcome = try sandbox.simbatch(options + ["--max-pairs", "1", "-o", "out.csv"] + extra)
      #expect(outcome.exitCode == 65)
      #expect(outcome.saidOneLine && outcome.error.contains("--max-pairs 1"), "\(outcome.error)")
      #expect(try sandbox.names == ["ids.txt", "in.fbin"])
    }
  }

  /// The options and what the message must name.
  private static let mistakes: [(options: [String], named: String, code: Int32)] = [
    ([], "--min-score", 64),
    (["--metric", "euclidean"], "--max-distance", 64),
    (["--min-score", "nan"], "--min-score nan: expected more than -1", 64),
    (["--min-score", "1.5"], "more than -1 and at most 1 under pearson", 64),
    (["--metric", "cosine", "--min-score", "-1"], "more than -1 and at most 1", 64),
    (["--metric", "euclidean", "--max-distance=-0.5"], "at least 0 under euclidean", 64),
    (["--metric", "euclidean", "--max-distance", "inf"], "at least 0 under euclidean", 64),
    (["--target", "2", "--min-score", "1.5"], "more than -1 and at most 1", 64),
    (["--min-score", "1.5", "--store", "store", "--ids", "ids.txt"], "at most 1", 64),
    (["--min-score", "0.9", "--pairs", "pairs.csv"], "did you mean --pairs-output?", 64),
    (["--min-score", "0.9", "--pairs-output", "/dev/stdout"], "two outputs", 64),
    (["--metric", "euclidean", "--min-score", "1"], "--max-distance", 64),
    (["--target", "0"], "--target 0", 64),
    (["--target", "2", "--keep", "central"], "--keep central", 64),
    (["--target", "1", "--min-score", "0.99"], "1 row", 65),
    (["--min-score", "0.9", "--keep", "score:none.txt"], "none.txt", 66),
    (["--min-score", "0.9", "--keep", "score:ids.txt"], "line 1", 65),
    (["--min-score", "0.9", "--keep", "score:short.txt"], "short.txt", 65),
    (["--min-score", "0.9", "--ids", "short.txt"], "short.txt", 65),
    (["--min-score", "0.9", "--texts", "short.txt"], "short.txt", 65),
    (["--min-score", "0.9", "--against", "wide.fbin"], "wide.fbin", 65),
    (["--min-score", "0.9", "--against", "in.fbin", "--group", "connected"], "connected", 64),
    (["--min-score", "0.9", "--against-texts", "ids.txt"], "--against", 64),
    (["--min-score", "0.9", "--kept-matrix", "none/kept.npy"], "none/kept.npy", 73),
    (["--min-score", "0.9", "--kept-matrix", "kept.u8bin"], "row ", 65),
    (["--min-score", "0.9", "--pairs-output", "-"], "--pairs-output", 64),
    (["--min-score", "0.9", "--pairs-output", "pairs.npy"], "pairs.npy", 64),
    (["--min-score", "0.9", "-o", "out.bin"], "out.bin", 64),
    (["--min-score", "0.9", "-o", "none/out.csv"], "none/out.csv", 73),
    (["--min-score", "0.9", "--memory", "1M"], "--memory", 64),
    (["--min-score", "0.9", "--store", "store"], "--ids", 64),
    (["--min-score", "0.9", "--store", "store", "--ids", "twice.txt"], "'a'", 65),
  ]

  @Test(arguments: mistakes)
  func `a mistake is said in one line`(options: [String], named: String, code: Int32) throws {
    let sandbox = try sandbox()
    try sandbox.write("1\n", to: "short.txt")
    try sandbox.write("a\nb\na\nd\ne\n", to: "twice.txt")
    try sandbox.write(Matrix([[1, 2, 3, 4]]).fbin, to: "wide.fbin")
    let before = try sandbox.names
    let outcome = try sandbox.simbatch(["duplicates", "in.fbin"] + options)
    #expect(outcome.exitCode == code, "\(outcome.error)")
    #expect(outcome.saidOneLine && outcome.error.contains(named), "\(outcome.error)")
    #expect(try sandbox.names.filter { $0 != "store" } == before)
  }

  @Test func `a full disk fails with exit code 74 and leaves nothing`() throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.simbatch(options + ["-o", "/dev/full", "--kept-rows", "rows.txt"])
    #expect(outcome.exitCode == 74 || outcome.exitCode == 64)
    #expect(try sandbox.names == ["ids.txt", "in.fbin"])
  }
}
