import Testing

/// What the program says of itself.
@Suite struct HelpTests {
  private static let helps: [[String]] = [
    ["--help"], ["-h"], ["help"], ["help", "neighbors"], ["neighbors", "--help"],
    ["info", "--help"], ["help", "info"], ["help", "matrix"], ["matrix", "--help"],
    ["audit", "--help"], ["help", "evaluate"], ["evaluate", "--help"], ["fit", "--help"],
    ["help", "fit"], ["submit", "--help"], ["help", "submit"], ["--version"],
    ["plan", "--help"], ["help", "plan"], ["plan", "duplicates", "--help"], ["run", "--help"],
    ["merge", "--help"], ["help", "status"],
    ["--generate-completion-script", "bash"],
    ["--generate-completion-script", "zsh"], ["--generate-completion-script", "fish"],
  ]

  @Test(arguments: helps)
  func `help goes to standard output and succeeds`(arguments: [String]) throws {
    let outcome = try Sandbox().simbatch(arguments)
    #expect(outcome.exitCode == 0)
    #expect(!outcome.output.isEmpty)
    #expect(outcome.error.isEmpty)
  }

  @Test(arguments: ["0", "64", "65", "66", "70", "73", "74", "75"])
  func `help names every exit code`(code: String) throws {
    let text = try Sandbox().simbatch(["--help"]).text
    let section = try #require(text.range(of: "EXIT CODES")?.upperBound)
    let words = text[section...].split { !$0.isNumber }
    #expect(words.contains(Substring(code)))
  }

  @Test(arguments: [
    "--top", "--farthest", "--queries", "--self", "--include-self", "--ids", "--query-ids",
    "--metric", "--dims", "--center-columns", "--on-bad-row", "--min-score", "--max-distance",
    "--input-format", "--dim", "--dtype", "--output", "--output-format", "--report", "--quiet",
    "--threads", "--tile", "--memory", "--mutual", "--symmetric", "--calibrate", "--seed",
    "--map", "--query-map", "--log-format", "--metrics",
  ])
  func `every option is explained and completed`(option: String) throws {
    let sandbox = try Sandbox()
    let help = try sandbox.simbatch(["help", "neighbors"]).text
    #expect(help.split { " ,/\n".contains($0) }.contains(Substring(option)))
    for shell in ["bash", "zsh", "fish"] {
      let script = try sandbox.simbatch(["--generate-completion-script", shell]).text
      #expect(script.contains(shell == "fish" ? String(option.dropFirst(2)) : option), "\(shell)")
    }
  }

  @Test func `the examples of the help run`() throws {
    let sandbox = try Sandbox()
    let matrix = Matrix.random(rows: 40, dimensions: 6, seed: 95)
    for name in ["in.bin", "in.fbin", "questions.fbin", "answers.fbin"] {
      try sandbox.write(matrix.fbin, to: name)
    }
    try sandbox.write(matrix.npy, to: "in.npy")
    try sandbox.write("row_a,row_b,label\n0,1,1\n2,3,0\n", to: "judged.csv")
    let help = try sandbox.simbatch(["--help"]).text
    let examples = help.split(separator: "\n").filter { $0.hasPrefix("  simbatch ") }.map {
      // The explanation stands behind at least two spaces.
      $0.dropFirst(2).split(separator: "  ", maxSplits: 1)[0].split(separator: " ").dropFirst()
    }
    #expect(examples.count >= 5)
    for example in examples {
      let outcome = try sandbox.simbatch(example.map(String.init))
      #expect(outcome.exitCode == 0, "\(example): \(outcome.error)")
    }
  }

  @Test func `the default subcommand may be named`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 40, dimensions: 6, seed: 95).fbin, to: "in.fbin")
    let named = try sandbox.simbatch(["neighbors", "--top", "2", "in.fbin"])
    #expect(named.exitCode == 0 && !named.output.isEmpty)
    #expect(named.output == (try sandbox.simbatch(["--top", "2", "in.fbin"]).output))
  }
}
