import Testing

/// Words of other programs, and words that look like something else.
@Suite struct WordsTests {
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 8, dimensions: 4, seed: 5).npy, to: "in.npy")
    try sandbox.write(Matrix.random(rows: 8, dimensions: 4, seed: 5).npy, to: "-dash.npy")
    try sandbox.write(Matrix.random(rows: 8, dimensions: 4, seed: 5).npy, to: "--two.npy")
    return sandbox
  }

  @Test(arguments: [
    (["dedup", "in.npy"], "'dedup' is neither a command nor a file; did you mean 'duplicates'?"),
    (["dedupe", "in.npy", "--min-score", "0.9"], "did you mean 'duplicates'?"),
    (["deduplicate", "in.npy"], "did you mean 'duplicates'?"),
    (["duplicate", "in.npy", "--min-score", "0.9"], "did you mean 'duplicates'?"),
    (["neighbours", "in.npy"], "did you mean 'neighbors'?"),
    (["evalute", "in.npy"], "did you mean 'evaluate'?"),
    (["plan", "dedup", "in.npy", "--shards", "2", "--plan", "p"], "did you mean 'duplicates'?"),
    (["help", "neighbours"], "'neighbours' is no command; did you mean 'neighbors'?"),
    (["help", "plan", "dedup"], "did you mean 'duplicates'?"),
    (["help", "nonsense"], "'nonsense' is no command: there are neighbors, duplicates, store"),
    (["duplicates", "in.npy", "--threshold", "0.9"], "did you mean --min-score?"),
    (["duplicates", "in.npy", "--threshold=0.9"], "did you mean --min-score?"),
    (["in.npy", "--k", "3"], "did you mean --top?"),
    (["in.npy", "-k", "3"], "did you mean --top?"),
    (["in.npy", "--topk", "3"], "did you mean --top?"),
    (["in.npy", "--n-neighbors", "3"], "did you mean --top?"),
    (["in.npy", "--similarity", "cosine"], "did you mean --metric?"),
    (["in.npy", "--n-jobs", "3"], "did you mean --threads?"),
    (
      ["plan", "duplicates", "in.npy", "--shards", "2", "--plan", "p", "--pairs", "p.csv"],
      "did you mean --pairs-output?"
    ),
    (["in.npy", "--metric", "l2"], "Did you mean euclidean?"),
    (["in.npy", "--metric=ip"], "Did you mean dot?"),
  ])
  func `a word of another program is refused with the one that is meant`(
    arguments: [String],
    hint: String
  ) throws {
    let outcome = try sandbox().simbatch(arguments)
    #expect(outcome.exitCode == 64)
    #expect(outcome.saidOneLine && outcome.error.contains(hint), "\(outcome.error)")
    #expect(outcome.output.isEmpty)
  }

  @Test(arguments: [
    ["-dash.npy"], ["duplicates", "-dash.npy", "--min-score", "0.9"], ["info", "-dash.npy"],
    ["in.npy", "-o", "-dash.npy"], ["--top", "3", "-dash.npy"],
  ])
  func `a path that begins with a dash is explained`(arguments: [String]) throws {
    let outcome = try sandbox().simbatch(arguments)
    #expect(outcome.exitCode == 64)
    #expect(outcome.saidOneLine, "\(outcome.error)")
    #expect(outcome.error.contains("write './-dash.npy'"), "\(outcome.error)")
    #expect(outcome.output.isEmpty)
  }

  @Test func `a path with two dashes is explained, too, and both can be read`() throws {
    let sandbox = try sandbox()
    let refused = try sandbox.simbatch(["--two.npy"])
    #expect(refused.exitCode == 64)
    #expect(refused.error.contains("write './--two.npy'"), "\(refused.error)")
    let expected = try sandbox.simbatch(["in.npy", "--quiet"])
    for arguments in [["./-dash.npy"], ["./--two.npy"], ["--", "-dash.npy"]] {
      let outcome = try sandbox.simbatch(["--quiet"] + arguments)
      #expect(outcome.exitCode == 0 && outcome.output == expected.output, "\(outcome.error)")
    }
  }

  @Test func `a file that is named as other programs name their commands is read`() throws {
    let sandbox = try sandbox()
    try sandbox.write(Matrix.random(rows: 8, dimensions: 4, seed: 5).npy, to: "dedup")
    #expect(try sandbox.simbatch(["dedup"]).exitCode == 0)
    // What is no file and like no command stays a file that is missing.
    #expect(try sandbox.simbatch(["gone.npy"]).exitCode == 66)
  }
}
