import Testing

@testable import SimBatch

@Suite("Regions of shards")
struct RegionSplitTests {
  private func cells(_ region: PairRegion) -> [[Int]] {
    region.rows.flatMap { row in
      region.columns.filter { !region.isSelfJoin || row < $0 }.map { [row, $0] }
    }
  }

  @Test(arguments: [0, 1, 2, 3, 17, 60], [1, 2, 3, 7, 12, 40])
  func `have every pair of a self-join once`(rows: Int, count: Int) {
    let whole = PairRegion(baseCount: rows, queryCount: nil)
    for granularity in [1, 8] {
      let split = RegionSplit(costs: .even, granularity: granularity)
      let regions = split.regions(of: whole, count: count)
      #expect(regions.count == count)
      let found = regions.flatMap(cells)
      #expect(found.count == rows * max(0, rows - 1) / 2)
      #expect(Set(found).count == found.count)
      for region in regions where region.pairCount > 0 {
        for cut in [region.rows.lowerBound, region.columns.lowerBound] {
          #expect(cut.isMultiple(of: granularity))
        }
      }
    }
  }

  @Test(arguments: [1, 5, 23], [1, 9, 30])
  func `have every pair of queries and rows once`(queries: Int, base: Int) {
    let whole = PairRegion(baseCount: base, queryCount: queries)
    for count in [1, 4, 11] {
      let found = RegionSplit(costs: .even, granularity: 1).regions(of: whole, count: count)
        .flatMap(cells)
      #expect(found.count == queries * base)
      #expect(Set(found).count == found.count)
    }
  }

  @Test(arguments: [2, 3, 5, 12, 13, 64, 1000])
  func `have nearly the same number of pairs, and few rows`(count: Int) {
    let rows = 1_000_000
    let whole = PairRegion(baseCount: rows, queryCount: nil)
    let regions = RegionSplit(costs: .even, granularity: 1).regions(of: whole, count: count)
    let mean = Double(whole.pairCount) / Double(count)
    for region in regions {
      #expect(abs(Double(region.pairCount) - mean) < 0.001 * mean)
    }
    // A square of as many pairs has 2 √mean rows; a rectangle of 1 : 4 has a quarter more.
    let fewest = 2 * mean.squareRoot() * Double(count)
    #expect(Double(regions.reduce(0) { $0 + $1.rowCount }) < 1.25 * fewest)
  }

  @Test func `have nearly the same cost where pairs cost differently`() {
    // Pairs near the diagonal are dear.
    let bins = 16
    func cost(_ row: Int, _ column: Int) -> Double {
      row == column ? 40 : 1 / Double(1 + abs(row - column))
    }
    let lines = (0..<bins).map { row in (0..<bins).map { column in cost(row, column) } }
    let costs = PairCosts(rowsByBin: 100, columnsByBin: 100, costs: lines)
    let whole = PairRegion(baseCount: 1600, queryCount: nil)
    let regions = RegionSplit(costs: costs, granularity: 1).regions(of: whole, count: 12)
    let shares = regions.map { costs.cost(of: $0) / costs.cost(of: whole) * 12 }
    #expect(shares.allSatisfy { abs($0 - 1) < 0.05 }, "\(shares)")
    let uneven = regions.map { Double($0.pairCount) / Double(whole.pairCount) * 12 }
    #expect(uneven.contains { abs($0 - 1) > 0.3 }, "else this shows nothing")
  }

  @Test func `cost as much as their pairs do one by one`() {
    let costs = PairCosts(
      rowsByBin: 5,
      columnsByBin: 4,
      costs: [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    )
    let region = PairRegion(rows: 2..<11, columns: 3..<12, isSelfJoin: true)
    let sum = cells(region).reduce(0.0) { sum, cell in
      let bin: Int = 3 * (cell[0] / 5) + cell[1] / 4
      return sum + Double(bin + 1)
    }
    #expect(abs(costs.cost(of: region) - sum) < 1e-9)
  }
}
