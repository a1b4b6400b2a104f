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
  var outputDtype: ElementType?

  @Option(help: ArgumentHelp("Keep the first D dimensions of each row.", valueName: "d"))
  var dims: Int?

  @Option(help: ArgumentHelp("Names of the rows, one a line.", valueName: "file"))
  var ids: String?

  @Option(help: ArgumentHelp("Write the names of the rows, one a line.", valueName: "file"))
  var writeIds: String?

  @OptionGroup var reporting: ReportFlags

  @OptionGroup var maps: MapOptions

  @OptionGroup(title: "Input") var source: InputOptions
  @OptionGroup(title: "Resources") var resources: ConvertResourceFlags

  private var inputs: [String] { paths.dropLast() }
  private var output: String { paths[paths.count - 1] }

  func validate() throws {
    guard paths.count >= 2 else {
      throw ValidationError("expected INPUT and OUT, two paths or more")
    }
    try NamedFiles.requireDistinct(
      [("OUT", output), ("--write-ids", writeIds)] + reporting.outputs
    )
  }

  func run() throws {
    try NamedFiles.requireOneStandardInput(inputs + [ids], of: ["INPUT", "--ids"])
    try OutputLock.whileHolding([output, writeIds], convert)
  }

  private func convert() throws {
    var options = ConversionOptions()
    options.format = to
    options.elementType = outputDtype
    options.dimensionCount = dims
    options.map = try maps.map.map { try MapOptions.open($0) }
    options.ids = ids
    options.idsOutput = writeIds
    options.reading = try source.reading(memory: resources.memory)
    options.selection = source.selection.selection
    options.threads = resources.workers.threads
    let reportFile = try reporting.openReport()
    let conversion = try MatrixConversion(inputs, to: output, options: options)
    InputNotes.announce(reading: conversion.reading, of: conversion.inputName)
    let logger = Diagnostics.logger(quiet: reporting.quiet)
    if let warning = conversion.warning { logger.warning("\(warning)") }
    let done = try conversion.run()
    if let warning = done.warning { logger.warning("\(warning)") }
    try reportFile?.finish(done)
    RunRecord.ofProcess.finish(
      RunFigures(rows: done.rows),
      summary: done.summary,
      quiet: reporting.quiet
    )
  }
}

/// Threads and memory of a conversion.
struct ConvertResourceFlags: ParsableArguments {
  @OptionGroup var workers: ThreadFlags

  @Option(
    help: ArgumentHelp(
      "Memory for rows that must be read before they can be written; default: half of what is free.",
      valueName: "size"
    )
  )
  var memory: ByteCount?
}
