/// How a search is cut into pairs of blocks of rows, of which two are in memory at a time.
struct BlockPlan: Equatable, Sendable {
  /// Two blocks that are compared; the same one twice in a self-join.
  struct Pair: Equatable, Sendable {
    /// Of the queries, in a self-join of the base.
    let rows: Int
    let columns: Int
  }

  /// Rows of a block, at most.
  let side: Int
  let baseCount: Int
  /// nil in a self-join.
  let queryCount: Int?
  /// In the order in which they are compared: each has a block in common with the one before it,
  /// and in a self-join all rows have met rows of their own block before they meet others.
  let pairs: [Pair]

  init(side: Int, baseCount: Int, queryCount: Int?) {
    precondition(side > 0)
    self.side = side
    self.baseCount = baseCount
    self.queryCount = queryCount
    let columns = Self.blockCount(baseCount, side: side)
    guard let queryCount else {
      pairs = (0..<columns).flatMap { column in
        // Back and forth, so that where one column ends the next begins.
        let others = column.isMultiple(of: 2) ? Array((0..<column).reversed()) : Array(0..<column)
        return [Pair(rows: column, columns: column)]
          + others.map { Pair(rows: $0, columns: column) }
      }
      return
    }
    pairs = (0..<Self.blockCount(queryCount, side: side)).flatMap { row in
      let all = row.isMultiple(of: 2) ? Array(0..<columns) : Array((0..<columns).reversed())
      return all.map { Pair(rows: row, columns: $0) }
    }
  }

  private static func blockCount(_ count: Int, side: Int) -> Int { (count + side - 1) / side }

  /// The rows of a block of the base.
  func baseRows(_ block: Int) -> Range<Int> {
    block * side..<min((block + 1) * side, baseCount)
  }

  /// Those of the queries, in a self-join of the base.
  func ownRows(_ block: Int) -> Range<Int> {
    block * side..<min((block + 1) * side, queryCount ?? baseCount)
  }

  /// Pairs of rows that a pair of blocks has.
  func pairCount(_ pair: Pair) -> Int {
    let (rows, columns) = (ownRows(pair.rows).count, baseRows(pair.columns).count)
    return queryCount == nil && pair.rows == pair.columns ? rows * (rows - 1) / 2 : rows * columns
  }

  /// All pairs of rows.
  var pairCount: Int { pairs.reduce(0) { $0 + pairCount($1) } }
}
