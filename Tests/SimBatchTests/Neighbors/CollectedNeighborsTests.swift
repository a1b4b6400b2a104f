import SimBatch
import Testing

@Suite("Collected neighbors")
struct CollectedNeighborsTests {
  private func neighbors(_ rows: [[Float]], limit: Float? = nil) throws -> NeighborRows {
    var options = NeighborOptions(measure: .euclidean, count: 2)
    options.limit = limit
    return try NeighborSearch(base: StoredMatrix(rows: rows), options: options).neighbors()
  }

  @Test("come best first, for every row")
  func order() throws {
    let found = try neighbors([[0, 0], [3, 4], [0, 1], [0, 0]])
    #expect(found.firstRow == 0 && found.rowCount == 4 && found.neighborCount == 2)
    #expect(
      found.neighbors(of: 0) == [Neighbor(row: 3, score: 0), Neighbor(row: 2, score: 1)]
    )
    #expect(found.neighbors(of: 2).map(\.row) == [0, 3])
    #expect(found.neighbors(of: 1).last == Neighbor(row: 0, score: 5))
  }

  @Test("are fewer where there are no more")
  func missing() throws {
    let found = try neighbors([[0, 0], [3, 4], [0, 1]], limit: 2)
    #expect(found.neighbors(of: 0) == [Neighbor(row: 2, score: 1)])
    #expect(found.neighbors(of: 1).isEmpty)
    #expect(try neighbors([[1, 2]]).neighbors(of: 0).isEmpty)
  }

  @Test("are numbered by row in any run of rows")
  func run() {
    let rows = NeighborRows(
      firstRow: 10,
      neighborCount: 2,
      neighbors: [1, 2, 3, -1],
      scores: [0.5, 0.25, 1, .nan]
    )
    #expect(rows.neighbors(of: 11) == [Neighbor(row: 3, score: 1)])
  }
}
