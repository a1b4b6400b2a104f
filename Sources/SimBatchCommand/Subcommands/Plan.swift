import ArgumentParser
import SimBatch

/// `simbatch plan`: divides a job into shards.
struct Plan: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Divides a job into shards that any number of machines run.",
    discussion: """
      Examines the rows once and writes a plan into a folder that all machines share. Then simbatch \
      run computes a shard, in any order and on any machine, and simbatch merge puts the parts \
      together: the bytes are those of the job on one machine.

      EXAMPLES
        simbatch plan neighbors --top 10 in.npy --shards 12 --plan shared/job
        simbatch run shared/job --shard 0
        simbatch status shared/job
        simbatch merge shared/job -o out.bin
      """,
    subcommands: [PlanOf<Neighbors>.self, PlanOf<Duplicates>.self, PlanOf<FullMatrixCommand>.self],
    defaultSubcommand: PlanOf<Neighbors>.self
  )
}

/// What is asked of a plan.
struct PlanFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Shards that the job is divided into.", valueName: "n"))
  var shards: Int?

  @Option(
    help: ArgumentHelp("The folder of the plan, which all machines share.", valueName: "folder")
  )
  var plan: String?

  @Flag(
    help: """
      Only tell what the job would take on 1 to 1,000 machines like this one, from a sample of its \
      rows.
      """
  )
  var estimate = false

  @Option(
    help: ArgumentHelp("Estimate as if INPUT had so many rows.", valueName: "n")
  )
  var estimateRows: Int?

  /// More would have less to compare than to read.
  private static let mostShards = 100_000
  private static let mostRows = Int(Int32.max)

  func validate() throws {
    if let shards, !(1...Self.mostShards).contains(shards) {
      throw ValidationError("--shards \(shards): expected 1 to \(Self.mostShards)")
    }
    if let estimateRows {
      guard estimate else { throw ValidationError("--estimate-rows needs --estimate") }
      guard (1...Self.mostRows).contains(estimateRows) else {
        throw ValidationError("--estimate-rows \(estimateRows): expected 1 to \(Self.mostRows)")
      }
    }
    guard estimate || (shards != nil && plan != nil) else {
      throw ValidationError("a plan needs --shards and --plan, or --estimate alone")
    }
  }

  /// - Parameter job: the name of the subcommand that the words are parsed by.
  func request(job: String, folder: String, shards: Int) -> PlanRequest {
    PlanRequest(
      folder: PlanFolder(folder),
      shardCount: shards,
      words: Self.jobWords(Array(CommandLine.arguments.dropFirst()), job: job),
      directory: WorkingFolder.current
    )
  }

  /// The words of the job: those of the command without `plan`, the job's name and the options of
  /// plans.
  static func jobWords(_ words: [String], job: String) -> [String] {
    var own: [String] = []
    var rest = words[...]
    if rest.first == "plan" { rest = rest.dropFirst() }
    if rest.first == job { rest = rest.dropFirst() }
    while let word = rest.popFirst() {
      if word == "--" { return own + [word] + rest }
      if word == "--shards" || word == "--plan" {
        _ = rest.popFirst()
      } else if !word.hasPrefix("--shards=") && !word.hasPrefix("--plan=") {
        own.append(word)
      }
    }
    return own
  }
}

/// `simbatch plan JOB`: the options of the job, and of the plan.
struct PlanOf<Job: ShardedCommand>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: CommandWords.name(of: Job.self),
      abstract: "Plans \(Job.noun)."
    )
  }

  @OptionGroup(title: "Plan") var plan: PlanFlags
  @OptionGroup var job: Job

  func run() throws {
    try job.requireShardable()
    guard let folder = plan.plan, let shards = plan.shards, !plan.estimate else {
      return try showEstimate()
    }
    let name = CommandWords.name(of: Job.self)
    _ = try job.plan(plan.request(job: name, folder: folder, shards: shards))
    let word = ShellWord.quoted(folder)
    let last = shards > 1 ? " to \(shards - 1)" : ""
    try StandardText.show(
      """
      \(shards.counted("shard")): simbatch run \(word) --shard 0\(last), then simbatch merge \(word)
      """
    )
  }

  private func showEstimate() throws {
    let report = try job.reporting.openReport()
    let estimate = try job.estimate(rows: plan.estimateRows, machines: plan.shards)
    try StandardText.show(estimate.text)
    try report?.finish(estimate)
  }
}
