import ArgumentParser
import SimBatch

/// `simbatch store DIR`: what a store of `duplicates --store` holds.
struct Store: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "What a store of duplicates holds, and whether all of it is sound."
  )

  @Argument(help: "The folder that --store named.")
  var directory: String

  @Flag(help: "Check checksums, counts and that no two kept rows are duplicates.")
  var verify = false

  @Option(help: ArgumentHelp("Write all kept rows as .npy.", valueName: "file.npy"))
  var export: String?

  @Option(help: ArgumentHelp("Write the ids of all kept rows, in that order.", valueName: "file"))
  var exportIds: String?

  @Option(help: ArgumentHelp("How long to wait for a run.", valueName: "seconds"))
  var wait = 60.0

  @Flag(help: "Say nothing but errors.")
  var quiet = false

  @OptionGroup var log: LogFlags

  @OptionGroup(title: "Resources") var resources: ResourceFlags

  func run() throws {
    let store = try DuplicateStore.openForReading(directory, waiting: wait)
    let state = try store.state()
    if verify {
      let progress = TerminalProgress.ifWatched(quiet: quiet)
      defer { progress?.finish() }
      try store.verify(resources: resources.options, progress: progress)
    }
    try store.export(matrix: export, ids: exportIds)
    guard !quiet else { return }
    try StandardText.show(
      state.description + (verify ? "\nverified              all promises hold" : "")
    )
  }
}
