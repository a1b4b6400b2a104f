import Testing

@testable import SimBatch

@Suite("Queries and base")
struct QuerySeparationTests {
  private static func section(
    _ rows: [[Double]],
    _ queries: [[Double]],
    measure: Measure = .cosine,
    centerColumns: Bool = false
  ) throws -> QuerySection {
    let means = try sectionMeans(
      rows,
      dimensions: 6,
      queries: queries,
      measure: measure,
      centerColumns: centerColumns
    )
    return try QuerySeparation(means, queries: try #require(means.queries)).section()
  }

  /// Whole numbers: sums of centred columns are exact in any order where n is a power of two.
  private static func rows(_ n: Int, shift: Double = 0, seed: UInt64) -> [[Double]] {
    Rows.smallIntegers(n, 6, seed: seed, range: -9...9).map { row in
      [row[0] + shift + 0.5] + row.dropFirst()
    }
  }

  @Test("The distance of means is that of unit-length rows")
  func meanDistance() throws {
    let (base, queries) = (Self.rows(100, seed: 1), Self.rows(40, shift: 4, seed: 2))
    let found = try Self.section(base, queries, measure: .dot)
    let one = AuditReference.mean(queries.map { AuditReference.unit($0, centred: false) })
    let other = AuditReference.mean(base.map { AuditReference.unit($0, centred: false) })
    let expected = AuditReference.length(zip(one, other).map(-))
    #expect(abs(found.meanDistance.value - expected) < 1e-12)
    #expect(found.meanDistance.low < expected && expected < found.meanDistance.high)
    #expect(found.rows == 40 && found.meanDistance.count == 140)
  }

  @Test(
    "Nearest rows of both sides, and who wins, are those of brute force",
    arguments: Measure.allCases,
    [false, true]
  )
  func nearest(measure: Measure, centerColumns: Bool) throws {
    let (base, queries) = (Self.rows(64, seed: 3), Self.rows(30, shift: 2, seed: 4))
    let found = try Self.section(base, queries, measure: measure, centerColumns: centerColumns)
    let reference = BruteForce(
      base,
      queries: queries,
      measure: measure,
      centerColumns: centerColumns
    )
    let asked = try #require(reference.queries)
    var (toBase, toQueries, won) = ([Double](), [Double](), 0.0)
    for query in asked.indices {
      func best(_ rows: [[Double]]) -> Double {
        let scores = rows.map { Double(Float(reference.score(asked[query], $0))) }
        return (measure.isDistance ? scores.min() : scores.max()) ?? .nan
      }
      let others = asked.indices.filter { $0 != query }.map { asked[$0] }
      let (base, query) = (best(reference.rows), best(others))
      toBase.append(base)
      toQueries.append(query)
      won += base == query ? 0.5 : (query < base) == measure.isDistance ? 1 : 0
    }
    // Nearest scores are `Float`, of sums in another order.
    #expect(abs(found.nearestBase.mean.value - toBase.reduce(0, +) / 30) < 1e-5)
    #expect(abs(found.nearestQuery.mean.value - toQueries.reduce(0, +) / 30) < 1e-5)
    #expect(abs(found.questionsFindQuestions.value - won / 30) < 1e-12)
    #expect(found.expectedShare == 29.0 / 93)
  }

  @Test("Queries of the same kind cannot be told, and find what chance gives")
  func sameKind() throws {
    let found = try Self.section(Self.rows(200, seed: 5), Self.rows(100, seed: 6))
    #expect(found.separability.low < 0.5 && found.separability.high > 0.5)
    #expect(found.separability.count == 150)
    #expect(abs(found.questionsFindQuestions.value - found.expectedShare) < 0.2)
  }

  @Test("Shifted queries are told from the base, and find each other")
  func shifted() throws {
    let found = try Self.section(Self.rows(100, seed: 7), Self.rows(50, shift: 40, seed: 8))
    #expect(found.separability.low > 0.99)
    #expect(found.questionsFindQuestions.low > 0.99)
    #expect(found.expectedShare < 0.34)
    #expect(found.meanDistance.low > 0.8)
  }

  @Test("The area under the curve counts pairs, and equal ones half")
  func areaUnderCurve() {
    var random = SplitMix64(seed: 9)
    let values = (0..<70).map { _ in Double(random.next(below: 12)) }
    let others = (0..<110).map { _ in Double(random.next(below: 10)) }
    let found = Bootstrap(seed: 1).areaUnderCurve(values, over: others)
    #expect(found.value == SectionReference.areaUnderCurve(values, others))
    #expect(found.low < found.value && found.value < found.high)
    // DeLong's variance is about that of a mean of 70 and of 110 places of spread 1/√12 at most.
    #expect(found.high - found.low < 4 * (1 / 70.0 + 1 / 110.0).squareRoot() / 2)
  }

  @Test("A drawn sample has the area of its values written out")
  func drawnArea() {
    let (values, others) = ([3.0, 1, 2, 2], [2.0, 0, 3])
    let (drawn, otherDrawn): ([Int32], [Int32]) = ([2, 0, 1, 1], [0, 2, 1])
    let ranks = SampledRanks(values + others)
    #expect(
      ranks.areaUnderCurve(split: 4, drawn, otherDrawn)
        == SectionReference.areaUnderCurve([3, 3, 2, 2], [0, 0, 3])
    )
  }

  @Test("A query that equals a row and another query is half of each side")
  func tie() throws {
    let row: [Double] = [1, 2, 3, 0, 0, 1]
    let found = try Self.section([row, [0, 0, 0, 0, 1, 0]], [row, row])
    #expect(found.questionsFindQuestions.value == 0.5)
  }

  @Test("Few rows on either side", arguments: [(0, 3), (1, 1), (2, 2), (3, 0), (0, 0), (1, 3)])
  func fewRows(base: Int, queries: Int) throws {
    let found = try Self.section(Self.rows(base, seed: 10), Self.rows(queries, seed: 11))
    #expect(found.rows == queries)
    #expect(found.nearestBase.count == (base > 0 ? queries : 0))
    #expect(found.nearestQuery.count == (queries > 1 ? queries : 0))
    #expect(found.separability.value.isNaN == (base < 2 || queries < 2))
    #expect(found.meanDistance.value.isNaN == (base < 1 || queries < 1))
    let share = found.questionsFindQuestions.value
    #expect(share.isNaN == (queries == 0 || base == 0 && queries == 1))
    if base == 0, queries > 1 { #expect(share == 1) }
    if queries == 1, base > 0 { #expect(share == 0) }
  }

  @Test("Bad rows of either side are left out")
  func badRows() throws {
    var (base, queries) = (Self.rows(40, seed: 12), Self.rows(20, seed: 13))
    let clean = try Self.section(base, queries, measure: .euclidean)
    base.insert([Double](repeating: .nan, count: 6), at: 40)
    queries.insert([Double](repeating: .infinity, count: 6), at: 20)
    let found = try Self.section(base, queries, measure: .euclidean)
    #expect(found.rows == 20 && found.expectedShare == clean.expectedShare)
    #expect(found.meanDistance == clean.meanDistance)
    #expect(found.separability == clean.separability)
    #expect(found.questionsFindQuestions == clean.questionsFindQuestions)
  }
}
