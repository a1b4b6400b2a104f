import ArgumentParser
import Glibc
import SimBatch

extension NeighborFormat: ExpressibleByArgument {}

extension GraphSymmetry: EnumerableFlag {
  public static func help(for value: GraphSymmetry) -> ArgumentHelp? {
    switch value {
    case .mutual: "In a graph (mtx, npz): an edge only where each is among the other's neighbors."
    case .symmetric: "In a graph: an edge where either is among the other's neighbors."
    }
  }
}

/// Where results go, and how much is said about them.
struct OutputOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where neighbors go; default: standard output (-).", valueName: "file")
  )
  var output = NeighborOutput.standardOutput

  @Option(
    help: ArgumentHelp(
      "Layout of the output, instead of that of its extension.",
      valueName: "format"
    )
  )
  var outputFormat: NeighborFormat?

  @Flag(exclusivity: .exclusive)
  var symmetry: GraphSymmetry?

  @OptionGroup var reporting: ReportFlags

  /// Whether a person reads the output: it goes to a terminal, and no layout is asked for.
  var isForReading: Bool {
    output == NeighborOutput.standardOutput && outputFormat == nil && isatty(STDOUT_FILENO) == 1
  }

  func validate() throws {
    try NamedFiles.requireDistinct([("--output", output)] + reporting.outputs)
  }
}
