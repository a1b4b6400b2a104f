import ArgumentParser
import SimBatch

/// Jobs that outgrow memory or run for long.
struct LongJobFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Rows of a block, of which two are in memory at once; default: all rows if they fit.",
      valueName: "rows"
    )
  )
  var block: Int?

  @OptionGroup var state: StateFlags

  func validate() throws {
    if let block, block < 1 { throw ValidationError("--block \(block): expected at least 1") }
  }

  /// See ``StateFlags/checkpoints(output:)``.
  func checkpoints(output: String) -> CheckpointOptions? { state.checkpoints(output: output) }
}

/// The state of a long job.
struct StateFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      A long job saves its state every so many seconds: beside --output, in OUTPUT.simbatch-state, a \
      shard in the folder of its plan.
      """,
      valueName: "seconds"
    )
  )
  var checkpoint = 60.0

  @Flag(help: "Start over, whatever state an interrupted run has left.")
  var restart = false

  func validate() throws {
    guard checkpoint >= 0, checkpoint.isFinite else {
      throw ValidationError("--checkpoint \(checkpoint): expected a number of seconds")
    }
  }

  /// Where the state of a job goes that writes to `output`; nil where there is no file to put it
  /// beside.
  func checkpoints(output: String) -> CheckpointOptions? {
    guard NeighborOutput.isReplaceable(output) else { return nil }
    return CheckpointOptions(
      path: output + ".simbatch-state",
      seconds: checkpoint,
      restarts: restart
    )
  }
}
