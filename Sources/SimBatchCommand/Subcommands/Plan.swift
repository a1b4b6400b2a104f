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
    subcommands: [PlanNeighbors.self],
    defaultSubcommand: PlanNeighbors.self
  )
}

/// What is asked of a plan.
struct PlanFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Shards that the job is divided into.", valueName: "n"))
  var shards: Int

  @Option(
    help: ArgumentHelp("The folder of the plan, which all machines share.", valueName: "folder")
  )
  var plan: String

  /// More would have less to compare than to read.
  private static let mostShards = 1_000_000

  func validate() throws {
    guard (1...Self.mostShards).contains(shards) else {
      throw ValidationError("--shards \(shards): expected 1 to \(Self.mostShards)")
    }
  }

  /// - Parameter job: the name of the subcommand that the words are parsed by.
  func request(job: String) -> PlanRequest {
    PlanRequest(
      folder: PlanFolder(plan),
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
protocol PlanCommand: ParsableCommand {
  associatedtype Job: ShardedCommand

  var plan: PlanFlags { get }
  var job: Job { get }
}

extension PlanCommand {
  func run() throws {
    if job.inputPaths.contains("-") {
      throw JobError.usage("shards on many machines cannot read standard input: name a file")
    }
    let plan = try job.plan(plan.request(job: PlannedJob.name(of: Job.self)))
    try StandardText.show(
      """
      \(self.plan.plan): \(plan.shardCount) shards; simbatch run \(self.plan.plan) --shard 0 to \
      \(plan.shardCount - 1), then simbatch merge \(self.plan.plan)
      """
    )
  }
}

struct PlanNeighbors: PlanCommand {
  static let configuration = CommandConfiguration(
    commandName: "neighbors",
    abstract: "Plans a neighbor search (the default)."
  )

  @OptionGroup(title: "Plan") var plan: PlanFlags
  @OptionGroup var job: Neighbors
}
