import Foundation
import Testing

/// `simbatch convert`, as a user runs it.
@Suite struct ConvertTests {
  private static let matrix = Matrix([[1, -2.5, 0.1], [0, 3, 1e-7], [65504, 5, 6]])
  private static let names = "a b\n\"c\"\nd\n"
  private static let endings = [
    "bin", "fbin", "hbin", "npy", "fvecs", "w2v.bin", "vec", "w2v.txt", "glove.txt", "csv", "tsv",
    "jsonl", "safetensors",
  ]

  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(Self.matrix.fbin, to: "in.fbin")
    try sandbox.write(Self.names, to: "ids.txt")
    return sandbox
  }

  private func text(_ name: String, in sandbox: Sandbox) throws -> String {
    String(decoding: try sandbox.read(name), as: UTF8.self)
  }

  @Test func `a matrix goes from format to format and comes back`() throws {
    let sandbox = try sandbox()
    let path = ["in.fbin", "1.npy", "2.fvecs", "3.w2v.bin", "4.bin", "5.fbin"]
    for (input, output) in zip(path, path.dropFirst()) {
      let outcome = try sandbox.simbatch(["convert", input, output])
      #expect(outcome.exitCode == 0 && outcome.output.isEmpty, "\(outcome.error)")
      #expect(outcome.error.contains("3 rows × 3 dimensions as "), "\(outcome.error)")
    }
    #expect(try sandbox.read("5.fbin") == Self.matrix.fbin)
    #expect(try sandbox.read("2.fvecs") == Self.matrix.fvecs)
    let wide = try sandbox.simbatch([
      "convert", "in.fbin", "-", "--to", "raw", "--output-dtype", "f64",
    ])
    #expect(wide.output == Bytes.of(Self.matrix.values.map(Double.init)))
  }

  @Test(arguments: endings)
  func `files and pipes give the same bytes`(ending: String) throws {
    let sandbox = try sandbox()
    let output = "out.\(ending)"
    #expect(try sandbox.simbatch(["convert", "in.fbin", output]).exitCode == 0)
    let bytes = try sandbox.read(output)
    #expect(bytes.count > 20)
    let formats = ["w2v.bin": "word2vec", "vec": "word2vec-text", "w2v.txt": "word2vec-text"]
    let format = formats[ending] ?? String(ending.split(separator: ".")[0])
    let piped = try sandbox.shell(
      #"cat in.fbin | "$simbatch" convert - - --to \#(format) --quiet | cat"#
    )
    #expect(piped.output == bytes)
    #expect(piped.error.isEmpty)
  }

  @Test func `names go along, or beside, or are missed`() throws {
    let sandbox = try sandbox()
    let named = try sandbox.simbatch(["convert", "in.fbin", "out.csv", "--ids", "ids.txt"])
    #expect(named.exitCode == 0 && !named.error.contains("warning"), "\(named.error)")
    #expect(
      try text("out.csv", in: sandbox)
        == "id,x0,x1,x2\na b,1,-2.5,0.1\n\"\"\"c\"\"\",0,3,1e-7\nd,65504,5,6\n"
    )
    let lost = try sandbox.simbatch(["convert", "in.fbin", "out.npy", "--ids", "ids.txt"])
    #expect(lost.exitCode == 0)
    #expect(lost.errorLines.count == 2 && lost.error.contains("warning: npy"), "\(lost.error)")
    let beside = try sandbox.simbatch(
      ["convert", "in.fbin", "out.npy", "--ids", "ids.txt", "--write-ids", "names.txt"]
    )
    #expect(beside.errorLines.count == 1, "\(beside.error)")
    #expect(try text("names.txt", in: sandbox) == Self.names)
    _ = try sandbox.simbatch(["convert", "in.fbin", "out.npy", "--write-ids", "names.txt"])
    #expect(try text("names.txt", in: sandbox) == "0\n1\n2\n")
  }

  @Test func `names of an input are kept`() throws {
    let sandbox = try sandbox()
    let row = Bytes.of([Float(0.5), 2])
    try sandbox.write(Array("2 2\nab ".utf8) + row + Array("\nc ".utf8) + row, to: "in.w2v.bin")
    _ = try sandbox.simbatch(["convert", "in.w2v.bin", "out.jsonl", "--write-ids", "names.txt"])
    #expect(
      try text("out.jsonl", in: sandbox)
        == #"{"id":"ab","embedding":[0.5,2]}"# + "\n" + #"{"id":"c","embedding":[0.5,2]}"# + "\n"
    )
    #expect(try text("names.txt", in: sandbox) == "ab\nc\n")
  }

  @Test func `several inputs are one matrix, and some of its rows keep their names`() throws {
    let sandbox = try sandbox()
    try sandbox.write(Matrix([[7, 8, 9]]).fbin, to: "more.fbin")
    let all = try sandbox.simbatch(["convert", "in.fbin", "more.fbin", "out.vec"])
    #expect(all.exitCode == 0, "\(all.error)")
    // n was not known at first: the place kept for it is filled with blanks.
    let lines = "0 1 -2.5 0.1\n1 0 3 1e-7\n2 65504 5 6\n3 7 8 9\n"
    #expect(try text("out.vec", in: sandbox) == "         4 3\n" + lines)
    let piped = try sandbox.simbatch(
      ["convert", "in.fbin", "more.fbin", "-", "--to", "word2vec-text"]
    )
    #expect(piped.text == "         4 3\n" + lines)
    let some = try sandbox.simbatch(
      ["convert", "in.fbin", "more.fbin", "-", "--to", "word2vec-text", "--rows", "1,3"]
    )
    #expect(some.text == "2 3\n1 0 3 1e-7\n3 7 8 9\n")
    let named = try sandbox.simbatch(
      [
        "convert", "in.fbin", "-", "--to", "glove", "--rows", "2", "--ids", "ids.txt", "--dims",
        "1",
      ]
    )
    #expect(named.text == "d 65504\n")
    try sandbox.write(Matrix([[7, 8]]).fbin, to: "short.fbin")
    let unlike = try sandbox.simbatch(["convert", "in.fbin", "short.fbin", "out.npy"])
    #expect(unlike.exitCode == 65 && unlike.saidOneLine, "\(unlike.error)")
    #expect(unlike.error.contains("short.fbin: expected 3 dimensions"))
  }

  @Test func `an input may be its own output`() throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.simbatch(["convert", "in.fbin", "in.fbin", "--dims", "2"])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(try sandbox.read("in.fbin") == Matrix([[1, -2.5], [0, 3], [65504, 5]]).fbin)
  }

  @Test(arguments: endings)
  func `a matrix without rows has a shape`(ending: String) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix([], dimensions: 3).fbin, to: "in.fbin")
    let outcome = try sandbox.simbatch(["convert", "in.fbin", "out.\(ending)"])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    let isEmpty = ["fvecs", "glove.txt", "jsonl"].contains(ending)
    #expect(try sandbox.read("out.\(ending)").isEmpty == isEmpty)
  }

  @Test func `a report tells what was done`() throws {
    let sandbox = try sandbox()
    _ = try sandbox.simbatch(["convert", "in.fbin", "out.hbin", "--report", "r.json", "--quiet"])
    let report = try text("r.json", in: sandbox)
    #expect(report.contains(#""rows" : 3"#) && report.contains(#""bytes" : 26"#), "\(report)")
  }

  private static let mistakes: [(options: [String], named: String, code: Int32)] = [
    (["in.fbin"], "OUT", 64), (["in.fbin", "out"], "--to", 64),
    (["in.fbin", "-"], "--to", 64), (["in.fbin", "out.txt"], "out.txt", 64),
    (["in.fbin", "out.fbin", "--output-dtype", "f16"], "--output-dtype f16", 64),
    (["in.fbin", "out.bvecs", "--output-dtype", "f32"], "bvecs", 64),
    (["in.fbin", "out.npy", "--dims", "4"], "--dims 4", 64),
    (["in.fbin", "out.npy", "--dims", "0"], "--dims 0", 64),
    (["in.fbin", "out.npy", "--to", "parquet"], "parquet", 64),
    (["in.fbin", "out.npy", "--rows", "7"], "row 7", 64),
    (["in.fbin", "out.npy", "--write-ids", "out.npy"], "--write-ids", 64),
    (["in.fbin", "out.npy", "--write-ids", "-"], "--write-ids -", 64),
    (["in.fbin", ""], "OUT ''", 64),
    (["in.fbin", "out.npy", "--report", "out.npy"], "--report", 64),
    (["-", "out.npy", "--ids", "-"], "standard input", 64),
    (["in.fbin", "out.u8bin"], "in.fbin: row 0: expected a number that fits u8", 65),
    (["big.fbin", "out.hbin"], "big.fbin: row 1: expected a number that fits f16", 65),
    (["nan.fbin", "out.i8bin"], "nan.fbin: row 0: expected a number that fits i8", 65),
    (["in.fbin", "out.vec", "--ids", "ids.txt"], "in.fbin: row 0: expected a name", 65),
    (["in.fbin", "out.npy", "--ids", "two.txt"], "two.txt", 65),
    (["in.fbin", "out.npy", "--ids", "four.txt"], "four.txt", 65),
    (["cut.fbin", "out.npy"], "cut.fbin", 65),
    (["bytes.bin", "out.npy", "--output-dtype", "u8"], "say --dtype i8 or --dtype u8", 64),
    (["in.fbin", "out.npy", "--dtype", "f16"], "write is --output-dtype", 64),
    (["none.fbin", "out.npy"], "none.fbin", 66), (["in.fbin", "none/out.npy"], "none/out.npy", 73),
    (["in.fbin", "out.npy", "--write-ids", "none/ids"], "none/ids", 73),
  ]

  @Test(arguments: mistakes)
  func `a mistake is said in one line and leaves nothing`(
    options: [String],
    named: String,
    code: Int32
  ) throws {
    let sandbox = try sandbox()
    try sandbox.write(Matrix([[1, 2], [3, 65520]]).fbin, to: "big.fbin")
    try sandbox.write(Matrix([[1, .nan]]).fbin, to: "nan.fbin")
    try sandbox.write(Self.matrix.fbin.dropLast(), to: "cut.fbin")
    try sandbox.write(Bytes.of([UInt32(1), 2]) + [1, 2], to: "bytes.bin")
    try sandbox.write("a\nb\n", to: "two.txt")
    try sandbox.write("a\nb\nc\nd\n", to: "four.txt")
    let before = try sandbox.names
    let outcome = try sandbox.simbatch(["convert"] + options + ["--quiet"])
    #expect(outcome.exitCode == code, "\(outcome.error)")
    #expect(outcome.saidOneLine && outcome.error.contains(named), "\(outcome.error)")
    #expect(outcome.output.isEmpty)
    #expect(try sandbox.names == before)
  }

  @Test func `a value that does not fit is named by its row and the row's id`() throws {
    let sandbox = try Sandbox()
    try sandbox.write("id,x,y\na,1.0,2.0\nb,3.0,4.5\n", to: "in.csv")
    try sandbox.write("1.0,2.0\n3.0,4.5\n", to: "plain.csv")
    let outcome = try sandbox.simbatch(["convert", "in.csv", "out.i8bin", "--quiet"])
    #expect(outcome.exitCode == 65 && outcome.saidOneLine)
    #expect(outcome.error.contains("in.csv: row 1 (id 'b'): expected a number"), "\(outcome.error)")
    let plain = try sandbox.simbatch(["convert", "plain.csv", "out.i8bin", "--quiet"])
    #expect(plain.error.contains("plain.csv: row 1: expected a number"), "\(plain.error)")
  }

  @Test(arguments: ["fbin", "npy", "word2vec", "glove", "csv", "jsonl", "safetensors", "raw"])
  func `a full disk gives exit code 74`(format: String) throws {
    let sandbox = try sandbox()
    let file = try sandbox.simbatch(
      ["convert", "in.fbin", "/dev/full", "--to", format, "--quiet", "--write-ids", "names.txt"]
    )
    #expect(file.exitCode == 74)
    #expect(file.saidOneLine && file.error.contains("/dev/full"), "\(file.error)")
    let stream = try sandbox.shell(
      #"exec "$simbatch" convert in.fbin - --to \#(format) --quiet >/dev/full"#
    )
    #expect(stream.exitCode == 74)
    #expect(stream.saidOneLine && stream.error.contains("standard output"), "\(stream.error)")
  }

  @Test func `a full disk leaves no names where the matrix is missing`() throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.simbatch(
      ["convert", "in.fbin", "/dev/full", "--to", "npy", "--write-ids", "names.txt"]
    )
    #expect(outcome.exitCode == 74)
    #expect(try sandbox.names == ["ids.txt", "in.fbin"])
  }
}

extension Sandbox {
  fileprivate func write(_ bytes: ArraySlice<UInt8>, to name: String) throws {
    try write(Array(bytes), to: name)
  }
}
