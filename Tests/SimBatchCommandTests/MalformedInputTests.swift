import Foundation
import Testing

/// A file that is not what it claims to be.
struct MalformedFile: CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]
  let what: String
  var arguments: [String] = []
  var exitCode: Int32 = 65

  var testDescription: String { "\(name): \(what)" }

  private static let matrix = Matrix.random(rows: 5, dimensions: 3, seed: 21)

  /// Every whole file, cut where one of its parts begins or ends, and one byte to each side.
  static let truncated: [MalformedFile] = {
    let (bin, npy, fvecs) = (matrix.fbin, matrix.npy, matrix.fvecs)
    let textEnd = npy.count - matrix.raw.count
    let whole: [(name: String, bytes: [UInt8], boundaries: [Int], arguments: [String])] = [
      ("in.fbin", bin, [0, 4, 8, 20, 68], []),
      ("wide.fbin", matrix.wideFbin, [0, 4, 8, 16, 28, 76], []),
      ("in.npy", npy, [0, 6, 8, 10, textEnd, textEnd + 12, npy.count], []),
      ("in.fvecs", fvecs, [0, 4, 16, 20, 32, 80], []),
      ("in.raw", matrix.raw, [0, 12, 60], ["--input-format", "raw", "--dim", "3"]),
    ]
    return whole.flatMap { file in
      // Whole rows of `fvecs` and raw rows are whole files: these formats state no count.
      let rowBytes = ["in.fvecs": 16, "in.raw": 12][file.name]
      let cuts = Set(file.boundaries.flatMap { [$0 - 1, $0, $0 + 1] }).sorted()
      return cuts.filter { cut in
        cut >= 0 && cut < file.bytes.count && !(rowBytes.map { cut % $0 == 0 } ?? false)
          // Eight bytes of u64 rows read as u32 rows × 0 dimensions: see `zero dimensions`.
          || cut == 0 && !file.name.hasSuffix("raw")
      }.map {
        MalformedFile(
          name: file.name,
          bytes: Array(file.bytes[..<$0]),
          what: "cut to \($0) bytes",
          arguments: file.arguments
        )
      }
    }
  }()

  static let wrong: [MalformedFile] = [
    MalformedFile(name: "in.fbin", bytes: matrix.fbin + [0], what: "a trailing byte"),
    MalformedFile(
      name: "in.fbin",
      bytes: matrix.fbin + Bytes.of([Float(1), 2, 3]),
      what: "a row too many"
    ),
    MalformedFile(name: "in.npy", bytes: matrix.npy + [0], what: "a trailing byte"),
    MalformedFile(name: "in.fvecs", bytes: matrix.fvecs + [0], what: "a trailing byte"),
    MalformedFile(
      name: "in.fvecs",
      bytes: matrix.fvecs.dropLast(16) + Bytes.of([Int32(2)]) + matrix.raw[..<12],
      what: "a last row of another length"
    ),
    MalformedFile(
      name: "in.fvecs",
      bytes: Bytes.of([Int32(-1)]) + matrix.raw,
      what: "negative dimensions"
    ),
    MalformedFile(name: "in.fvecs", bytes: Bytes.of([Int32(0)]), what: "zero dimensions"),
    MalformedFile(name: "in.fbin", bytes: Bytes.of([UInt32(5), 0]), what: "zero dimensions"),
    MalformedFile(name: "in.fbin", bytes: Bytes.of([UInt32(0), 0]), what: "nothing of nothing"),
    MalformedFile(
      name: "in.fbin",
      bytes: Bytes.of([UInt32.max, 3]) + matrix.raw,
      what: "2^32 − 1 rows"
    ),
    MalformedFile(
      name: "in.fbin",
      bytes: Bytes.of([UInt32.max, UInt32.max]) + matrix.raw,
      what: "2^32 − 1 rows of as many dimensions"
    ),
    MalformedFile(
      name: "in.fbin",
      bytes: Bytes.of([UInt64(1) << 62, 4]) + matrix.raw,
      what: "n·d·4 that overflows to 0"
    ),
    MalformedFile(
      name: "in.i8bin",
      bytes: Bytes.of([UInt64.max, UInt64.max]) + [1],
      what: "n·d that is 1"
    ),
    MalformedFile(name: "in.u8bin", bytes: Bytes.of([UInt32.max, 1, 7]), what: "too few bytes"),
    MalformedFile(name: "in.bin", bytes: Array("PK\u{3}\u{4}rest".utf8), what: "a zip archive"),
    MalformedFile(name: "in.bin", bytes: Array("2 3\na 1 2 3\n".utf8), what: "word2vec text"),
    MalformedFile(name: "in.dat", bytes: Array("what is this".utf8), what: "unknown bytes"),
    MalformedFile(name: "in.ivecs", bytes: matrix.fvecs, what: "numbers of rows"),
    MalformedFile(
      name: "in.npy",
      bytes: [0x92] + matrix.npy.dropFirst(),
      what: "the wrong magic"
    ),
    npy("version 4", Npy.header(dictionary(), version: [4, 0])),
    npy("a long text of version 2", [0x93] + Array("NUMPY".utf8) + [2, 0, 255, 255, 255, 255]),
    npy("three dimensions", Npy.header("<f4", shape: [5, 3, 1])),
    npy("one dimension", Npy.header("<f4", shape: [15])),
    npy("zero dimensions", Npy.header("<f4", shape: [15, 0])),
    npy("Fortran order of the wrong size", Npy.header("<f4", shape: [3, 6], fortran: true)),
    npy("2^32 − 1 rows", Npy.header("<f4", shape: [4_294_967_295, 3])),
    npy("2^62 rows", Npy.header("<f4", shape: [1 << 62, 4])),
    npy("2^70 rows", Npy.header(dictionary(shape: "(1180591620717411303424, 3)"))),
    npy("negative rows", Npy.header(dictionary(shape: "(-5, 3)"))),
    npy("objects", Npy.header(dictionary(type: "'|O'"))),
    npy("complex numbers", Npy.header(dictionary(type: "'<c8'"))),
    npy("a structure", Npy.header(dictionary(type: "[('a', '<f4')]"))),
    npy("a key too many", Npy.header("{'a': 1, " + dictionary().dropFirst())),
    npy("a key too few", Npy.header("{'descr': '<f4', 'shape': (5, 3)}")),
    npy("no dictionary", Npy.header("(5, 3)")),
    npy("an open string", Npy.header("{'descr")),
    MalformedFile(
      name: "in.raw",
      bytes: matrix.raw,
      what: "no whole rows",
      arguments: ["--input-format", "raw", "--dim", "7"]
    ),
    MalformedFile(
      name: "in.raw",
      bytes: matrix.raw,
      what: "no --dim",
      arguments: ["--input-format", "raw"],
      exitCode: 64
    ),
    MalformedFile(
      name: "in.raw",
      bytes: matrix.raw,
      what: "--dim 0",
      arguments: ["--input-format", "raw", "--dim", "0"],
      exitCode: 64
    ),
    MalformedFile(
      name: "in.npy",
      bytes: matrix.npy,
      what: "--dtype beside a type",
      arguments: ["--dtype", "f16"],
      exitCode: 64
    ),
    MalformedFile(
      name: "in.bin",
      bytes: Bytes.of([UInt32(2), 3]) + [1, 2, 3, 4, 5, 7],
      what: "bytes of unknown sign",
      exitCode: 64
    ),
  ]

  private static func npy(_ what: String, _ header: [UInt8]) -> MalformedFile {
    MalformedFile(name: "in.npy", bytes: header + matrix.raw, what: what)
  }

  private static func dictionary(type: String = "'<f4'", shape: String = "(5, 3)") -> String {
    "{'descr': \(type), 'fortran_order': False, 'shape': \(shape)}"
  }
}

@Suite struct MalformedInputTests {
  @Test(arguments: MalformedFile.truncated + MalformedFile.wrong)
  func `a malformed file gives one line that names it, and nothing is written`(
    file: MalformedFile
  ) throws {
    let sandbox = try Sandbox()
    try sandbox.write(file.bytes, to: file.name)
    let outcome = try sandbox.simbatch([file.name, "-o", "out.csv"] + file.arguments)
    #expect(outcome.exitCode == file.exitCode, "\(outcome.error)")
    #expect(outcome.saidOneLine, "\(outcome.error)")
    #expect(outcome.error.hasPrefix("simbatch: \(file.name): "), "\(outcome.error)")
    #expect(outcome.output.isEmpty)
    #expect(try sandbox.names == [file.name])
  }

  @Test(arguments: MalformedFile.wrong)
  func `info says the same of a malformed file`(file: MalformedFile) throws {
    let sandbox = try Sandbox()
    try sandbox.write(file.bytes, to: file.name)
    let outcome = try sandbox.simbatch(["info", file.name] + file.arguments)
    #expect(outcome.exitCode == file.exitCode)
    #expect(outcome.saidOneLine, "\(outcome.error)")
    #expect(outcome.error.contains(file.name))
    #expect(outcome.output.isEmpty)
  }

  @Test(arguments: [
    ("PK\u{3}\u{4}rest", "a zip archive"), ("BZh91AY&SY", "bzip2"), ("ORC\n", "an ORC file"),
    (String(repeating: "\0", count: 257) + "ustar", "a tar archive"),
    ("checksumDUCK\u{1}", "a DuckDB database"), ("MATLAB 5.0 MAT-file", "a MATLAB file"),
    ("PAR1\u{15}", "scripts/parquet-to-npy"), ("ARROW1\0\0", "an Arrow file"),
  ])
  func `a file of another kind is called by its name`(content: String, name: String) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Array(content.utf8), to: "in")
    let outcome = try sandbox.simbatch(["in"])
    #expect(outcome.exitCode == 65)
    #expect(outcome.error.contains(name), "\(outcome.error)")
  }

  private static let rest = [UInt8](repeating: 7, count: 64)
  private static let parquet = Array("PAR1".utf8) + [0x15, 0, 0x15, 0xE0] + rest
  private static let zip = Array("PK\u{3}\u{4}".utf8) + [0x2D, 0, 0, 0] + rest

  @Test(arguments: [
    "in.csv", "in.tsv", "in.jsonl", "in.json", "in.txt", "in.bin", "in.fbin", "in.npy",
    "in.fvecs", "in.bvecs", "in.ivecs", "in.safetensors", "in.h5", "in.db", "in",
  ])
  func `a file is called by its kind, whatever its name says`(name: String) throws {
    for (bytes, kind) in [(Self.parquet, "a Parquet file"), (Self.zip, "a zip archive, as .npz")] {
      let sandbox = try Sandbox()
      try sandbox.write(bytes, to: name)
      for outcome in [
        try sandbox.simbatch([name]), try sandbox.simbatch(["-"], input: bytes),
        try sandbox.simbatch([name, "--input-format", "csv"]),
        try sandbox.simbatch([name, "--input-format", "fvecs"]),
      ] {
        #expect(outcome.exitCode == 65 && outcome.saidOneLine, "\(outcome.error)")
        #expect(outcome.error.contains("found \(kind)"), "\(outcome.error)")
      }
    }
  }

  @Test func `a text may begin with a word that other files begin with`() throws {
    let sandbox = try Sandbox()
    try sandbox.write("PAR1,x,y\na,1,2\nb,3,5\n", to: "in.csv")
    try sandbox.write("BZh\tx\ty\na\t1\t2\nb\t3\t5\n", to: "in.tsv")
    #expect(try sandbox.simbatch(["in.csv", "--metric", "dot"]).exitCode == 0)
    #expect(try sandbox.simbatch(["in.tsv", "--metric", "dot"]).exitCode == 0)
  }

  @Test(arguments: [
    (#"[{"id":"a","v":[1,2]},{"id":"b","v":[3,5]}]"#, "objects", "jq -c '.[]'"),
    ("[\n\t{\"id\":\"a\",\"v\":[1,2]},\n\t{\"v\":[3,5]}\n]\n", "objects", "jq -c '.[]'"),
    ("[[1,2],[3,5]]", "arrays", "jq -c '{vector: .[]}'"),
    ("\n[\n [1, 2],\n [3, 5]\n]\n", "arrays", "jq -c '{vector: .[]}'"),
  ])
  func `a JSON array is called one, with what makes lines of it`(
    text: String,
    what: String,
    advice: String
  ) throws {
    for name in ["in.json", "in.jsonl", "in.csv", "in"] {
      let sandbox = try Sandbox()
      try sandbox.write(text, to: name)
      let outcome = try sandbox.simbatch([name, "--quiet"])
      #expect(outcome.exitCode == 65 && outcome.saidOneLine, "\(outcome.error)")
      #expect(outcome.error.contains("a JSON array of \(what) (\(advice) "), "\(outcome.error)")
    }
  }

  /// So that the table above fails for what it says and not for something else.
  @Test(arguments: [
    ("in.fbin", \Matrix.fbin), ("wide.fbin", \.wideFbin), ("in.npy", \.npy), ("in.fvecs", \.fvecs),
    ("big.npy", \.bigEndianDoubleNpy), ("fortran.npy", \.fortranNpy),
  ])
  func `the same rows in any whole file give the same answer`(
    name: String,
    encoded: any KeyPath<Matrix, [UInt8]> & Sendable
  ) throws {
    let sandbox = try Sandbox()
    let matrix = Matrix.random(rows: 5, dimensions: 3, seed: 21)
    try sandbox.write(matrix[keyPath: encoded], to: name)
    try sandbox.write(matrix.raw, to: "in.raw")
    let outcome = try sandbox.simbatch([name])
    let expected = try sandbox.simbatch(["in.raw", "--input-format", "raw", "--dim", "3"])
    #expect(outcome.exitCode == 0)
    #expect(outcome.text.split(separator: "\n").count == 1 + 5 * 4)
    #expect(outcome.output == expected.output)
  }
}
