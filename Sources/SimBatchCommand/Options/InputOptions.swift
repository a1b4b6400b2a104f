import ArgumentParser
import SimBatch

extension MatrixFormat: ExpressibleByArgument {}
extension ElementType: ExpressibleByArgument {}

/// How files of rows are laid out, but for the type of raw values.
struct InputLayoutOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Layout of the input, instead of what its content says.",
      valueName: "format"
    )
  )
  var inputFormat: MatrixFormat?

  @Option(help: ArgumentHelp("Dimensions of raw rows.", valueName: "d"))
  var dim: Int?

  /// - Parameter type: of raw values.
  func reading(type: ElementType?) -> MatrixReadingOptions {
    MatrixReadingOptions(format: inputFormat, elementType: type, dimensionCount: dim)
  }
}

/// How files of rows are read.
struct InputOptions: ParsableArguments {
  @OptionGroup var layout: InputLayoutOptions

  @Option(
    help: ArgumentHelp("Type of raw values (or of those of an undecided .bin).", valueName: "type")
  )
  var dtype: ElementType?

  var reading: MatrixReadingOptions { layout.reading(type: dtype) }
}
