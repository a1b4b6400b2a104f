import Testing

@testable import SimBatch

extension DuplicateTests {
  @Suite("to a target size")
  struct Target {
    /// Rows that a limit leaves, from the definitions.
    private func left(_ rows: [[Double]], _ measure: Measure, _ limit: Float, _ connected: Bool)
      -> Int
    {
      let reference = DuplicateReference(rows, measure: measure, limit: limit)
      return connected
        ? reference.components().count : reference.representatives().count { $0 == .kept }
    }

    @Test(
      "find the highest limit that leaves few enough rows",
      arguments: Measure.allCases,
      DuplicateGrouping.allCases
    )
    func exact(measure: Measure, grouping: DuplicateGrouping) throws {
      let matrix = try storedMatrix(clusteredRows(60, 3, seed: 41))
      let rows = values(of: matrix)
      let all = DuplicateReference(
        rows,
        measure: measure,
        limit: measure == .euclidean ? .greatestFiniteMagnitude : -.greatestFiniteMagnitude
      )
      // Every limit there is: the scores of pairs, strictest first.
      let limits = Set(all.pairs().map(\.score)).sorted {
        measure == .euclidean ? $0 < $1 : $0 > $1
      }
      let counts = limits.map { left(rows, measure, $0, grouping == .connected) }
      for target in [1, 2, 7, 20, 40, 55, 59] {
        var options = DuplicateOptions(
          measure: measure,
          threshold: .target(rowCount: target, floor: nil)
        )
        options.grouping = grouping
        let place = counts.firstIndex { $0 <= target }
        let search = try DuplicateSearch(rows: matrix, options: options)
        guard let place else {
          #expect(throws: DuplicateError.self) { try search.run() }
          continue
        }
        let (found, report) = try search.run()
        #expect(report.settings.limit == limits[place])
        #expect(found.keptCount == counts[place])
        options.resources.blockSide = 5 + target
        let blocked = try DuplicateSearch(rows: matrix, options: options).run()
        #expect(blocked.report.settings.limit == limits[place])
        #expect(blocked.decisions.keptCount == counts[place])
      }
    }

    @Test("count rows that old ones drop")
    func against() throws {
      let rows = clusteredRows(140, 3, seed: 43)
      let old = try storedMatrix(Array(rows[..<60]))
      let new = try storedMatrix(Array(rows[60...]))
      var limits: [Float] = []
      let reference = DuplicateReference(
        values(of: new),
        measure: .cosine,
        limit: -1,
        old: values(of: old)
      )
      for a in reference.brute.rows {
        for b in reference.brute.rows + reference.old { limits.append(reference.score(a, b)) }
      }
      for target in [5, 30, 60] {
        let options = DuplicateOptions(
          measure: .cosine,
          threshold: .target(rowCount: target, floor: nil)
        )
        let (found, report) = try DuplicateSearch(rows: new, against: old, options: options).run()
        #expect(found.keptCount <= target)
        let limit = try #require(report.settings.limit)
        // One step stricter leaves more.
        let stricter = try #require(limits.filter { $0 > limit }.min())
        let stricterReference = DuplicateReference(
          values(of: new),
          measure: .cosine,
          limit: stricter,
          old: values(of: old)
        )
        #expect(stricterReference.representatives().count { $0 == .kept } > target)
      }
    }

    @Test("keep everything when there is nothing to drop")
    func nothing() throws {
      let matrix = try storedMatrix(Rows.gaussian(10, 3, seed: 1))
      let options = DuplicateOptions(
        measure: .cosine,
        threshold: .target(rowCount: 10, floor: nil)
      )
      let (found, report) = try DuplicateSearch(rows: matrix, options: options).run()
      #expect(found.keptCount == 10 && report.settings.limit == nil)
    }

    @Test("never go below the floor")
    func floor() throws {
      let matrix = try storedMatrix(Rows.gaussian(40, 8, seed: 2))
      let options = DuplicateOptions(
        measure: .cosine,
        threshold: .target(rowCount: 2, floor: 0.9)
      )
      let search = try DuplicateSearch(rows: matrix, options: options)
      let error = #expect(throws: DuplicateError.self) { try search.run() }
      #expect(error?.exitCode == .data)
      #expect(error?.description.contains("0.9") == true)
    }

    @Test("are refused with central rows, which need a limit first")
    func central() throws {
      var options = DuplicateOptions(threshold: .target(rowCount: 3, floor: nil))
      options.keepOrder = .central
      let matrix = try storedMatrix(Rows.gaussian(5, 3, seed: 1))
      #expect(throws: JobError.self) { try DuplicateSearch(rows: matrix, options: options) }
    }
  }
}
