import Testing

@testable import SimBatch

/// Tiles that come first.
@Suite("Seed tiles")
struct SeedTileTests {
  /// Four blocks of 32 rows about four directions, of which two are nearly opposite: 0 and 2, 1 and 3.
  private func comparison(
    _ measure: Measure,
    farthest: Bool,
    queries directions: [[Double]]? = nil
  ) throws -> Comparison {
    let kernels = try Kernels.selected()
    func rows(_ directions: [[Double]], seed: UInt64) throws -> StoredMatrix {
      let noise = Rows.gaussian(32 * directions.count, 8, seed: seed)
      return try storedMatrix(
        noise.enumerated().map { index, row in
          zip(directions[index / 32], row).map { 10 * $0 + 0.1 * $1 }
        }
      )
    }
    let base: [[Double]] = [
      [1, 0, 0, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0, 0, 0], [-1, 0, 0.1, 0, 0, 0, 0, 0],
      [0, -1, 0, 0.1, 0, 0, 0, 0],
    ]
    let sides = try PreparedSides(
      base: try rows(base, seed: 1),
      queries: try directions.map { try rows($0, seed: 2) },
      measure: measure,
      rows: RowOptions(),
      farthest: farthest,
      kernels: kernels,
      workers: 1
    )
    let columns = try OrderedSide(sides.base)
    return try Comparison(
      rows: try sides.queries.map { try OrderedSide($0) } ?? columns,
      columns: columns,
      farthest: farthest,
      scale: sides.scale,
      kernels: kernels
    )
  }

  private func places(_ comparison: Comparison) throws -> [[Int]] {
    try SeedTiles(comparison, side: 32).places().map { [$0.rowBlock, $0.columnBlock] }
  }

  @Test(arguments: Measure.allCases)
  func `of a matrix with itself are on the diagonal, those of the farthest opposite`(
    measure: Measure
  ) throws {
    let near = try places(comparison(measure, farthest: false))
    #expect(near == [[0, 0], [1, 1], [2, 2], [3, 3]])
    #expect(try places(comparison(measure, farthest: true)) == [[0, 2], [1, 3]])
  }

  @Test(arguments: Measure.allCases)
  func `of queries are the blocks most like them, or least`(measure: Measure) throws {
    let queries: [[Double]] = [[0, 0.9, 0, 0, 0, 0, 0.1, 0], [-0.9, 0, 0, 0, 0, 0.1, 0, 0]]
    #expect(
      try places(comparison(measure, farthest: false, queries: queries)) == [[0, 1], [1, 2]]
    )
    #expect(
      try places(comparison(measure, farthest: true, queries: queries)) == [[0, 3], [1, 0]]
    )
  }
}
