/// A row and how well it answers: better ones are less.
struct RankedRow: Comparable, Sendable {
  /// Greater keys come first.
  let key: Float
  let row: UInt32

  /// Better keys first, equal ones by row.
  static func < (first: RankedRow, second: RankedRow) -> Bool {
    first.key != second.key ? first.key > second.key : first.row < second.row
  }
}

/// The best of the rows that were offered so far.
struct BestRows: Sendable {
  /// How many are wanted.
  private let count: Int
  private var rows: [RankedRow] = []
  /// What a row must be better than to be among the best.
  private var worst: RankedRow?

  init(count: Int) {
    precondition(count > 0)
    self.count = count
  }

  /// Rows kept before the list is cut to the best: as many again, so that sorting is rare.
  static func capacity(count: Int) -> Int { 2 * count + 16 }

  /// - Complexity: O(1) for a row that is not among the best; O(log count) amortized for others.
  mutating func offer(_ row: RankedRow) {
    if let worst, !(row < worst) { return }
    rows.append(row)
    if rows.count >= Self.capacity(count: count) { cut() }
  }

  /// At most `count` rows, best first.
  func best(and others: [BestRows] = []) -> [RankedRow] {
    Array(others.reduce(rows) { $0 + $1.rows }.sorted().prefix(count))
  }

  private mutating func cut() {
    rows.sort()
    rows.removeLast(rows.count - count)
    worst = rows.last
  }
}
