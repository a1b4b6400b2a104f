import ArgumentParser
import SimBatch

/// `simbatch info [FILE]`: the machine, and what is in a file.
struct Info: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "What this machine can do, and what is in a file."
  )

  @Argument(
    help: ArgumentHelp("A matrix of rows; without it, the machine only.", valueName: "file")
  )
  var files: [String] = []

  @OptionGroup(title: "Input") var inputs: InputOptions

  @OptionGroup(title: "Resources") var resources: CommonResourceFlags

  @OptionGroup var log: LogFlags

  @Flag(help: .hidden) var productRate = false

  func run() throws {
    if !files.isEmpty {
      let options = try inputs.reading(memory: resources.memory)
      let contents = try InputContents.open(
        files,
        options: options
      )
      let matrix = try contents.matrix?.selecting(inputs.selection.selection, options)
      try StandardText.show(matrix.map { try MatrixInfo($0).description } ?? contents.heading)
      if let listing = contents.container?.table { try StandardText.show(listing) }
      return
    }
    let info = try MachineInfo.measure()
    guard !productRate else {
      try StandardText.show("\(info.productGigaflops)")
      return
    }
    try StandardText.show(info.description)
    if let faster = BLASKernelTrial.faster(than: info) {
      let ratio = (10 * faster.gigaflops / info.productGigaflops).rounded() / 10
      try StandardText.show(
        "faster by         OPENBLAS_CORETYPE=\(faster.coreType): \(ratio) times this rate"
      )
    }
  }
}
