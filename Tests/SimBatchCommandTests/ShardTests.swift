import Testing

/// Plans, shards and merges, end to end.
@Suite struct ShardTests {
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 300, dimensions: 12, seed: 8).fbin, to: "in.fbin")
    return sandbox
  }

  private func succeed(_ sandbox: Sandbox, _ words: [String], environment: [String: String] = [:])
    throws -> String
  {
    let outcome = try sandbox.simbatch(words, environment: environment)
    #expect(outcome.exitCode == 0, "\(words): \(outcome.error)")
    return outcome.text
  }

  private static let jobs: [(words: [String], output: String)] = [
    (["neighbors", "--top", "4"], "out.csv"),
    (["duplicates", "--metric", "cosine", "--min-score", "0.7"], "out.jsonl"),
    (["matrix", "--metric", "euclidean"], "out.npy"),
  ]

  @Test(arguments: jobs)
  func `write the bytes of one machine`(job: [String], output: String) throws {
    let sandbox = try sandbox()
    let words: [String] = job + ["in.fbin"]
    let whole: [String] = words + ["-o", "whole-\(output)", "--quiet"]
    _ = try succeed(sandbox, whole)
    let plan: [String] = ["plan"] + words + ["--shards", "3", "--plan", "the plan"]
    _ = try succeed(sandbox, plan)
    #expect(try succeed(sandbox, ["status", "the plan"]).contains("3 waiting"))
    _ = try succeed(sandbox, ["run", "the plan", "--shard", "1"])
    let early = try sandbox.simbatch(["merge", "the plan", "-o", output])
    #expect(early.exitCode == 65 && early.saidOneLine)
    #expect(early.error.contains("not done: shards 0, 2"), "\(early.error)")
    for variable in ["SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX"] {
      for shard in ["0", "2"] {
        _ = try succeed(sandbox, ["run", "the plan"], environment: [variable: shard])
      }
    }
    #expect(try succeed(sandbox, ["status", "the plan"]).contains("3 done"))
    _ = try succeed(sandbox, ["merge", "the plan", "-o", output, "--quiet"])
    #expect(try sandbox.read(output) == sandbox.read("whole-\(output)"))
  }

  /// Engines without control groups count pages of mapped files, too, and kill for them.
  @Test func `are merged within memory, however much the parts are`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 8192, dimensions: 4, seed: 3).fbin, to: "in.fbin")
    let options = ["--upper", "--output-dtype", "f2", "--shards", "2", "--plan", "p"]
    _ = try succeed(sandbox, ["plan", "matrix", "in.fbin"] + options)
    for shard in ["0", "1"] { _ = try succeed(sandbox, ["run", "p", "--shard", shard]) }
    let merge = ["merge", "p", "-o", "out.npy", "--threads", "1", "--quiet"]
    let (outcome, peak) = try sandbox.start(merge + ["--memory", "64M"]).outcomeAndPeak()
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    // 134 MB of parts. The budget, and 15% for what no plan can know.
    #expect(peak > 0 && peak < (64 << 20) * 115 / 100, "\(peak) bytes")
  }

  @Test func `know what Slurm grants them`() throws {
    let sandbox = try sandbox()
    let job = ["matrix", "in.fbin", "-o", "out.npy", "--threads", "2"]
    let least = ["SLURM_MEM_PER_CPU": "1", "SLURM_CPUS_ON_NODE": "2"]
    let refused = try sandbox.simbatch(job, environment: least)
    #expect(refused.exitCode == 64 && refused.saidOneLine, "\(refused.error)")
    #expect(refused.error.contains("may use 0"), "\(refused.error)")
    _ = try succeed(sandbox, job, environment: ["SLURM_MEM_PER_NODE": "500"])
  }

  private static let refusals: [(words: [String], code: Int32)] = [
    (["plan", "in.fbin"], 64), (["plan", "in.fbin", "--shards", "0", "--plan", "p"], 64),
    (["plan", "-", "--shards", "2", "--plan", "p"], 64),
    (["plan", "in.fbin", "--row", "3", "--shards", "2", "--plan", "p"], 64),
    (["plan", "duplicates", "in.fbin", "--shards", "2", "--plan", "p"], 64),
    (["plan", "duplicates", "in.fbin", "--target", "9", "--shards", "2", "--plan", "p"], 64),
    (["plan", "in.fbin", "--estimate-rows", "9", "--shards", "2", "--plan", "p"], 64),
    (["plan", "in.fbin", "--shards", "2", "--plan", "no/such/folder"], 73),
    (["run", "p", "--shard", "0"], 66), (["merge", "p", "-o", "x.csv"], 66), (["status", "p"], 66),
  ]

  @Test(arguments: refusals)
  func `are refused in one line`(words: [String], code: Int32) throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.simbatch(words)
    #expect(outcome.exitCode == code && outcome.saidOneLine, "\(outcome.error)")
    #expect(try sandbox.names == ["in.fbin"])
  }

  @Test func `name the shard that there is not, and rows that have changed`() throws {
    let sandbox = try sandbox()
    _ = try succeed(sandbox, ["plan", "in.fbin", "--shards", "2", "--plan", "p"])
    let beyond = try sandbox.simbatch(["run", "p", "--shard", "2"])
    #expect(beyond.exitCode == 64 && beyond.error.contains("expected 0 to 1"))
    #expect(try sandbox.simbatch(["run", "p"]).exitCode == 64)
    try sandbox.write(Matrix.random(rows: 300, dimensions: 12, seed: 9).fbin, to: "in.fbin")
    let changed = try sandbox.simbatch(["run", "p", "--shard", "0"])
    #expect(changed.exitCode == 65 && changed.error.contains("has changed"), "\(changed.error)")
    #expect(try succeed(sandbox, ["status", "p"]).contains("1 failed, 1 waiting"))
    let again = try sandbox.simbatch(["plan", "in.fbin", "--shards", "2", "--plan", "p"])
    #expect(again.exitCode == 65 && again.error.contains("another plan"), "\(again.error)")
  }

  @Test func `an estimate says what many machines would take, and makes nothing`() throws {
    let sandbox = try sandbox()
    for job in [["neighbors"], ["duplicates", "--min-score", "0.9"], ["matrix"]] {
      let options = ["in.fbin", "--estimate", "--estimate-rows", "1000000"]
      let words: [String] = ["plan"] + job + options
      let text = try succeed(sandbox, words)
      let lines = text.split(separator: "\n")
      #expect(lines[0].hasPrefix("1000000 rows of 12 dimensions"))
      let machines = lines.dropFirst(2).prefix(6).map { $0.split(separator: " ")[0] }
      #expect(machines == ["1", "4", "16", "64", "256", "1000"], "\(text)")
    }
    #expect(try sandbox.names == ["in.fbin"])
  }
}
