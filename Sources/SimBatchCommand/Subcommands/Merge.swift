import ArgumentParser
import SimBatch

/// `simbatch merge`: the output of a plan whose shards are done.
struct Merge: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Puts the parts of all shards together.",
    discussion: """
      The bytes are those of the job on one machine. Exit code 65 names the shards whose parts are \
      missing, damaged or of another plan; nothing is written then.
      """
  )

  @Argument(help: ArgumentHelp("The folder of the plan.", valueName: "folder"))
  var folder: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where the output goes, instead of where the plan says.", valueName: "file")
  )
  var output: String?

  @Option(help: ArgumentHelp("Layout of the output.", valueName: "format"))
  var outputFormat: String?

  @OptionGroup(title: "Resources") var workers: ThreadFlags

  @Option(help: ArgumentHelp("Memory the merge may use.", valueName: "size"))
  var memory: ByteCount?

  @OptionGroup(title: "Output") var reporting: ReportFlags

  func run() throws {
    let folder = PlanFolder(AbsolutePath.of(folder))
    let plan = try ShardPlan.read(from: folder)
    let words = overrides
    try WorkingFolder.within(plan.folder) {
      try PlannedJob.parse(plan, with: words).merge(plan, in: folder)
    }
  }

  /// Words that replace those of the plan; paths as they are from here.
  private var overrides: [String] {
    var words: [String] = []
    if let output {
      words += [
        "--output", output == NeighborOutput.standardOutput ? "-" : AbsolutePath.of(output),
      ]
    }
    if let outputFormat { words += ["--output-format", outputFormat] }
    if let threads = workers.threads { words += ["--threads", "\(threads)"] }
    if let memory { words += ["--memory", "\(memory.bytes)"] }
    if reporting.quiet { words.append("--quiet") }
    if let report = reporting.report { words += ["--report", AbsolutePath.of(report)] }
    return words
  }
}
