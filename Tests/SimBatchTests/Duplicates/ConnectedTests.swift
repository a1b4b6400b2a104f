import Testing

@testable import SimBatch

extension DuplicateTests {
  @Suite("by connected groups")
  struct Connected {
    private func check(_ matrix: StoredMatrix, _ options: DuplicateOptions, limit: Float) throws {
      let reference = DuplicateReference(
        values(of: matrix),
        measure: options.measure,
        limit: limit
      )
      let found = try DuplicateSearch(rows: matrix, options: options).run().decisions
      let components = reference.components()
      #expect(found.keptRows == components.map { $0[0] }.sorted())
      for group in components {
        let numbers = Set(group.map { found.group(of: $0) })
        #expect(numbers.count == 1)
        #expect(found.lowestScore(inGroupOf: group[0]) == reference.lowestScore(group))
        for row in group.dropFirst() {
          let rows = reference.brute.rows
          let score = reference.score(rows[group[0]], rows[row])
          #expect(found[row] == .duplicate(of: .row(group[0]), score: score))
        }
      }
    }

    @Test("equal a brute force, with the lowest score of each group", arguments: Measure.allCases)
    func exact(measure: Measure) throws {
      let matrix = try storedMatrix(
        clusteredRows(110, 3, seed: 17).map { $0.map { ($0 * 64).rounded() / 64 } }
      )
      for limit in Representatives.limits(measure) {
        var options = DuplicateOptions(measure: measure, threshold: .limit(limit))
        options.grouping = .connected
        options.resources.tileSide = 16
        try check(matrix, options, limit: limit)
      }
    }

    @Test("show a chain by its lowest score")
    func chain() throws {
      // The complaint of repowise#2314: each row is like the next, and the ends are not alike.
      let angles = (0..<6).map { Double($0) * 0.3 }
      let matrix = try storedMatrix(angles.map { [Double.cosine($0), Double.sine($0)] }, as: .f64)
      var options = DuplicateOptions(measure: .cosine, threshold: .limit(0.9))
      options.grouping = .connected
      let found = try DuplicateSearch(rows: matrix, options: options).run().decisions
      #expect(found.keptRows == [0])
      let lowest = try #require(found.lowestScore(inGroupOf: 3))
      #expect(abs(lowest - Float(Double.cosine(1.5))) < 1e-6)
    }

    @Test("of more rows than are scored one by one have their lowest score, too")
    func large() throws {
      let count = GroupCohesion.largestScored + 200
      let matrix = try storedMatrix(Rows.gaussian(count, 3, seed: 8))
      for measure in [Measure.euclidean, .cosine] {
        let limit: Float = measure == .euclidean ? 100 : -0.999
        var options = DuplicateOptions(measure: measure, threshold: .limit(limit))
        options.grouping = .connected
        let found = try DuplicateSearch(rows: matrix, options: options).run().decisions
        #expect(found.groupCount == 1)
        let reference = DuplicateReference(values(of: matrix), measure: measure, limit: limit)
        #expect(found.lowestScore(inGroupOf: 1) == reference.lowestScore(Array(0..<count)))
        options.rows.centerColumns = true
        let centred = try DuplicateSearch(rows: matrix, options: options).run().decisions
        #expect(centred.lowestScore(inGroupOf: 1) != nil)
      }
    }
  }
}

extension Double {
  /// cos x by its series, without a library of functions.
  fileprivate static func cosine(_ x: Double) -> Double { series(x, first: 1, from: 0) }

  fileprivate static func sine(_ x: Double) -> Double { series(x, first: x, from: 1) }

  private static func series(_ x: Double, first: Double, from start: Double) -> Double {
    var (sum, term, n) = (0.0, first, start)
    for _ in 0..<20 {
      sum += term
      term *= -x * x / ((n + 1) * (n + 2))
      n += 2
    }
    return sum
  }
}
