import ArgumentParser
import Glibc
import SimBatch

extension TimeLimit: ExpressibleByArgument {}

/// Who runs the shards.
enum ClusterEngine: String, CaseIterable, ExpressibleByArgument {
  case slurm, local, kubernetes
}

/// `simbatch submit`: a job in shards, brought to the engine of a cluster.
struct Submit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "A job in shards on a cluster: plan, run and merge, by the cluster's own engine.",
    usage: """
      simbatch submit --engine <engine> --shards <n> --plan <folder> -o <file> [<options>] \
      [neighbors|duplicates|matrix] [<options of the job>] <input> ... [-- <words for sbatch> ...]
      """,
    discussion: """
      The answer has the bytes of the same job on one machine. Options that are not of this command \
      are the job's. The plan's folder must be shared by all machines; its scripts and logs are in it.

      slurm       submits three jobs that wait for each other; prints their numbers
      local       runs the shards as processes on this machine, for trying
      kubernetes  applies three Jobs, one after the other, by kubectl
      """
  )

  @Option(help: ArgumentHelp("Who runs the shards.", valueName: "engine"))
  var engine: ClusterEngine

  @Option(help: ArgumentHelp("Pieces that the job is cut into.", valueName: "n"))
  var shards: Int

  @Option(help: ArgumentHelp("Folder of what the shards share.", valueName: "folder"))
  var plan: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Where the answer goes.", valueName: "file"))
  var output: String

  @OptionGroup(title: "Pieces") var pieces: PieceOptions
  @OptionGroup(title: "Kubernetes") var pods: PodOptions

  @Flag(help: "Print the scripts; submit nothing, write nothing.")
  var dryRun = false

  @Flag(help: "Say nothing but errors.")
  var quiet = false

  @OptionGroup var log: LogFlags

  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp(
      "The job, as it would be for one machine; behind --: words for sbatch.",
      valueName: "job"
    )
  )
  var words: [String] = []

  private var job: [String] { Array(words.prefix { $0 != "--" }) }

  private var engineWords: [String] { Array(words.drop { $0 != "--" }.dropFirst()) }

  func validate() throws {
    guard (1...100_000).contains(shards) else {
      throw ValidationError("--shards \(shards): expected 1 to 100000")
    }
    guard !plan.isEmpty else { throw ValidationError("--plan '': expected the name of a folder") }
    guard output != NeighborOutput.standardOutput else {
      throw ValidationError("--output -: expected a file; nobody reads what shards print")
    }
    guard engine == .slurm || engineWords.isEmpty else {
      throw ValidationError("words behind -- are for sbatch, not for \(engine.rawValue)")
    }
    try pieces.validate(for: engine)
    try pods.validate(for: engine)
    _ = try JobWords.checked(job, output: output)
  }

  func run() throws {
    let job = try clusterJob()
    switch engine {
    case .slurm: try submit(SlurmSubmission(job, words: engineWords))
    case .local: try runHere(job)
    case .kubernetes: try apply(job)
    }
  }

  private func clusterJob() throws -> ClusterJob {
    let directory = WorkingFolder.current
    var job = try ClusterJob(
      program: try program(),
      directory: directory,
      plan: SharedFolder.path(plan),
      output: output,
      words: JobWords.checked(self.job, output: output),
      shardCount: shards
    )
    job.runningLimit = pieces.maxRunning
    job.retryLimit = pieces.retries
    job.limits = ClusterJob.Limits(
      processors: pieces.cpusPerShard ?? defaultProcessors,
      memory: pieces.memoryPerShard?.bytes,
      time: pieces.time
    )
    return job
  }

  private func program() throws -> String {
    if let program = pieces.program { return program }
    // An image has its own.
    if engine == .kubernetes { return "simbatch" }
    guard let path = ProgramPath.current else {
      throw JobError.usage("this program does not know where it is; name it by --program")
    }
    return path
  }

  /// Shards that run at once on this machine.
  private var width: Int { min(shards, pieces.maxRunning ?? MachineLimits.processorCount) }

  private var defaultProcessors: Int {
    engine == .local ? max(1, MachineLimits.processorCount / width) : 1
  }

  private func submit(_ submission: SlurmSubmission) throws {
    if dryRun {
      try show(submission.scripts.all, of: submission.job)
      try StandardText.show("# The commands that submit them\n\(submission.commands)")
      return
    }
    try write(submission.scripts.all, of: submission.job)
    for (piece, number) in try submission.submit() { try StandardText.show("\(piece) \(number)") }
  }

  private func runHere(_ job: ClusterJob) throws {
    if dryRun {
      let commands =
        [job.planCommand] + (0..<shards).map { job.shardCommand($0) } + [job.mergeCommand]
      let lines = commands.map { $0.map(ShellWord.quoted).joined(separator: " ") }
      return try StandardText.show(lines.joined(separator: "\n"))
    }
    try SharedFolder.make(job.logs)
    try LocalEngine(job: job, width: width).run()
    RunRecord.ofProcess.finish(
      RunFigures(),
      summary: "\(shards.counted("shard")), merged into \(output)",
      quiet: quiet
    )
  }

  private func apply(_ job: ClusterJob) throws {
    let mount = try pods.mounted(for: job)
    let manifests = try KubernetesManifests(job, pods: mount)
    let scripts = manifests.all.map(\.script)
    if dryRun { return try show(scripts, of: job, separator: "---\n") }
    try write(scripts, of: job)
    try KubernetesSubmission(job: job, manifests: manifests).run()
    RunRecord.ofProcess.finish(
      RunFigures(),
      summary: "\(shards.counted("shard")), merged into \(output)",
      quiet: quiet
    )
  }

  private func show(_ scripts: [ClusterScript], of job: ClusterJob, separator: String = "") throws {
    let texts = scripts.map { "# \(job.scripts)/\($0.name)\n\($0.text)" }
    try StandardText.show(texts.joined(separator: separator))
  }

  private func write(_ scripts: [ClusterScript], of job: ClusterJob) throws {
    try SharedFolder.make(job.scripts)
    try SharedFolder.make(job.logs)
    for script in scripts {
      try TextReport("\(job.scripts)/\(script.name)").finish(script.text)
    }
  }
}
