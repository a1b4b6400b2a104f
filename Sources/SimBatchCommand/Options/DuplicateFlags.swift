import ArgumentParser
import SimBatch

extension DuplicateGrouping: ExpressibleByArgument {}
extension TableFormat: ExpressibleByArgument {}

/// `--keep`: a word, or `score:` and a file.
enum KeepArgument: ExpressibleByArgument {
  case first, last, central
  case score(file: String)

  init?(argument: String) {
    switch argument {
    case "first": self = .first
    case "last": self = .last
    case "central": self = .central
    default:
      let prefix = "score:"
      guard argument.hasPrefix(prefix), argument.count > prefix.count else { return nil }
      self = .score(file: String(argument.dropFirst(prefix.count)))
    }
  }

  static var allValueStrings: [String] { ["first", "last", "central", "score:FILE"] }

  /// The order of `rows`, those that take part.
  func order(_ rows: RowNumbers) throws -> KeepOrder {
    switch self {
    case .first: .first
    case .last: .last
    case .central: .central
    case .score(let file): try .readingScores(file, rows: rows)
    }
  }
}

/// What a group is, and which of its rows stays.
struct GroupingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      representative: a row is dropped if it reaches the limit with a row that is kept. connected: \
      rows that a chain of pairs connects are one group.
      """,
      valueName: "kind"
    )
  )
  var group = DuplicateGrouping.representative

  @Option(
    help: ArgumentHelp(
      """
      Which row stays: the first, the last, the one with most duplicates (central), or the one of \
      the greatest number in a file of one number a line (score:FILE).
      """,
      valueName: "order"
    )
  )
  var keep = KeepArgument.first

  @Option(
    help: ArgumentHelp(
      "Find the highest limit that leaves at most this many rows.",
      valueName: "rows"
    )
  )
  var target: Int?

  @Option(
    help: ArgumentHelp("Stop when more pairs than this reach the limit.", valueName: "pairs")
  )
  var maxPairs = 1_000_000_000
}

/// Files that a deduplication writes beside its decisions.
struct DuplicateFileOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where decisions go; default: standard output (-).", valueName: "file")
  )
  var output = NeighborOutput.standardOutput

  @Option(
    help: ArgumentHelp(
      "Layout of the decisions, instead of that of the extension.",
      valueName: "format"
    )
  )
  var outputFormat: TableFormat?

  @Option(help: ArgumentHelp("Write the numbers (or ids) of the kept rows.", valueName: "file"))
  var keptRows: String?

  @Option(
    help: ArgumentHelp(
      "Write the kept rows, in the format of this name or else of the input.",
      valueName: "file"
    )
  )
  var keptMatrix: String?

  @Option(help: ArgumentHelp("Write all pairs that reach the limit.", valueName: "file"))
  var pairsOutput: String?

  @OptionGroup var reporting: ReportFlags

  func validate() throws {
    try NamedFiles.requireDistinct(
      [
        ("--output", output), ("--kept-rows", keptRows), ("--kept-matrix", keptMatrix),
        ("--pairs-output", pairsOutput),
      ] + reporting.outputs
    )
  }
}
