import ArgumentParser
import SimBatch

extension ByteCount: ExpressibleByArgument {}
extension ScreenChoice: ExpressibleByArgument {}

/// Threads.
struct ThreadFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Worker threads; default: the processors there are.", valueName: "n"))
  var threads: Int?

  func validate() throws {
    if let threads, !(1...4096).contains(threads) {
      throw ValidationError("--threads \(threads): expected 1 to 4096")
    }
  }
}

/// Threads and memory.
struct CommonResourceFlags: ParsableArguments {
  @OptionGroup var workers: ThreadFlags

  @Option(
    help: ArgumentHelp("Rows and columns of a tile; default: chosen by shape.", valueName: "rows")
  )
  var tile: Int?

  @Option(
    help: ArgumentHelp(
      "Memory the job may use, such as 512M or 2G; default: half of what is free.",
      valueName: "size"
    )
  )
  var memory: ByteCount?

  func validate() throws {
    if let tile, !(1...16_384).contains(tile) {
      throw ValidationError("--tile \(tile): expected 1 to 16384")
    }
  }

  var options: ResourceOptions {
    var options = ResourceOptions()
    options.threads = workers.threads
    options.tileSide = tile
    options.memory = memory?.bytes
    return options
  }
}

/// Threads, memory, and the screen of a job that looks for a few pairs among all.
struct ResourceFlags: ParsableArguments {
  @OptionGroup var common: CommonResourceFlags

  @Option(
    help: ArgumentHelp(
      """
      How pairs are bounded before they are computed: auto, full, prefix[:columns], int8[:columns]. \
      The answer is the same.
      """,
      valueName: "screen"
    )
  )
  var screen: ScreenChoice?

  var options: ResourceOptions {
    var options = common.options
    if let screen { options.screen = screen }
    return options
  }
}
