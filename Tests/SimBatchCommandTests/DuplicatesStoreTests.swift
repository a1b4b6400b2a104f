import Foundation
import Testing

/// `simbatch duplicates --store` and `simbatch store`: many nights, some of them bad.
@Suite(.serialized) struct DuplicatesStoreTests {
  private static let rowCount = 300
  private static let batchCount = 6
  /// Many near-duplicates: three whole numbers a row, from −4 to 4.
  private static let matrix = Matrix.grid(rows: rowCount, dimensions: 3, seed: 7)
  private static let limits = ["--metric", "cosine", "--min-score", "0.97"]

  private static func rows(_ batch: Int) -> Range<Int> {
    batch * rowCount / batchCount..<(batch + 1) * rowCount / batchCount
  }

  /// A folder with the batches and their ids, and all rows together.
  private func nights() throws -> Sandbox {
    let sandbox = try Sandbox()
    func write(_ rows: Range<Int>, _ name: String) throws {
      let matrix = Matrix(rows.map { Array(Self.matrix[$0]) })
      try sandbox.write(matrix.fbin, to: "\(name).fbin")
      try sandbox.write(rows.map { "id \($0)\n" }.joined(), to: "\(name).ids")
    }
    for batch in 0..<Self.batchCount { try write(Self.rows(batch), "\(batch)") }
    try write(0..<Self.rowCount, "all")
    return sandbox
  }

  private func command(_ name: String) -> [String] {
    ["duplicates", "\(name).fbin", "--ids", "\(name).ids", "--store", "store"] + Self.limits
  }

  /// `id,kept,keeper,score` of all rows, by a run that finds all of them in the store.
  private func decisions(_ sandbox: Sandbox) throws -> [String] {
    let outcome = try sandbox.simbatch(command("all") + ["--quiet"])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    let lines = outcome.text.split(separator: "\n").dropFirst()
    #expect(lines.allSatisfy { $0.hasSuffix(",true") })
    return lines.map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return [1, 3, 4, 5].map { String(fields[$0]) }.joined(separator: ",")
    }
  }

  /// The decisions of one run over all rows, without a store.
  private func decisionsOfOneRun(_ sandbox: Sandbox) throws -> [String] {
    let outcome = try sandbox.simbatch(
      ["duplicates", "all.fbin", "--ids", "all.ids", "--quiet"] + Self.limits
    )
    return outcome.text.split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return [1, 3, 5, 6].map { String(fields[$0]) }.joined(separator: ",")
    }
  }

  private func names(_ sandbox: Sandbox, _ folder: String) throws -> [String] {
    let path = sandbox.directory.appendingPathComponent(folder).path
    return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  private func verify(_ sandbox: Sandbox) throws -> Outcome {
    try sandbox.simbatch(["store", "store", "--verify"])
  }

  /// Runs all batches.
  private func filled() throws -> Sandbox {
    let sandbox = try nights()
    for batch in 0..<Self.batchCount {
      let outcome = try sandbox.simbatch(command("\(batch)") + ["-o", "out.csv"])
      #expect(outcome.exitCode == 0, "\(outcome.error)")
    }
    return sandbox
  }

  @Test func `batches decide as one run over all rows does`() throws {
    let sandbox = try filled()
    #expect(try decisions(sandbox) == decisionsOfOneRun(sandbox))
    let outcome = try verify(sandbox)
    #expect(outcome.exitCode == 0 && outcome.text.contains("all promises hold"), "\(outcome.error)")
    #expect(outcome.text.contains("batches               \(Self.batchCount)"))
  }

  @Test func `the same batch again changes no byte of the store`() throws {
    let sandbox = try filled()
    let before = try sandbox.read("store/store.sqlite")
    let segments = try names(sandbox, "store/segments")
    let outcome = try sandbox.simbatch(command("2"))
    #expect(outcome.exitCode == 0)
    let summary = "50 rows, cosine: 0 kept, 0 duplicates, 50 seen before"
    #expect(outcome.error.contains(summary), "\(outcome.error)")
    #expect(try sandbox.read("store/store.sqlite") == before)
    #expect(try names(sandbox, "store/segments") == segments)
  }

  @Test func `a batch may repeat ids of earlier ones beside new rows`() throws {
    let sandbox = try nights()
    #expect(try sandbox.simbatch(command("1")).exitCode == 0)
    #expect(try sandbox.simbatch(command("all")).exitCode == 0)
    #expect(try verify(sandbox).exitCode == 0)
    #expect(try decisions(sandbox).count == Self.rowCount)
  }

  @Test func `kept rows are exported with their ids`() throws {
    let sandbox = try filled()
    let outcome = try sandbox.simbatch([
      "store", "store", "--export", "kept.npy", "--export-ids", "kept.ids", "--quiet",
    ])
    #expect(outcome.exitCode == 0 && outcome.output.isEmpty)
    let kept = try decisions(sandbox).filter { $0.contains(",true,") }
      .map { String($0.split(separator: ",")[0]) }
    let ids = String(decoding: try sandbox.read("kept.ids"), as: UTF8.self)
    #expect(ids.split(separator: "\n").map(String.init) == kept)
    let again = try sandbox.simbatch(["duplicates", "kept.npy"] + Self.limits)
    #expect(again.error.contains("\(kept.count) kept, 0 duplicates"), "\(again.error)")
  }

  @Test(arguments: [
    (["--metric", "pearson", "--min-score", "0.97"], ["measure", "cosine", "pearson"]),
    (["--metric", "cosine", "--min-score", "0.9"], ["limit", "0.97", "0.9"]),
    (
      ["--metric", "cosine", "--min-score", "0.97", "--dims", "2"], ["compared dimensions 3", "2"]
    ),
    (["--metric", "cosine", "--min-score", "0.97", "--center-columns"], ["--center-columns"]),
    (["--metric", "cosine", "--min-score", "0.97", "--group", "connected"], ["connected"]),
    (["--metric", "cosine", "--min-score", "0.97", "--keep", "last"], ["--keep"]),
    (["--metric", "cosine", "--target", "5"], ["--target"]),
    (["--metric", "cosine", "--min-score", "0.97", "--texts", "1.ids"], ["--texts"]),
    (["--metric", "cosine", "--min-score", "0.97", "--against", "0.fbin"], ["--against"]),
    (["--metric", "cosine", "--min-score", "0.97", "--pairs-output", "p.csv"], ["--pairs-output"]),
  ])
  func `a run that differs from its store is refused`(options: [String], named: [String]) throws {
    let sandbox = try nights()
    #expect(try sandbox.simbatch(command("0")).exitCode == 0)
    let before = try sandbox.read("store/store.sqlite")
    let outcome = try sandbox.simbatch(
      ["duplicates", "1.fbin", "--ids", "1.ids", "--store", "store"] + options
    )
    #expect(outcome.exitCode == 64)
    #expect(outcome.saidOneLine, "\(outcome.error)")
    for word in named { #expect(outcome.error.contains(word), "\(outcome.error)") }
    #expect(try sandbox.read("store/store.sqlite") == before)
  }

  @Test func `a run of another type or width is refused`() throws {
    let sandbox = try nights()
    #expect(try sandbox.simbatch(command("0")).exitCode == 0)
    try sandbox.write(Self.matrix.bigEndianDoubleNpy, to: "f64.npy")
    try sandbox.write(Matrix.grid(rows: 300, dimensions: 4, seed: 1).fbin, to: "wide.fbin")
    for (file, setting) in [("f64.npy", "type f32"), ("wide.fbin", "dimensions 3")] {
      let outcome = try sandbox.simbatch(
        ["duplicates", file, "--ids", "all.ids", "--store", "store"] + Self.limits
      )
      #expect(outcome.exitCode == 64 && outcome.saidOneLine)
      #expect(outcome.error.contains(setting), "\(outcome.error)")
    }
  }

  @Test func `a second run waits, then gives up with exit code 75`() throws {
    let sandbox = try nights()
    #expect(try sandbox.simbatch(command("0")).exitCode == 0)
    let arguments = command("1").joined(separator: " ")
    let outcome = try sandbox.shell(
      """
      exec 9>store/lock; flock 9
      "$simbatch" \(arguments) --wait 0.2 -o no.csv 9>&-; echo "exit $?"
      (sleep 0.5; flock -u 9) & "$simbatch" \(arguments) --wait 30 -o yes.csv 9>&-; echo "exit $?"
      """
    )
    #expect(outcome.text == "exit 75\nexit 0\n", "\(outcome.error)")
    #expect(outcome.error.contains("another run has this store, still after 0.2 s"))
    #expect(try !sandbox.names.contains("no.csv"))
  }

  @Test func `killed at any moment, the store is as before or as after`() throws {
    let expected = try decisions(try filled())
    let sandbox = try nights()
    var random = Xorshift(seed: 11)
    for batch in 0..<Self.batchCount {
      for _ in 0..<4 {
        let run = try sandbox.start(command("\(batch)") + ["-o", "out.csv"])
        usleep(UInt32(random.next() % 40_000))
        run.send(SIGKILL)
        _ = try run.outcome()
        let outcome = try verify(sandbox)
        // Before the first commit there is no store yet.
        #expect(outcome.exitCode == 0 || (batch == 0 && outcome.exitCode == 66), "\(outcome.error)")
      }
      #expect(try sandbox.simbatch(command("\(batch)") + ["-o", "out.csv"]).exitCode == 0)
    }
    #expect(try decisions(sandbox) == expected)
    #expect(try names(sandbox, "store") == ["lock", "segments", "store.sqlite"])
    // Every batch keeps some row, so that each has its segment, and there is nothing else.
    #expect(try names(sandbox, "store/segments").count == Self.batchCount)
    #expect(try names(sandbox, "store/segments").allSatisfy { $0.hasSuffix(".npy") })
  }

  /// Ways to harm a store, by a shell; what is said, and the exit code.
  private static let harms: [(script: String, named: String, code: Int32)] = [
    ("printf x | dd of=segments/000002.npy bs=1 seek=200 conv=notrunc", "000002.npy", 65),
    ("truncate -s -1 segments/000001.npy", "000001.npy", 65),
    ("rm segments/000003.npy", "000003.npy", 65),
    ("truncate -s 5000 store.sqlite", "store.sqlite", 65),
    ("head -c 3000 /dev/zero > store.sqlite", "store.sqlite", 65),
    // The version that SQLite keeps in bytes 60 to 63 of its file.
    (#"printf '\0\0\0\2' | dd of=store.sqlite bs=1 seek=60 conv=notrunc"#, "newer simbatch", 65),
    (#"printf '\0\0\0\2' | dd of=store.sqlite bs=1 seek=68 conv=notrunc"#, "another program", 66),
  ]

  @Test(arguments: harms)
  func `a harmed store is named in one line and left as it is`(
    script: String,
    named: String,
    code: Int32
  ) throws {
    let sandbox = try filled()
    try sandbox.write(Matrix([[1, 2, 3]]).fbin, to: "new.fbin")
    try sandbox.write("new\n", to: "new.ids")
    #expect(try sandbox.shell("cd store && \(script) 2>/dev/null").exitCode == 0)
    let checksum = "cat store/store.sqlite store/segments/* | cksum"
    let before = try sandbox.shell(checksum).text
    for arguments in [command("new"), ["store", "store", "--verify"]] {
      let outcome = try sandbox.simbatch(arguments)
      #expect(outcome.exitCode == code, "\(outcome.error)")
      #expect(outcome.saidOneLine && outcome.error.contains(named), "\(outcome.error)")
    }
    #expect(try sandbox.shell(checksum).text == before)
  }

  @Test(arguments: [8, 24, 40, 64])
  func `a disk that is full leaves the store as it was`(kilobytes: Int) throws {
    let sandbox = try nights()
    #expect(try sandbox.simbatch(command("0") + ["-o", "out.csv"]).exitCode == 0)
    try sandbox.write(Matrix.random(rows: 4000, dimensions: 3, seed: 5).fbin, to: "large.fbin")
    try sandbox.write((0..<4000).map { "large \($0)\n" }.joined(), to: "large.ids")
    let before = try decisions(sandbox, "0")
    // A limit on the size of files stands in for the disk; the signal that comes with it is ignored.
    let outcome = try sandbox.shell(
      """
      trap '' XFSZ; ulimit -f \(kilobytes * 2)
      exec "$simbatch" \(command("large").joined(separator: " ")) -o /dev/null --output-format csv
      """
    )
    #expect(outcome.exitCode == 74, "\(outcome.exitCode) \(outcome.error)")
    #expect(outcome.saidOneLine, "\(outcome.error)")
    #expect(try verify(sandbox).exitCode == 0)
    #expect(try decisions(sandbox, "0") == before)
    // With room again, the same run succeeds.
    #expect(try sandbox.simbatch(command("large") + ["-o", "out.csv"]).exitCode == 0)
    #expect(try verify(sandbox).exitCode == 0)
  }

  /// What the store says of one batch, which it has seen.
  private func decisions(_ sandbox: Sandbox, _ batch: String) throws -> String {
    try sandbox.simbatch(command(batch) + ["--quiet"]).text
  }

  @Test func `what is no store is said so`() throws {
    let sandbox = try Sandbox()
    for (name, script) in [("none", "true"), ("empty", "mkdir empty"), ("file", "touch file")] {
      _ = try sandbox.shell(script)
      let outcome = try sandbox.simbatch(["store", name])
      #expect(outcome.exitCode == 66 && outcome.saidOneLine, "\(outcome.error)")
    }
    try sandbox.write(Matrix([[1, 2]]).fbin, to: "in.fbin")
    try sandbox.write("a\n", to: "ids.txt")
    let outcome = try sandbox.simbatch(
      ["duplicates", "in.fbin", "--ids", "ids.txt", "--store", "file"] + Self.limits
    )
    #expect(outcome.exitCode == 73 && outcome.saidOneLine, "\(outcome.error)")
  }

  @Test func `rows that cannot be judged are left out of the store`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix([[1, 2], [0, 0], [2, 4]]).fbin, to: "0.fbin")
    try sandbox.write("a\nb\nc\n", to: "0.ids")
    #expect(try sandbox.simbatch(command("0")).exitCode == 65)
    let outcome = try sandbox.simbatch(command("0") + ["--on-bad-row", "skip"])
    #expect(outcome.exitCode == 0)
    #expect(outcome.text.contains("1,b,,false,,,false\n"))
    #expect(outcome.error.contains("warning: left out of the store 1 row that cannot be judged"))
    // Once its embedding is mended, the row is taken.
    try sandbox.write(Matrix([[1, 2], [-1, 1], [2, 4]]).fbin, to: "0.fbin")
    let mended = try sandbox.simbatch(command("0"))
    #expect(mended.error.contains("1 kept, 0 duplicates, 2 seen before"), "\(mended.error)")
  }
}
