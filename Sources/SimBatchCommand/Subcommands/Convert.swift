import ArgumentParser
import SimBatch

extension MatrixOutputFormat: ExpressibleByArgument {}

/// `simbatch convert INPUT… OUT`: a matrix in another format or type.
struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a matrix in another format or type.",
    discussion: """
      OUT tells the format by its ending: .bin .fbin .hbin .i8bin .u8bin .npy .fvecs .bvecs .w2v.bin \
      (word2vec), .vec .w2v.txt (word2vec as text), .glove.txt .csv .tsv .jsonl .safetensors. Rows go \
      through as they come, so that a matrix may be larger than memory. A value that the new type \
      cannot hold is an error, never another value; others are rounded once.
      """
  )

  @Argument(
    help: ArgumentHelp(
      """
      Matrix of rows in any format, or - for standard input; several, patterns and @list.txt are one \
      matrix. The last path is OUT, the file to write, or - for standard output.
      """,
      valueName: "input> ... <out"
    )
  )
  var paths: [String]

  @Option(help: ArgumentHelp("Layout of OUT, instead of that of its ending.", valueName: "format"))
  var to: MatrixOutputFormat?

  @Option(
    help: ArgumentHelp("Type of the values of OUT; default: as they are.", valueName: "type")
  )
  var dtype: ElementType?

  @Option(help: ArgumentHelp("Keep the first D dimensions of each row.", valueName: "d"))
  var dims: Int?

  @Option(help: ArgumentHelp("Names of the rows, one a line.", valueName: "file"))
  var ids: String?

  @Option(help: ArgumentHelp("Write the names of the rows, one a line.", valueName: "file"))
  var writeIds: String?

  @Option(help: ArgumentHelp("Also write what was done, as JSON.", valueName: "file.json"))
  var report: String?

  @Flag(help: "Say nothing but errors.")
  var quiet = false

  @OptionGroup var maps: MapOptions

  @OptionGroup(title: "Input") var source: SourceOptions
  @OptionGroup(title: "Resources") var resources: ConvertResourceFlags

  private var inputs: [String] { paths.dropLast() }
  private var output: String { paths[paths.count - 1] }

  func validate() throws {
    guard paths.count >= 2 else {
      throw ValidationError("expected INPUT and OUT, two paths or more")
    }
  }

  func run() throws {
    try checkNames()
    var options = ConversionOptions()
    options.format = to
    options.elementType = dtype
    options.dimensionCount = dims
    options.map = try maps.map.map { try LinearMap.open($0) }
    options.ids = ids
    options.idsOutput = writeIds
    options.reading = source.reading(memory: resources.memory)
    options.selection = source.layout.selection.selection
    options.threads = resources.threads
    let reportFile = try report.map { try JSONReport($0) }
    let conversion = try MatrixConversion(inputs, to: output, options: options)
    let logger = Diagnostics.logger(quiet: quiet)
    if let warning = conversion.warning { logger.warning("\(warning)") }
    let done = try conversion.run()
    try reportFile?.finish(done)
    logger.notice("\(done.summary)")
  }

  private func checkNames() throws {
    guard (inputs + [ids, maps.map].compactMap { $0 }).count(where: { $0 == "-" }) <= 1 else {
      throw JobError.usage("standard input can be one of the inputs, --ids and --map, not several")
    }
    let files = [("OUT", output), ("--write-ids", writeIds), ("--report", report)].compactMap {
      option,
      path in path.map { (option, $0) }
    }
    for (index, (option, path)) in files.enumerated() where index > 0 {
      if path == NeighborOutput.standardOutput {
        throw JobError.usage("\(option) -: expected a file; standard output is for data")
      }
      if let other = files[..<index].first(where: { $0.1 == path }) {
        throw JobError.usage("\(option) \(path): \(other.0) has the same name")
      }
    }
  }
}

/// Threads and memory of a conversion.
struct ConvertResourceFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Worker threads; default: the processors there are.", valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Memory for rows that must be read before they can be written; default: half of what is free.",
      valueName: "size"
    )
  )
  var memory: ByteCount?

  func validate() throws {
    if let threads, !(1...4096).contains(threads) {
      throw ValidationError("--threads \(threads): expected 1 to 4096")
    }
  }
}
