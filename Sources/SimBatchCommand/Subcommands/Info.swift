import ArgumentParser
import Glibc
import SimBatch

/// `simbatch info [FILE]`: the machine, and what is in a file.
struct Info: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "What this machine can do, and what is in a file."
  )

  @Argument(help: "A matrix of rows; without it, the machine only.")
  var file: String?

  @OptionGroup(title: "Input") var inputs: InputOptions

  @Flag(help: .hidden) var productRate = false

  func run() throws {
    if let file {
      let matrix = try StoredMatrix.open(file, options: inputs.reading)
      try show(try MatrixInfo(matrix).description)
      return
    }
    let info = try MachineInfo.measure()
    guard !productRate else {
      try show("\(info.productGigaflops)")
      return
    }
    try show(info.description)
    if let faster = BLASKernelTrial.faster(than: info) {
      let ratio = (10 * faster.gigaflops / info.productGigaflops).rounded() / 10
      try show("faster by         OPENBLAS_CORETYPE=\(faster.coreType): \(ratio) times this rate")
    }
  }

  /// Prints a text at once, so that a full disk is not mistaken for success.
  private func show(_ text: String) throws {
    print(text)
    guard fflush(nil) != 0 else { return }
    let code = errno
    if code == EPIPE { throw ClosedPipe() }
    throw OutputError.cannotWrite(file: "standard output", reason: String(cString: strerror(code)))
  }
}
