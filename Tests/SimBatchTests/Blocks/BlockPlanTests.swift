import Testing

@testable import SimBatch

@Suite("The order of blocks")
struct BlockPlanTests {
  @Test(arguments: [0, 1, 2, 5, 9, 10, 11, 64], [1, 3, 10])
  func `of a self-join meets every pair of blocks once, and a block itself first`(
    count: Int,
    side: Int
  ) {
    let plan = BlockPlan(side: side, baseCount: count, queryCount: nil)
    #expect(plan.pairCount == count * max(0, count - 1) / 2)
    var met: Set<Range<Int>> = []
    for (index, pair) in plan.pairs.enumerated() {
      if pair.rows == pair.columns { met.insert(pair.rows) }
      #expect(met.contains(pair.rows) && met.contains(pair.columns))
      guard index > 0 else { continue }
      let before = plan.pairs[index - 1]
      // Only where a new block meets itself may nothing be shared.
      let shares = Set([pair.rows, pair.columns]).intersection([before.rows, before.columns])
      #expect(!shares.isEmpty || pair.rows == pair.columns)
    }
  }

  @Test(arguments: [1, 7, 20], [1, 13, 40])
  func `of queries meets every pair once, and shares a block with the one before`(
    queries: Int,
    base: Int
  ) {
    let plan = BlockPlan(side: 4, baseCount: base, queryCount: queries)
    #expect(plan.pairCount == queries * base)
    for (pair, before) in zip(plan.pairs.dropFirst(), plan.pairs) {
      #expect(pair.rows == before.rows || pair.columns == before.columns)
    }
  }
}

@Suite("Regions of pairs")
struct PairRegionTests {
  private typealias Cell = [Int]

  /// The pairs of a region by its definition.
  private func cells(_ rows: Range<Int>, _ columns: Range<Int>, isSelfJoin: Bool) -> Set<Cell> {
    var cells: Set<Cell> = []
    for row in rows {
      for column in columns where !isSelfJoin || row < column { cells.insert([row, column]) }
    }
    return cells
  }

  @Test func `are cut into blocks that have each of their pairs once, and no other`() {
    var random = SplitMix64(seed: 8)
    for _ in 0..<400 {
      let numbers = (0..<4).map { _ in random.next(below: 12) }
      let rows = min(numbers[0], numbers[1])..<max(numbers[0], numbers[1])
      let columns = min(numbers[2], numbers[3])..<max(numbers[2], numbers[3])
      for isSelfJoin in [true, false] {
        let region = PairRegion(rows: rows, columns: columns, isSelfJoin: isSelfJoin)
        let wanted = cells(rows, columns, isSelfJoin: isSelfJoin)
        #expect(region.pairCount == wanted.count, "\(rows) \(columns)")
        let plan = BlockPlan(region, side: 1 + random.next(below: 6))
        let found = plan.pairs.flatMap { cells($0.rows, $0.columns, isSelfJoin: isSelfJoin) }
        #expect(found.count == wanted.count && Set(found) == wanted, "\(rows) \(columns)")
        #expect(plan.pairCount == wanted.count)
        let collecting = Set(region.collectingRows.flatMap { Array($0) })
        for cell in wanted {
          #expect(collecting.contains(cell[0]))
          if isSelfJoin { #expect(collecting.contains(cell[1])) }
        }
      }
    }
  }
}
