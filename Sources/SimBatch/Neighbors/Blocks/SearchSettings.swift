/// All that the answer of a search depends on, to tell whether a state belongs to it.
struct SearchSettings: Equatable {
  /// Names, as users know them, and values, in a fixed order.
  let values: [(name: String, value: String)]

  init(_ values: [(name: String, value: String)]) { self.values = values }

  init(_ search: NeighborSearch, _ examined: ExaminedSides) {
    let options = search.options
    var values: [(name: String, value: String)] = [
      ("version", SimBatchVersion.current),
      ("metric", options.measure.rawValue),
      ("top", "\(search.foundCount)"),
      ("farthest", "\(options.farthest)"),
      ("include-self", "\(options.includeSelf)"),
      ("limit", options.limit.map { "\($0)" } ?? "none"),
      ("dims", "\(examined.base.source.dimensions)"),
      ("center-columns", "\(options.rows.centerColumns)"),
      ("on-bad-row", options.rows.onBadRow.rawValue),
    ]
    values += Self.describe("input", examined.base)
    values += examined.queries.map { Self.describe("queries", $0) } ?? [("queries", "none")]
    self.values = values
  }

  private static func describe(_ name: String, _ rows: ExaminedRows) -> [(String, String)] {
    [
      ("rows of the \(name)", "\(rows.source.rowCount)"),
      ("content of the \(name)", String(rows.contentHash, radix: 16)),
    ]
  }

  static func == (one: SearchSettings, other: SearchSettings) -> Bool {
    one.values.map(\.name) == other.values.map(\.name)
      && one.values.map(\.value) == other.values.map(\.value)
  }

  /// What differs first, in words; nil if nothing does.
  func difference(from now: SearchSettings) -> String? {
    for (name, value) in now.values {
      let then = values.first { $0.name == name }?.value ?? "none"
      guard then != value else { continue }
      return name.hasPrefix("content")
        ? "the \(name) has changed" : "\(name) was \(then) and is \(value)"
    }
    return self == now ? nil : "it has other settings"
  }
}

extension ExaminedRows {
  /// A hash of all rows in their order.
  ///
  /// - Complexity: O(n).
  var contentHash: UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for row in 0..<source.rowCount {
      hash = (hash ^ hashes[row]) &* 0x100_0000_01b3
      hash ^= hash >> 32
    }
    return hash
  }
}
