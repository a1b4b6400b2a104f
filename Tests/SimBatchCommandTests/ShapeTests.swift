import Testing

/// Arrays of neighbors have the shape that was asked for, n × k, whatever there is to find.
@Suite struct ShapeTests {
  private static let missingScore = Float.nan.bitPattern

  /// Entries of the same shape from all binary formats, which must agree.
  private struct Entries: Equatable {
    let rowCount, width: Int
    let neighbors: [Int32]
    let scoreBits: [UInt32]

    /// `.bin`: the shape, then all neighbors, then all scores.
    init(bin bytes: [UInt8]) {
      let words = Bytes.values(UInt32.self, in: bytes)
      (rowCount, width) = (Int(words[0]), Int(words[1]))
      let count = rowCount * width
      neighbors = words[2..<2 + count].map { Int32(bitPattern: $0) }
      scoreBits = Array(words[(2 + count)...])
    }

    /// `.npy`: the shape from both headers, which end at byte 128.
    init(neighbors: [UInt8], scores: [UInt8]) throws {
      let shapes = [neighbors, scores].map { bytes in
        String(decoding: bytes[..<128], as: UTF8.self).matches(of: /\((\d+), (\d+)\)/)
          .flatMap { [Int($0.1), Int($0.2)] }
      }
      try #require(shapes[0].count == 2 && shapes[0] == shapes[1])
      (rowCount, width) = (try #require(shapes[0][0]), try #require(shapes[0][1]))
      self.neighbors = Bytes.values(Int64.self, in: neighbors[128...]).map { Int32($0) }
      scoreBits = Bytes.values(UInt32.self, in: scores[128...])
    }

    /// `.ivecs` and `.fvecs`: k before each row.
    init(ivecs: [UInt8], fvecs: [UInt8], width: Int) {
      func rows(_ bytes: [UInt8]) -> [UInt32] {
        let words = Bytes.values(UInt32.self, in: bytes)
        let heads = stride(from: 0, to: words.count, by: width + 1)
        #expect(heads.allSatisfy { words[$0] == width })
        return words.enumerated().filter { !$0.offset.isMultiple(of: width + 1) }.map(\.element)
      }
      self.width = width
      neighbors = rows(ivecs).map { Int32(bitPattern: $0) }
      scoreBits = rows(fvecs)
      rowCount = neighbors.count / width
    }
  }

  /// What a job gives in each binary format; all of them are the same.
  private static func entries(_ job: [String], in sandbox: Sandbox, width: Int) throws -> Entries {
    for name in ["out.bin", "out.npy", "out.ivecs"] {
      let outcome = try sandbox.simbatch(job + ["-o", name, "--quiet"])
      #expect(outcome.exitCode == 0, "\(outcome.error)")
    }
    let bin = try Entries(bin: sandbox.read("out.bin"))
    let npy = try Entries(
      neighbors: sandbox.read("out.neighbors.npy"),
      scores: sandbox.read("out.scores.npy")
    )
    let vectors = try Entries(
      ivecs: sandbox.read("out.ivecs"),
      fvecs: sandbox.read("out.fvecs"),
      width: width
    )
    let stream = try sandbox.simbatch(job + ["--output-format", "bin", "--quiet"])
    #expect(stream.output == (try sandbox.read("out.bin")))
    #expect(bin == npy && bin == vectors)
    return bin
  }

  /// Rows 0 and 2 are alike, row 1 is at right angles to both.
  private static let three = Matrix([[3, 0], [0, 2], [3, 0]])

  /// Options, and the neighbors of each row; −1 for what is missing.
  private static let jobs: [(options: [String], neighbors: [[Int32]])] = [
    ([], [[2, 1, -1, -1], [0, 2, -1, -1], [0, 1, -1, -1]]),
    (["--include-self"], [[0, 2, 1, -1], [1, 0, 2, -1], [0, 2, 1, -1]]),
    (["--self", "first"], [[0, 2, 1, -1], [1, 0, 2, -1], [2, 0, 1, -1]]),
    (["--min-score", "0.5"], [[2, -1, -1, -1], [-1, -1, -1, -1], [0, -1, -1, -1]]),
    (["--farthest"], [[1, 2, -1, -1], [0, 2, -1, -1], [1, 0, -1, -1]]),
    (["--queries", "one.fbin"], [[1, 0, 2, -1]]),
    (["--rows", "0-1"], [[1, -1, -1, -1], [0, -1, -1, -1]]),
    (["--row", "2", "--row", "1"], [[0, 1, -1, -1], [0, 2, -1, -1]]),
    (["--row", "2", "--among", "1"], [[1, -1, -1, -1]]),
    (["--row", "2", "--self", "first"], [[2, 0, 1, -1]]),
  ]

  @Test(arguments: jobs)
  func `k is what was asked for, in every array`(options: [String], neighbors: [[Int32]]) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.three.fbin, to: "in.fbin")
    try sandbox.write(Matrix([[0, 1]]).fbin, to: "one.fbin")
    let job = ["in.fbin", "--metric", "cosine", "--top", "4"] + options
    let found = try Self.entries(job, in: sandbox, width: 4)
    #expect(found.rowCount == neighbors.count && found.width == 4)
    #expect(found.neighbors == Array(neighbors.joined()))
    for (neighbor, bits) in zip(found.neighbors, found.scoreBits) {
      #expect((neighbor < 0) == (bits == Self.missingScore))
    }
  }

  @Test(arguments: [0, 1], [["--queries", "one.fbin"], ["--self", "first"], []])
  func `a base of no rows, or of one, leaves all or most entries empty`(
    rowCount: Int,
    options: [String]
  ) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix(rowCount == 0 ? [] : [[1, 2]], dimensions: 2).fbin, to: "in.fbin")
    try sandbox.write(Matrix([[0, 1]]).fbin, to: "one.fbin")
    let job = ["in.fbin", "--metric", "cosine", "--top", "3"] + options
    let found = try Self.entries(job, in: sandbox, width: 3)
    let rows = options.first == "--queries" ? 1 : rowCount
    let first: Int32 = rowCount == 1 && !options.isEmpty ? 0 : -1
    #expect(found.rowCount == rows && found.width == 3)
    #expect(found.neighbors == Array([[Int32]](repeating: [first, -1, -1], count: rows).joined()))
  }

  @Test func `bad rows that are skipped have their row of empty entries`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix([[3, 0], [0, 0], [3, 0]]).fbin, to: "in.fbin")
    let job = ["in.fbin", "--metric", "cosine", "--top", "3", "--on-bad-row", "skip"]
    let plain = try Self.entries(job, in: sandbox, width: 3)
    #expect(plain.neighbors == [2, -1, -1, -1, -1, -1, 0, -1, -1])
    let first = try Self.entries(job + ["--self", "first"], in: sandbox, width: 3)
    #expect(first.neighbors == [0, 2, -1, -1, -1, -1, 2, 0, -1])
  }

  @Test(arguments: [[], ["--self", "first"]])
  func `merged shards and blocks have the same shape`(options: [String]) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 20, dimensions: 3, seed: 4).fbin, to: "in.fbin")
    let job = ["in.fbin", "--top", "50"] + options
    let whole = try Self.entries(job, in: sandbox, width: 50)
    #expect(whole.neighbors.count { $0 >= 0 } == 20 * (options.isEmpty ? 19 : 20))
    #expect(try Self.entries(job + ["--block", "6"], in: sandbox, width: 50) == whole)
    #expect(
      try sandbox.simbatch(["plan"] + job + ["--shards", "2", "--plan", "p"]).exitCode == 0
    )
    for shard in ["0", "1"] {
      #expect(try sandbox.simbatch(["run", "p", "--shard", shard]).exitCode == 0)
    }
    #expect(try sandbox.simbatch(["merge", "p", "-o", "merged.bin"]).exitCode == 0)
    #expect(try Entries(bin: sandbox.read("merged.bin")) == whole)
  }

  @Test(arguments: ["bin", "npy", "ivecs"])
  func `a million neighbors of ten rows take no more memory than ten do`(format: String) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 10, dimensions: 3, seed: 4).fbin, to: "in.fbin")
    func peak(_ top: String) throws -> Int {
      let job = ["in.fbin", "--threads", "1", "-o", "out.\(format)", "--top", top]
      let (outcome, peak) = try sandbox.start(job).outcomeAndPeak()
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      return peak
    }
    // One array of all entries would be 40 MB.
    let (few, many) = (try peak("10"), try peak("1000000"))
    #expect(many < few + 10 << 20, "\(many) bytes, \(few) for ten")
    switch format {
    case "bin": #expect(try sandbox.read("out.bin").count == 8 + 8 * 10_000_000)
    case "npy": #expect(try sandbox.read("out.scores.npy").count == 128 + 4 * 10_000_000)
    default: #expect(try sandbox.read("out.fvecs").count == 4 * 10 * 1_000_001)
    }
  }

  @Test func `text and graphs list what there is, for any k`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.three.fbin, to: "in.fbin")
    for format in ["csv", "jsonl", "npz"] {
      for (top, name) in [("2", "few"), ("\(Int.max)", "many")] {
        let job = ["in.fbin", "--metric", "cosine", "--top", top, "-o", "\(name).\(format)"]
        #expect(try sandbox.simbatch(job).exitCode == 0)
      }
      #expect(try sandbox.read("few.\(format)") == sandbox.read("many.\(format)"))
    }
    let refused = try sandbox.simbatch(["in.fbin", "--top", "\(Int.max)", "-o", "out.npy"])
    #expect(refused.exitCode == 64 && refused.saidOneLine, "\(refused.error)")
  }
}
