import ArgumentParser
import SimBatch

/// `simbatch status`: how far the shards of a plan are.
struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "How far the shards of a plan are.",
    discussion: """
      done: its part is there. running: a sign of life in the last minute. silent: none for longer, \
      so it was killed or cut off. interrupted and failed: how its last run ended. waiting: nobody \
      has started it.
      """
  )

  @Argument(help: ArgumentHelp("The folder of the plan.", valueName: "folder"))
  var folder: String

  @Option(help: ArgumentHelp("Write it as JSON instead.", valueName: "file"))
  var json: String?

  func run() throws {
    let folder = PlanFolder(folder)
    let status = try ShardStatus(ShardPlan.read(from: folder), in: folder)
    if let json {
      try JSONReport(json).finish(status)
    } else {
      try StandardText.show(status.text)
    }
  }
}
