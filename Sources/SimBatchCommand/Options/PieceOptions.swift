import ArgumentParser
import SimBatch

/// What the pieces of a job in shards may use, and how they are run.
struct PieceOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Shards that run at once, at most.", valueName: "n"))
  var maxRunning: Int?

  @Option(
    help: ArgumentHelp(
      "Processors of a shard; default: 1, or under local this machine's, shared out.",
      valueName: "n"
    )
  )
  var cpusPerShard: Int?

  @Option(
    help: ArgumentHelp(
      "Memory of a shard, such as 8G; default: what the engine gives.",
      valueName: "size"
    )
  )
  var memoryPerShard: ByteCount?

  @Option(
    help: ArgumentHelp(
      "How long a shard may take before it is stopped, saved and run again: 90 (minutes), 12:00:00, 1-12.",
      valueName: "time"
    )
  )
  var time: TimeLimit?

  @Option(
    help: ArgumentHelp("How often a shard that was interrupted starts again.", valueName: "n")
  )
  var retries = 10

  @Option(
    help: ArgumentHelp(
      "This program on the machines that run it; default: where it is here, or simbatch in an image.",
      valueName: "path"
    )
  )
  var program: String?

  func validate() throws {
    let counts = [
      ("--max-running", maxRunning, 1...100_000), ("--cpus-per-shard", cpusPerShard, 1...4096),
      ("--retries", retries, 0...1000),
    ]
    for (option, value, range) in counts {
      guard let value, !range.contains(value) else { continue }
      throw ValidationError(
        "\(option) \(value): expected \(range.lowerBound) to \(range.upperBound)"
      )
    }
    if let memoryPerShard, memoryPerShard.bytes < 1 << 26 {
      throw ValidationError("--memory-per-shard \(memoryPerShard): expected at least 64 MB")
    }
    if let program, program.isEmpty {
      throw ValidationError("--program '': expected the path of a program")
    }
  }

  /// Refuses what means nothing to the engine.
  func validate(for engine: ClusterEngine) throws {
    guard let time else { return }
    if engine == .local {
      throw ValidationError("--time is for slurm and kubernetes, not for local")
    }
    let least = SlurmScripts.leastSeconds
    if engine == .slurm, time.seconds < least {
      throw ValidationError(
        """
        --time \(time.text): expected at least \(least / 60) minutes; Slurm may ask shards to stop \
        \(SlurmScripts.warningSeconds + 60) s before
        """
      )
    }
  }
}
