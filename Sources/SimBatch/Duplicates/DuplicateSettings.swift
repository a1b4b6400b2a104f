extension JobSettings {
  /// Those of a deduplication.
  init(_ search: DuplicateSearch, _ examined: ExaminedSides) {
    let options = search.options
    let limit =
      switch options.threshold {
      case .limit(let value): "\(value)"
      case .target(let rowCount, let floor):
        "that of \(rowCount.counted("row"))" + (floor.map { ", \($0) at the least" } ?? "")
      }
    var own = [
      NamedValue("version", SimBatchVersion.current),
      NamedValue("command", "duplicates"),
      NamedValue("metric", options.measure.rawValue),
      NamedValue("limit", limit),
      NamedValue("group", options.grouping.rawValue),
      NamedValue("keep", options.keepOrder.name),
      NamedValue("dims", examined.base.source.dimensions),
      NamedValue("center-columns", options.rows.centerColumns),
      NamedValue("on-bad-row", options.rows.onBadRow.rawValue),
    ]
    if case .scores(let values) = options.keepOrder {
      own.append(NamedValue("content of the values of --keep", Self.sum(values)))
    }
    if let subset = search.subset {
      own.append(NamedValue("content of the rows that are new", Self.sum(subset)))
    }
    own += Self.describe("input", examined.queries ?? examined.base)
    own +=
      examined.queries == nil
      ? [NamedValue("against", "none")] : Self.describe("old rows", examined.base)
    self.init(own)
  }

  /// The setting that says how many pairs a search for a target was collecting.
  static let collectedPairs = "pairs to collect"

  /// The settings of a search for a target while it collects about `count` pairs.
  func collecting(_ count: Int) -> JobSettings {
    JobSettings(values + [NamedValue(Self.collectedPairs, count)])
  }

  private static func sum(_ values: [some BitwiseCopyable]) -> String {
    String(values.withUnsafeBytes { Checksum.value(of: $0) }, radix: 16)
  }
}
