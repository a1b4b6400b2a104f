import Foundation
import Testing

/// What is said about an input before the job: how it was read, and what looks wrong about its values.
@Suite struct InputNotesTests {
  private static let matrix = Matrix.random(rows: 40, dimensions: 6, seed: 5)

  private static let halves =
    Bytes.of([UInt32(40), 6]) + Bytes.of(matrix.values.map { Float16($0) })

  /// Two tensors, of which one is a matrix.
  private static var tensors: [UInt8] {
    let header = """
      {"bias":{"dtype":"F32","shape":[6],"data_offsets":[0,24]},\
      "rows":{"dtype":"F32","shape":[40,6],"data_offsets":[24,984]}}
      """
    return Bytes.of([UInt64(header.utf8.count)]) + Array(header.utf8)
      + Bytes.of([Float](repeating: 1, count: 6)) + matrix.raw
  }

  @Test(arguments: [
    ("in.bin", matrix.fbin, [], "bin with a u32 header, 40 rows of 6 dimensions, f32"),
    ("in.bin", matrix.wideFbin, [], "bin with a u64 header, 40 rows of 6 dimensions, f32"),
    ("in.bin", halves, [], "bin with a u32 header, 40 rows of 6 dimensions, f16"),
    ("in.dat", matrix.fvecs, [], "fvecs, 40 rows of 6 dimensions, f32"),
    (
      "in.raw", matrix.raw, ["--input-format", "raw", "--dim", "6"],
      "raw, 40 rows of 6 dimensions, f32"
    ),
    ("in.safetensors", tensors, [], "6 dimensions from tensor 'rows' of 2, f32"),
  ])
  func `what was guessed is said, reported, and in info`(
    name: String,
    bytes: [UInt8],
    options: [String],
    reading: String
  ) throws {
    let sandbox = try Sandbox()
    try sandbox.write(bytes, to: name)
    let outcome = try sandbox.simbatch([name, "--report", "done.json"] + options)
    #expect(outcome.exitCode == 0)
    #expect(outcome.errorLines.first == "simbatch: \(name): \(reading)", "\(outcome.error)")
    #expect(outcome.errorLines.count == 2)
    let report =
      try JSONSerialization.jsonObject(with: Data(sandbox.read("done.json"))) as? [String: Any]
    #expect((report?["input"] as? [String: Any])?["reading"] as? String == reading)
    let info = try sandbox.simbatch(["info", name] + options)
    #expect(info.error.isEmpty)
    #expect(info.text.contains("\nread as           \(reading)\n"), "\(info.text)")
    #expect(try sandbox.simbatch([name, "--quiet"] + options).error.isEmpty)
  }

  @Test(arguments: [
    ("in.fbin", matrix.fbin, []), ("in.npy", matrix.npy, []), ("in.fvecs", matrix.fvecs, []),
    ("in.bin", matrix.fbin, ["--dtype", "f32"]),
    ("in.raw", matrix.raw, ["--input-format", "raw", "--dim", "6", "--dtype", "f32"]),
    ("in.safetensors", tensors, ["--tensor", "rows"]),
  ])
  func `nothing is said of what an input or an option states`(
    name: String,
    bytes: [UInt8],
    options: [String]
  ) throws {
    let sandbox = try Sandbox()
    try sandbox.write(bytes, to: name)
    let outcome = try sandbox.simbatch([name] + options)
    #expect(outcome.exitCode == 0 && outcome.errorLines.count == 1, "\(outcome.error)")
    let info = try sandbox.simbatch(["info", name] + options).text
    #expect(!info.contains("read as") && !info.contains("looks wrong"), "\(info)")
  }

  private static let commands: [[String]] = [
    ["in.bin"], ["in.bin", "--rows", "3-30"], ["in.bin", "--row", "3"],
    ["in.fbin", "--queries", "in.bin"], ["duplicates", "--min-score", "0.9", "in.bin"],
    ["duplicates", "--min-score", "0.9", "in.fbin", "--against", "in.bin"],
    ["duplicates", "--min-score", "0.9", "in.bin", "--ids", "ids.txt", "--store", "store"],
    ["matrix", "in.bin", "-o", "all.npy"], ["audit", "in.bin"],
    ["evaluate", "in.bin", "--pairs", "judged.csv"], ["convert", "in.bin", "out.npy"],
    ["plan", "in.bin", "--shards", "2", "--plan", "job"],
  ]

  @Test(arguments: commands)
  func `every command says it once, and not if it is to be quiet`(command: [String]) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.matrix.fbin, to: "in.bin")
    try sandbox.write(Self.matrix.fbin, to: "in.fbin")
    try sandbox.write((0..<40).map { "r\($0)\n" }.joined(), to: "ids.txt")
    let pairs = (0..<39).map { "\($0),\($0 + 1),\($0 % 2)\n" }.joined()
    try sandbox.write("row_a,row_b,label\n" + pairs, to: "judged.csv")
    let line = "simbatch: in.bin: bin with a u32 header, 40 rows of 6 dimensions, f32"
    let quiet = try sandbox.simbatch(command + ["--quiet"])
    #expect(quiet.exitCode == 0 && quiet.error.isEmpty, "\(quiet.error)")
    try? FileManager.default.removeItem(at: sandbox.directory.appendingPathComponent("job"))
    let outcome = try sandbox.simbatch(command)
    #expect(outcome.exitCode == 0)
    #expect(outcome.errorLines.count { $0 == line } == 1, "\(outcome.error)")
  }

  @Test func `shards and their merge say it, and inputs that are one matrix say it once`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.matrix.fbin, to: "a.bin")
    try sandbox.write(Self.matrix.wideFbin, to: "b.bin")
    let kind = "bin with a u32 header, 40 rows of 6 dimensions, f32"
    _ = try sandbox.simbatch(["plan", "a.bin", "--shards", "1", "--plan", "job"])
    for command in [["run", "job", "--shard", "0"], ["merge", "job"]] {
      let said = try sandbox.simbatch(command).errorLines
      #expect(said.count { $0.hasSuffix(": \(kind)") } == 1, "\(said)")
    }
    let twice = try sandbox.simbatch(["a.bin", "a.bin"]).errorLines
    #expect(twice.first == "simbatch: a.bin and 1 more: \(kind)")
    let mixed = try sandbox.simbatch(["a.bin", "b.bin"]).errorLines
    let wide = "bin with a u64 header, 40 rows of 6 dimensions, f32"
    let all = "\(kind); 1 input read otherwise, as \(wide)"
    #expect(mixed.first == "simbatch: a.bin and 1 more: \(all)", "\(mixed)")
  }

  // MARK: Values that look wrong

  /// Random values with the first of each row replaced.
  private static func first(_ value: (Int) -> Float) -> Matrix {
    var matrix = matrix
    for row in 0..<matrix.rowCount { matrix.values[row * matrix.dimensions] = value(row) }
    return matrix
  }

  private static func scaled(_ row: Int, by factor: Float) -> Matrix {
    var matrix = matrix
    for index in 0..<matrix.dimensions { matrix.values[row * matrix.dimensions + index] *= factor }
    return matrix
  }

  private static func bytes(_ type: String, _ value: (inout Xorshift) -> UInt8) -> [UInt8] {
    var generator = Xorshift(seed: 3)
    return Npy.header(type, shape: [600, 16]) + (0..<9600).map { _ in value(&generator) }
  }

  /// One bit a dimension, set with a probability of 3/8 or 5/8 by turns.
  private static func bits(_ generator: inout Xorshift) -> UInt8 {
    (0..<8).reduce(0) { byte, bit in
      byte | (generator.next() >> 20 % 8 < (bit % 2 == 0 ? 3 : 5) ? 1 << UInt8(bit) : 0)
    }
  }

  private static let wrong: [(bytes: [UInt8], warning: String)] = [
    (scaled(7, by: 1e8).npy, "differ by a factor of a million or more: are the values of another"),
    (
      Npy.header("<f4", shape: [40, 6]) + Bytes.of((0..<240).map { Int32($0 * 7919 % 90_000 + 1) }),
      "40 of 40 rows hold no value above 1.1754944e-38"
    ),
    (Matrix((0..<9).map { [Float($0 * $0) + 0.5] }).npy, "rows have 1 dimension"),
    (first { Float($0) }.npy, "the first dimension counts up from 0"),
    (first { Float($0 + 1) }.npy, "the first dimension counts up from 1"),
    (first { Float(($0 * 7919 + 13) % 40_000 + 9000) }.npy, "are they keys, and no values?"),
    (bytes("|u1", bits), "as in packed bits"), (bytes("|i1", bits), "as in packed bits"),
  ]

  @Test(arguments: wrong)
  func `values that look wrong warn once, in the run and in info`(
    bytes: [UInt8],
    warning: String
  ) throws {
    let sandbox = try Sandbox()
    try sandbox.write(bytes, to: "in.npy")
    let command = ["in.npy", "--metric", "euclidean"]
    let outcome = try sandbox.simbatch(command)
    #expect(outcome.exitCode == 0)
    let said = outcome.errorLines.filter { $0.hasPrefix("simbatch: warning: in.npy: ") }
    #expect(said.count == 1 && said[0].contains(warning), "\(outcome.error)")
    #expect(try sandbox.simbatch(command + ["--quiet"]).error.isEmpty)
    let info = try sandbox.simbatch(["info", "in.npy"]).text
    let lines = info.split(separator: "\n").filter { $0.hasPrefix("looks wrong       ") }
    #expect(lines.count == 1 && lines[0].contains(warning), "\(info)")
  }

  private static let right: [[UInt8]] = [
    matrix.npy, Matrix.grid(rows: 60, dimensions: 5, seed: 2).npy, scaled(7, by: 9e4).npy,
    // Whole numbers of a wide range, the first no larger than the others.
    Matrix((0..<20).map { row in (0..<4).map { Float((row * 31 + $0 * 17) % 23) } }).npy,
    // A large first dimension of real numbers.
    first { Float($0 * 37 % 40) * 999.3 + 5000.25 }.npy,
    // Sums of two numbers: a triangle over all of 0 to 254, as scaled values crowd in the middle.
    bytes("|u1") { UInt8($0.next() >> 20 % 128 + $0.next() >> 20 % 128) },
    // The same around zero.
    bytes("|i1") { UInt8($0.next() >> 20 % 128 + $0.next() >> 20 % 128) &- 127 },
    // Products of two, which crowd at the low end, as those of images do.
    bytes("|u1") { UInt8(($0.next() >> 20 % 256) * ($0.next() >> 20 % 256) / 256) },
  ]

  @Test(arguments: right)
  func `values of many kinds raise no alarm`(bytes: [UInt8]) throws {
    let sandbox = try Sandbox()
    try sandbox.write(bytes, to: "in.npy")
    let outcome = try sandbox.simbatch(["info", "in.npy"])
    #expect(outcome.exitCode == 0 && !outcome.text.contains("looks wrong"), "\(outcome.text)")
  }

  // MARK: Summaries

  @Test func `numbers agree with their nouns, and the default measure is named as such`() throws {
    let sandbox = try Sandbox()
    // Rows 0 and 1 are the same, so that one pair of distinct rows is left.
    try sandbox.write(Matrix([[1, 2, 4], [1, 2, 4], [3, 1, 0]]).npy, to: "in.npy")
    let nearest = try sandbox.simbatch(["in.npy", "--top", "1"]).error
    #expect(nearest.hasPrefix("simbatch: 3 rows of 3 dimensions, pearson (default), 1 nearest: "))
    #expect(nearest.contains(" s, 1 pair of distinct rows at "), "\(nearest)")
    let chosen = try sandbox.simbatch(["in.npy", "--metric", "pearson", "--rows", "0"]).error
    #expect(chosen.hasPrefix("simbatch: 1 row of 3 dimensions, pearson, "), "\(chosen)")
    let duplicates = try sandbox.simbatch(["duplicates", "--min-score", "0.9", "in.npy"]).error
    #expect(
      duplicates.hasPrefix(
        "simbatch: 3 rows, pearson (default) ≥ 0.9: 2 kept, 1 duplicate in 1 group, 1 pair; "
      ),
      "\(duplicates)"
    )
    let matrix = try sandbox.simbatch(["matrix", "in.npy", "-o", "all.npy"]).error
    #expect(matrix.contains("3 × 3 matrix, pearson (default) of 3 dimensions: "), "\(matrix)")
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/sys/kernel"), "no sysfs here"))
  func `a folder that cannot be written to is named as what is wrong`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.matrix.npy, to: "in.npy")
    let outcome = try sandbox.simbatch(["in.npy", "-o", "/sys/kernel/out.csv"])
    #expect(outcome.exitCode == 73 && outcome.saidOneLine)
    #expect(
      outcome.error.contains(
        "/sys/kernel/out.csv: cannot create this output: its folder cannot be written to: "
      ),
      "\(outcome.error)"
    )
  }
}
