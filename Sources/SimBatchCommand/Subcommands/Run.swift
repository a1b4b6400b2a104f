import ArgumentParser
import SimBatch

/// `simbatch run`: one shard of a plan.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Computes one shard of a plan.",
    discussion: """
      Writes a part into the plan's folder, whole or not at all; two copies of a shard do not harm \
      each other. A shard that was interrupted (exit code 75) or killed goes on where it was; one \
      that is done already ends at once.
      """
  )

  @Argument(help: ArgumentHelp("The folder of the plan.", valueName: "folder"))
  var folder: String

  @Option(
    help: ArgumentHelp(
      """
      The shard, from 0 on; default: SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX or \
      AWS_BATCH_JOB_ARRAY_INDEX.
      """,
      valueName: "n"
    )
  )
  var shard: Int?

  @OptionGroup(title: "Resources") var workers: ThreadFlags

  @Option(
    help: ArgumentHelp("Memory the shard may use, instead of the plan's.", valueName: "size")
  )
  var memory: ByteCount?

  @OptionGroup(title: "Long jobs") var saving: StateFlags
  @OptionGroup(title: "Output") var reporting: ReportFlags

  func run() throws {
    let folder = PlanFolder(AbsolutePath.of(folder))
    let plan = try ShardPlan.read(from: folder)
    let shard = try shard ?? EngineShard.number()
    try plan.check(shard: shard)
    let report = try reporting.openReport()
    let progress = TerminalProgress.ifWatched(quiet: reporting.quiet)
    defer { progress?.finish() }
    let done =
      try ShardReport.ofFinished(shard, of: plan, in: folder)
      ?? compute(
        shard,
        of: plan,
        in: folder,
        progress
      )
    progress?.finish()
    try report?.finish(done)
    RunRecord.ofProcess.finish(
      RunFigures(rows: done.rows, pairsCompared: done.pairsCompared),
      summary: done.summary,
      quiet: reporting.quiet
    )
  }

  private func compute(
    _ shard: Int,
    of plan: ShardPlan,
    in folder: PlanFolder,
    _ progress: (any ProgressObserver)?
  ) throws -> ShardReport {
    let attempt = ShardAttemptLog(
      shard,
      in: folder,
      engineJob: EngineShard.jobName,
      also: progress
    )
    let run = ShardRun(
      shard: shard,
      plan: plan,
      folder: folder,
      checkpoints: CheckpointOptions(
        path: folder.statePath(shard),
        seconds: saving.checkpoint,
        restarts: saving.restart
      ),
      progress: attempt
    )
    do {
      let done = try WorkingFolder.within(plan.folder) {
        try PlannedJob.parse(plan, with: overrides).run(run)
      }
      attempt.end(.done)
      return done
    } catch let error as any SimBatchError {
      attempt.end(error.exitCode == .temporary ? .interrupted : .failed, error.description)
      throw error
    } catch {
      attempt.end(.failed, "\(error)")
      throw error
    }
  }

  /// Words that replace those of the plan.
  private var overrides: [String] {
    var words: [String] = []
    if let threads = workers.threads ?? EngineShard.processorCount {
      words += ["--threads", "\(threads)"]
    }
    if let memory { words += ["--memory", "\(memory.bytes)"] }
    return words
  }
}
