import Testing

@testable import SimBatch

/// Searches by blocks give the bytes of searches in one piece.
@Suite("Searches by blocks")
struct BlockedSearchTests {
  private func expectSame(
    _ base: StoredMatrix,
    queries: StoredMatrix? = nil,
    _ options: NeighborOptions,
    blocks: [Int]
  ) throws {
    let whole = try search(base, queries: queries, options)
    for side in blocks {
      var options = options
      options.resources.blockSide = side
      let found = try search(base, queries: queries, options)
      #expect(found.report.work.blockPairs > 1)
      #expect(found.kept.neighbors == whole.kept.neighbors, "blocks of \(side)")
      #expect(
        found.kept.scores.map(\.bitPattern) == whole.kept.scores.map(\.bitPattern),
        "blocks of \(side)"
      )
    }
  }

  /// Rows of which some have twins in their own block, in others, or in both.
  private func rows(_ n: Int, _ d: Int) -> [[Double]] {
    var rows = Rows.withTwins(n, d, seed: 7)
    for row in stride(from: 0, to: n - 50, by: 37) { rows[row + 49] = rows[row] }
    return rows
  }

  @Test(arguments: Measure.allCases, [false, true])
  func `find the neighbors of a search in one piece`(measure: Measure, farthest: Bool) throws {
    let matrix = try storedMatrix(rows(211, 13))
    var options = NeighborOptions(measure: measure, count: 9)
    options.farthest = farthest
    try expectSame(matrix, options, blocks: [50, 105, 106, 210])
    // Some hundred pairs of blocks.
    try expectSame(try storedMatrix(Rows.withTwins(23, 5, seed: 3)), options, blocks: [1, 2, 22])
    options.selfNeighbor = .include
    try expectSame(matrix, options, blocks: [64])
  }

  @Test(arguments: ["int8", "int8:8", "prefix:6", "full"])
  func `are the same under every screen`(screen: String) throws {
    let matrix = try storedMatrix(rows(300, 24))
    var options = NeighborOptions(measure: .cosine, count: 5)
    options.resources.screen = try #require(ScreenChoice(argument: screen))
    try expectSame(matrix, options, blocks: [97, 160])
  }

  @Test func `are the same for queries, limits, many ties, more neighbors than rows`() throws {
    let matrix = try storedMatrix(rows(160, 7))
    let queries = try storedMatrix(Rows.gaussian(90, 7, seed: 3) + [[Double]](rows(60, 7)[0..<20]))
    try expectSame(matrix, queries: queries, NeighborOptions(measure: .dot, count: 6), blocks: [33])
    var limited = NeighborOptions(measure: .cosine, count: 20)
    limited.limit = 0.4
    try expectSame(matrix, limited, blocks: [41])
    try expectSame(matrix, NeighborOptions(measure: .euclidean, count: 500), blocks: [70])
    let ties = try storedMatrix(Rows.smallIntegers(240, 3, seed: 5, range: 1...2))
    try expectSame(ties, NeighborOptions(measure: .cosine, count: 12), blocks: [19, 120])
  }

  @Test func `leave out the rows that a search in one piece leaves out`() throws {
    var rows = rows(140, 6)
    for row in [0, 63, 64, 139] { rows[row] = [Double](repeating: 0, count: 6) }
    rows[70][2] = .nan
    var options = NeighborOptions(measure: .cosine, count: 4)
    options.rows.onBadRow = .skip
    options.rows.centerColumns = true
    options.rows.dimensions = 5
    try expectSame(try storedMatrix(rows), options, blocks: [32, 64])
  }
}
