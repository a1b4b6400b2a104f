/// All that the answer of a job depends on, to tell whether a state or a part belongs to it.
struct JobSettings: Equatable, Sendable {
  /// Names, as users know them, and values, in a fixed order.
  let values: [NamedValue]

  init(_ values: [NamedValue]) { self.values = values }

  /// What differs first, in words; nil if nothing does.
  func difference(from now: JobSettings) -> String? {
    for setting in now.values {
      let then = values.first { $0.name == setting.name }?.value ?? "none"
      guard then != setting.value else { continue }
      return setting.name.hasPrefix("content")
        ? "the \(setting.name) has changed"
        : "\(setting.name) was \(then) and is \(setting.value)"
    }
    return self == now ? nil : "it has other settings"
  }
}

/// A line of a state's head.
struct NamedValue: Equatable, Codable, Sendable {
  let name: String
  let value: String

  init(_ name: String, _ value: some CustomStringConvertible) {
    self.name = name
    self.value = "\(value)"
  }
}

extension JobSettings {
  /// What identifies the rows of a matrix.
  ///
  /// - Complexity: O(n).
  static func describe(_ name: String, _ rows: ExaminedRows) -> [NamedValue] {
    [
      NamedValue("rows of the \(name)", rows.source.rowCount),
      NamedValue("content of the \(name)", String(rows.contentHash, radix: 16)),
    ]
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
