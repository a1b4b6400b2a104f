extension JobSettings {
  /// Those of a deduplication.
  init(_ search: DuplicateSearch, _ examined: ExaminedSides) {
    let options = search.options
    var limit = "none"
    if case .limit(let value) = options.threshold { limit = "\(value)" }
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

  private static func sum(_ values: [some BitwiseCopyable]) -> String {
    String(values.withUnsafeBytes { Checksum.value(of: $0) }, radix: 16)
  }
}
