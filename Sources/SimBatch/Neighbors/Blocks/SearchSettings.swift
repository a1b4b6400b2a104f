extension JobSettings {
  /// Those of a neighbor search.
  init(_ search: NeighborSearch, _ examined: ExaminedSides) {
    let options = search.options
    let own = [
      NamedValue("version", SimBatchVersion.current),
      NamedValue("metric", options.measure.rawValue),
      NamedValue("top", search.foundCount),
      NamedValue("farthest", options.farthest),
      NamedValue("self", options.selfNeighbor.rawValue),
      NamedValue("limit", options.limit.map { "\($0)" } ?? "none"),
      NamedValue("dims", examined.base.source.dimensions),
      NamedValue("center-columns", options.rows.centerColumns),
      NamedValue("on-bad-row", options.rows.onBadRow.rawValue),
    ]
    self.init(
      own + Self.describe("input", examined.base)
        + (examined.queries.map { Self.describe("queries", $0) } ?? [NamedValue("queries", "none")])
    )
  }
}
