import Synchronization
import Testing

@testable import SimBatch

/// Runs a pair search over the distinct rows of a matrix and returns its pairs, sorted.
private func pairs(_ matrix: StoredMatrix, measure: Measure, limit: Float, tileSide: Int) throws
  -> [ScoredPair]
{
  let kernels = try Kernels.selected()
  let sides = try PreparedSides(
    base: matrix,
    queries: nil,
    measure: measure,
    rows: RowOptions(),
    farthest: false,
    kernels: kernels,
    workers: 2
  )
  let found = Mutex<[ScoredPair]>([])
  _ = try PairSearch(
    rows: sides.base,
    columns: sides.base,
    limit: limit,
    scale: sides.scale,
    kernels: kernels,
    tileSide: tileSide,
    workers: 2
  ).run { pairs in
    found.withLock { $0 += pairs }
    return true
  }
  return found.withLock { $0 }.sorted { ($0.row, $0.column) < ($1.row, $1.column) }
}

@Suite("Pairs")
struct PairSearchTests {
  @Test(
    "that reach the limit are all found, and no others",
    arguments: Measure.allCases,
    [1, 50, 64]
  )
  func exact(measure: Measure, tileSide: Int) throws {
    let matrix = try storedMatrix(Rows.gaussian(170, 4, seed: 51))
    let brute = BruteForce(values(of: matrix), measure: measure)
    for limit: Float in measure == .euclidean ? [0, 0.7, 3] : [-2, 0.2, 0.95] {
      var expected: [(Int, Int, Double)] = []
      for row in 0..<170 {
        for column in row + 1..<170 {
          let score = brute.score(brute.rows[row], brute.rows[column])
          let reaches = measure == .euclidean ? Float(score) <= limit : Float(score) >= limit
          if reaches { expected.append((row, column, score)) }
        }
      }
      let found = try pairs(matrix, measure: measure, limit: limit, tileSide: tileSide)
      try #require(found.count == expected.count)
      for (pair, reference) in zip(found, expected) {
        #expect(Int(pair.row) == reference.0 && Int(pair.column) == reference.1)
        #expect(abs(Double(pair.score) - reference.2) <= max(1, abs(reference.2)) * 0x1p-23)
      }
    }
  }

  @Test("at the limit itself are in, one step below it are out")
  func edge() throws {
    // Cosine 0.6 exactly, as 3-4-5 triangles have.
    let matrix = try storedMatrix([[1, 0], [3, 4]])
    let limit = Float(0.6)
    #expect(try pairs(matrix, measure: .cosine, limit: limit, tileSide: 8).count == 1)
    #expect(try pairs(matrix, measure: .cosine, limit: limit.nextUp, tileSide: 8).isEmpty)
    #expect(
      try pairs(matrix, measure: .euclidean, limit: Float(20).squareRoot(), tileSide: 8).count == 1
    )
  }

  @Test("stop when the consumer has had enough")
  func stopping() throws {
    let kernels = try Kernels.selected()
    let sides = try PreparedSides(
      base: storedMatrix(Rows.gaussian(300, 3, seed: 1)),
      queries: nil,
      measure: .cosine,
      rows: RowOptions(),
      farthest: false,
      kernels: kernels,
      workers: 1
    )
    let calls = Counter()
    _ = try PairSearch(
      rows: sides.base,
      columns: sides.base,
      limit: -1,
      scale: sides.scale,
      kernels: kernels,
      tileSide: 32,
      workers: 1
    ).run { _ in
      calls.add(1)
      return false
    }
    #expect(calls.current == 1)
  }
}
