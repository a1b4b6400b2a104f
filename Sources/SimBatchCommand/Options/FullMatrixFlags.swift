import ArgumentParser
import SimBatch

extension FullMatrixFormat: ExpressibleByArgument {}
extension ScoreType: ExpressibleByArgument {}

/// Where a full matrix goes, and as what.
struct FullMatrixOutputOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where scores go: .npy .fbin .hbin .csv .png; default: standard output (-), as csv.",
      valueName: "file"
    )
  )
  var output = FullMatrixOutput.standardOutput

  @Option(
    help: ArgumentHelp(
      "Layout of the output, instead of that of its extension.",
      valueName: "format"
    )
  )
  var outputFormat: FullMatrixFormat?

  @Option(
    help: ArgumentHelp("Type of the scores: f4 (or f32; default), f2 (or f16).", valueName: "type")
  )
  var outputDtype: ScoreType?

  @Option(help: ArgumentHelp("Pixels of a side of the png, at most.", valueName: "pixels"))
  var size: Int?

  @Option(
    help: ArgumentHelp(
      "Write which row is where: under --order, the row number of each place.",
      valueName: "file"
    )
  )
  var orderOutput: String?

  @OptionGroup var reporting: ReportFlags

  func validate() throws {
    try NamedFiles.requireDistinct(
      [("--output", output), ("--order-output", orderOutput)] + reporting.outputs
    )
  }

  /// The output for a matrix of this shape.
  ///
  /// - Parameter checkpoints: of a job that saves its state; nil for others.
  func open(_ shape: FullMatrixShape, checkpoints: CheckpointOptions? = nil) throws
    -> FullMatrixOutput
  {
    let output = try FullMatrixOutput(
      self.output,
      format: outputFormat,
      scoreType: outputDtype,
      title: "\(shape.measure.rawValue), \(shape.rowCount) x \(shape.columnCount)",
      size: size ?? 1024,
      checkpoints: checkpoints,
      for: shape
    )
    if size != nil, output.format != .png {
      throw JobError.usage("--size is for png, not for \(output.format)")
    }
    return output
  }
}
