/// How a region of pairs is cut into pairs of blocks of rows, of which two are in memory at a time.
struct BlockPlan: Equatable, Sendable {
  /// Two blocks of stored rows that are compared; the same one twice in a self-join.
  struct Pair: Hashable, Sendable {
    /// Of the queries, in a self-join of the base.
    let rows: Range<Int>
    let columns: Range<Int>
  }

  let region: PairRegion
  /// Rows of a block, at most.
  let side: Int
  /// In the order in which they are compared: each has a block in common with the one before it as
  /// often as that can be, and rows that meet rows of their own block do so before they meet others.
  let pairs: [Pair]

  /// - Parameter border: no block has rows before and after it.
  init(_ region: PairRegion, side: Int, border: Int = 0) {
    precondition(side > 0)
    self.region = region
    self.side = side
    pairs =
      region.isSelfJoin ? Self.selfJoin(region, side, border) : Self.rectangle(region, side)
  }

  /// All pairs of a matrix with itself, or of queries with it.
  init(side: Int, baseCount: Int, queryCount: Int?) {
    self.init(PairRegion(baseCount: baseCount, queryCount: queryCount), side: side)
  }

  private static func selfJoin(_ region: PairRegion, _ side: Int, _ border: Int) -> [Pair] {
    func blocks(_ rows: Range<Int>) -> [Range<Int>] {
      self.blocks(rows.clamped(to: 0..<border), side)
        + self.blocks(rows.clamped(to: border..<Int.max), side)
    }
    let both = blocks(region.overlap)
    let before = min(region.rows.upperBound, region.columns.lowerBound)
    let rows = blocks(region.rows.lowerBound..<before) + both
    let columns = both + blocks(region.overlap.upperBound..<region.columns.upperBound)
    return columns.enumerated().flatMap { index, column in
      let others = rows.filter { $0.upperBound <= column.lowerBound }
      let own = index < both.count ? [Pair(rows: column, columns: column)] : []
      return own + backAndForth(index, others).map { Pair(rows: $0, columns: column) }
    }
  }

  private static func rectangle(_ region: PairRegion, _ side: Int) -> [Pair] {
    let columns = blocks(region.columns, side)
    return blocks(region.rows, side).enumerated().flatMap { index, row in
      backAndForth(index + 1, columns).map { Pair(rows: row, columns: $0) }
    }
  }

  /// Where one line ends the next begins.
  private static func backAndForth(_ line: Int, _ blocks: [Range<Int>]) -> [Range<Int>] {
    line.isMultiple(of: 2) ? blocks.reversed() : blocks
  }

  private static func blocks(_ rows: Range<Int>, _ side: Int) -> [Range<Int>] {
    stride(from: rows.lowerBound, to: rows.upperBound, by: side).map {
      $0..<min($0 + side, rows.upperBound)
    }
  }

  /// Whether a pair is a block with itself.
  func isSelf(_ pair: Pair) -> Bool { region.isSelfJoin && pair.rows == pair.columns }

  /// Pairs of rows that a pair of blocks has.
  func pairCount(_ pair: Pair) -> Int {
    let (rows, columns) = (pair.rows.count, pair.columns.count)
    return isSelf(pair) ? rows * (rows - 1) / 2 : rows * columns
  }

  /// All pairs of rows.
  var pairCount: Int { pairs.reduce(0) { $0 + pairCount($1) } }
}
