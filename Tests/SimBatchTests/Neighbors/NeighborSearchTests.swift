import Testing

@testable import SimBatch

/// Checks an answer against the brute force.
///
/// Both compute in `Double`, in different orders of summation; a score may differ by 10⁻¹⁴ of the
/// product of the lengths and, after rounding to `Float`, by one unit in the last place (2⁻²³
/// relative). Where that decides the order, any order among those rows is right for the brute
/// force; so rows are compared by their scores, and ties by row are checked on the output itself.
func expectExact(
  _ kept: KeptNeighbors,
  k: Int,
  brute: BruteForce,
  farthest: Bool,
  includeSelf: Bool,
  limit: Double? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let own = brute.queries ?? brute.rows
  let distance = brute.measure == .euclidean
  #expect(kept.neighbors.count == own.count * k, sourceLocation: sourceLocation)
  for row in own.indices {
    var expected = brute.answers(row: row, farthest: farthest, includeSelf: includeSelf)
    if let limit { expected.removeAll { distance ? $0.score > limit : $0.score < limit } }
    expected = Array(expected.prefix(k))
    let found = (0..<k).map {
      (row: kept.neighbors[row * k + $0], score: kept.scores[row * k + $0])
    }
    let present = found.prefix { $0.row >= 0 }
    let missing = found.dropFirst(present.count)
    guard present.count == expected.count, missing.allSatisfy({ $0.row == -1 && $0.score.isNaN })
    else {
      Issue.record(
        "row \(row): found \(found), expected \(expected)",
        sourceLocation: sourceLocation
      )
      return
    }
    #expect(Set(present.map(\.row)).count == present.count, sourceLocation: sourceLocation)
    for (entry, pair) in zip(present, expected).enumerated() {
      let scale = brute.measure == .dot || distance ? max(abs(pair.1.score), 1e-30) : 1
      let own = brute.score(own[row], brute.rows[Int(pair.0.row)])
      if abs(Double(pair.0.score) - pair.1.score) > scale * 0x1p-22
        || abs(Double(pair.0.score) - own) > max(abs(own), scale) * 0x1p-22
      {
        Issue.record(
          "row \(row) entry \(entry): found \(pair.0), which is \(own); expected \(pair.1)",
          sourceLocation: sourceLocation
        )
        return
      }
    }
    let better: (Float, Float) -> Bool = { distance == farthest ? $0 > $1 : $0 < $1 }
    for (first, second) in zip(present, present.dropFirst()) {
      let ordered =
        better(first.score, second.score)
        || (first.score == second.score && first.row < second.row)
      #expect(ordered, "row \(row): \(first), \(second)", sourceLocation: sourceLocation)
    }
  }
}

/// Runs a search and returns what it wrote.
func search(
  _ base: StoredMatrix,
  queries: StoredMatrix? = nil,
  _ options: NeighborOptions
) throws -> (kept: KeptNeighbors, k: Int, report: NeighborReport) {
  let search = try NeighborSearch(base: base, queries: queries, options: options)
  let kept = KeptNeighbors()
  let report = try search.run(to: kept)
  #expect(kept.isFinished)
  return (kept, search.entryCount, report)
}

@Suite("Neighbors")
struct NeighborSearchTests {
  @Test(
    "Equal the brute force over odd shapes",
    arguments: [0, 1, 2, 3, 63, 64, 65, 200],
    [1, 2, 3, 31, 64]
  )
  func shapes(n: Int, d: Int) throws {
    let matrix = try storedMatrix(Rows.gaussian(n, d, seed: UInt64(n * 100 + d)), dimensions: d)
    for measure in Measure.allCases where !(measure == .pearson && d == 1) {
      for farthest in [false, true] {
        var options = NeighborOptions(measure: measure, count: 5)
        options.farthest = farthest
        options.resources.threads = 2
        options.resources.tileSide = 64
        let (kept, k, _) = try search(matrix, options)
        let brute = BruteForce(values(of: matrix), measure: measure)
        expectExact(kept, k: k, brute: brute, farthest: farthest, includeSelf: false)
      }
    }
  }

  @Test(
    "Equal the brute force with twins, for any k",
    arguments: Measure.allCases,
    [1, 3, 90, 500]
  )
  func twins(measure: Measure, k: Int) throws {
    let matrix = try storedMatrix(Rows.withTwins(150, 17, seed: 5))
    for includeSelf in [false, true] {
      for farthest in [false, true] {
        var options = NeighborOptions(measure: measure, count: k)
        options.selfNeighbor = includeSelf ? .include : .exclude
        options.farthest = farthest
        let (kept, k, _) = try search(matrix, options)
        let brute = BruteForce(values(of: matrix), measure: measure)
        expectExact(kept, k: k, brute: brute, farthest: farthest, includeSelf: includeSelf)
      }
    }
  }

  @Test("Break massive ties by row", arguments: Measure.allCases, [3, 7])
  func ties(measure: Measure, d: Int) throws {
    let rows = Rows.smallIntegers(700, d, seed: 77, range: 0...2)
    let matrix = try storedMatrix(rows, as: .u8)
    let brute = BruteForce(rows, measure: measure)
    for farthest in [false, true] {
      var options = NeighborOptions(measure: measure, count: 12)
      options.farthest = farthest
      options.rows.onBadRow = .skip
      let (kept, k, _) = try search(matrix, options)
      expectExact(kept, k: k, brute: brute, farthest: farthest, includeSelf: false)
      expectLowestRowsAtTheEnd(kept, k: k, brute: brute)
    }
  }

  /// Of the rows that tie with the last entry, the lowest must be there. Whole-number rows have
  /// exact dot products, so the brute force knows which tie up to rounding of the quotient.
  private func expectLowestRowsAtTheEnd(_ kept: KeptNeighbors, k: Int, brute: BruteForce) {
    for row in brute.rows.indices where kept.neighbors[row * k + k - 1] >= 0 {
      let last = Double(kept.scores[row * k + k - 1])
      let present = Set(kept.neighbors[row * k..<(row + 1) * k].map(Int.init))
      let highest = Int(kept.neighbors[row * k + k - 1])
      for other in 0..<highest where other != row && brute.isGood(brute.rows[other]) {
        let score = brute.score(brute.rows[row], brute.rows[other])
        guard Float(score) == Float(last), abs(score - last) < 1e-9 else { continue }
        #expect(present.contains(other), "row \(row): \(other) ties with \(highest)")
      }
    }
  }

  @Test("Are found among another matrix's rows", arguments: Measure.allCases)
  func queries(measure: Measure) throws {
    let base = try storedMatrix(Rows.withTwins(230, 19, seed: 8), as: .f16)
    let queries = try storedMatrix(
      Rows.gaussian(70, 19, seed: 9) + Array(values(of: base).prefix(5)),
      as: .f16
    )
    var options = NeighborOptions(measure: measure, count: 9)
    options.resources.tileSide = 64
    let (kept, k, _) = try search(base, queries: queries, options)
    let brute = BruteForce(values(of: base), queries: values(of: queries), measure: measure)
    expectExact(kept, k: k, brute: brute, farthest: false, includeSelf: false)
  }

  @Test("Follow --dims and --center-columns", arguments: Measure.allCases, ElementType.allCases)
  func selection(measure: Measure, type: ElementType) throws {
    let rows = Rows.smallIntegers(120, 40, seed: 3, range: 0...100)
    let matrix = try storedMatrix(rows, as: type)
    var options = NeighborOptions(measure: measure, count: 6)
    options.rows.dimensions = 23
    options.rows.centerColumns = true
    let (kept, k, _) = try search(matrix, options)
    let brute = BruteForce(rows, measure: measure, dimensions: 23, centerColumns: true)
    expectExact(kept, k: k, brute: brute, farthest: false, includeSelf: false)
  }

  @Test("Reach the limit, and all that do are there", arguments: Measure.allCases)
  func limits(measure: Measure) throws {
    let rows = Rows.withTwins(140, 4, seed: 12)
    let matrix = try storedMatrix(rows, as: .f64)
    var options = NeighborOptions(measure: measure, count: 200)
    options.limit = measure == .euclidean ? 1.25 : 0.5
    let (kept, k, _) = try search(matrix, options)
    let brute = BruteForce(rows, measure: measure)
    expectExact(
      kept,
      k: k,
      brute: brute,
      farthest: false,
      includeSelf: false,
      limit: Double(options.limit ?? 0)
    )
  }
}
