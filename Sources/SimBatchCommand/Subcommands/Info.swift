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

  @OptionGroup(title: "Resources") var resources: ResourceFlags

  @Flag(help: .hidden) var productRate = false

  func run() throws {
    if !files.isEmpty {
      let matrix = try inputs.open(files, resources: resources)
      try StandardText.show(try MatrixInfo(matrix).description)
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
