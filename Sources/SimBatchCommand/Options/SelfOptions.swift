import ArgumentParser
import SimBatch

extension SelfNeighbor: ExpressibleByArgument {}

/// Whether a row is among its own neighbors.
struct SelfOptions: ParsableArguments {
  @Option(
    name: .customLong("self"),
    help: ArgumentHelp(
      """
      Whether a row is among its own neighbors: exclude, include (its twins may come first), or first, \
      whatever its twins and limits, as UMAP and scikit-learn want it. Default: exclude.
      """,
      valueName: "way"
    )
  )
  var own: SelfNeighbor?

  @Flag(help: "The same as --self include.")
  var includeSelf = false

  var selfNeighbor: SelfNeighbor { own ?? (includeSelf ? .include : .exclude) }

  func validate() throws {
    if includeSelf, let own, own != .include {
      throw ValidationError(
        "--include-self is --self include; --self \(own.rawValue) was given, too"
      )
    }
  }

  /// The option as it was typed, for messages; nil where a row is no neighbor of itself.
  var named: String? {
    guard selfNeighbor != .exclude else { return nil }
    return own.map { "--self \($0.rawValue)" } ?? "--include-self"
  }
}
