extension KeepOrder {
  var isCentral: Bool {
    if case .central = self { true } else { false }
  }

  /// The stored rows in keep order, or nil where that is their own order.
  ///
  /// - Precondition: not ``central``, which depends on pairs.
  /// - Complexity: O(n log n).
  func order(rowCount: Int) -> [UInt32]? {
    switch self {
    case .first: return nil
    case .last: return (0..<UInt32(rowCount)).reversed()
    case .central: preconditionFailure("central rows are known by their pairs only")
    case .scores(let values):
      precondition(values.count == rowCount)
      return Self.sorted(values)
    }
  }

  /// The stored rows with the greatest degree first, then by row.
  static func centralOrder(_ degrees: [Int]) -> [UInt32] { sorted(degrees) }

  private static func sorted<Value: Comparable>(_ values: [Value]) -> [UInt32] {
    (0..<UInt32(values.count)).sorted { a, b in
      let (x, y) = (values[Int(a)], values[Int(b)])
      return x != y ? x > y : a < b
    }
  }
}
