import Testing

@testable import SimBatch

@Suite("Duplicates") struct DuplicateTests {}

extension DuplicateTests {
  @Suite("by representatives")
  struct Representatives {
    static func limits(_ measure: Measure) -> [Float] {
      switch measure {
      case .euclidean: [0, 0.8, 2.5, 100]
      case .dot: [-10, 5, 20]
      case .cosine, .pearson: [-0.999, 0.6, 0.95, 1]
      }
    }

    @Test(
      "equal a brute force that decides row by row",
      arguments: Measure.allCases,
      [7, 32, 64]
    )
    func exact(measure: Measure, tileSide: Int) throws {
      for seed: UInt64 in 1...3 {
        let matrix = try storedMatrix(clusteredRows(150, 5, seed: seed))
        let rows = values(of: matrix)
        for limit in Self.limits(measure) {
          var options = DuplicateOptions(measure: measure, threshold: .limit(limit))
          options.resources.tileSide = tileSide
          options.resources.threads = 2
          let reference = DuplicateReference(rows, measure: measure, limit: limit)
          #expect(try decided(matrix, options) == reference.representatives())
        }
      }
    }

    @Test("equal it in every keep order", arguments: Measure.allCases)
    func keepOrders(measure: Measure) throws {
      let matrix = try storedMatrix(clusteredRows(120, 4, seed: 9))
      let rows = values(of: matrix)
      let limit = Self.limits(measure)[1]
      var random = SplitMix64(seed: 5)
      let scores = rows.map { _ in Double(random.next() % 20) }
      var reference = DuplicateReference(rows, measure: measure, limit: limit)
      let degrees = reference.degrees()
      func sorted(by value: (Int) -> Double) -> [Int] {
        rows.indices.sorted { (-value($0), $0) < (-value($1), $1) }
      }
      let orders: [(KeepOrder, [Int])] = [
        (.last, rows.indices.reversed()),
        (.central, sorted { Double(degrees[$0]) }),
        (.scores(scores), sorted { scores[$0] }),
      ]
      for (keepOrder, order) in orders {
        reference.order = order
        var options = DuplicateOptions(measure: measure, threshold: .limit(limit))
        options.keepOrder = keepOrder
        options.resources.tileSide = 16
        #expect(try decided(matrix, options) == reference.representatives())
      }
    }

    @Test("against old rows keep all of those", arguments: Measure.allCases, [13, 64])
    func against(measure: Measure, tileSide: Int) throws {
      let rows = clusteredRows(200, 4, seed: 21)
      let (old, new) = (Array(rows[..<80]), Array(rows[80...]))
      let (oldMatrix, newMatrix) = (try storedMatrix(old), try storedMatrix(new))
      for limit in Self.limits(measure) {
        var options = DuplicateOptions(measure: measure, threshold: .limit(limit))
        options.resources.tileSide = tileSide
        let reference = DuplicateReference(
          values(of: newMatrix),
          measure: measure,
          limit: limit,
          old: values(of: oldMatrix)
        )
        #expect(try decided(newMatrix, against: oldMatrix, options) == reference.representatives())
      }
    }

    @Test("do not depend on threads or tiles")
    func reproducible() throws {
      let matrix = try storedMatrix(clusteredRows(900, 6, seed: 3))
      var options = DuplicateOptions(measure: .cosine, threshold: .limit(0.9))
      options.resources.threads = 1
      let first = try decided(matrix, options)
      for (threads, tile) in [(2, 16), (3, 50), (4, 1024)] {
        options.resources.threads = threads
        options.resources.tileSide = tile
        #expect(try decided(matrix, options) == first)
      }
    }

    @Test("of a chain keep every second row: a dropped row drops no others")
    func chain() throws {
      // 0 – 1 – 2 – 3 – 4, each 1 from the next: the complaint of SemDeDup#8.
      let matrix = try storedMatrix((0..<5).map { [Double($0)] })
      let options = DuplicateOptions(measure: .euclidean, threshold: .limit(1))
      let found = try DuplicateSearch(rows: matrix, options: options).run().decisions
      #expect(found.keptRows == [0, 2, 4])
      #expect(found[1] == .duplicate(of: .row(0), score: 1))
    }

    @Test("twenty thousand equal rows are one group, and their pairs are counted")
    func equalRows() throws {
      let matrix = try storedMatrix(Array(repeating: [1, 2, 3], count: 20_000))
      let options = DuplicateOptions(measure: .pearson, threshold: .limit(0.9))
      let (found, report) = try DuplicateSearch(rows: matrix, options: options).run()
      #expect(found.keptRows == [0] && found.groupCount == 1)
      #expect(found[19_999] == .duplicate(of: .row(0), score: 1))
      #expect(report.result.pairs == 20_000 * 19_999 / 2)
    }

    @Test("number groups by their lowest rows, whichever row is kept")
    func groups() throws {
      let matrix = try storedMatrix([[1, 0], [0, 1], [1, 0.01], [0.01, 1]])
      var options = DuplicateOptions(measure: .cosine, threshold: .limit(0.99))
      options.keepOrder = .last
      let found = try DuplicateSearch(rows: matrix, options: options).run().decisions
      #expect((0..<4).map { found.group(of: $0) } == [0, 1, 0, 1])
      #expect(found.keptRows == [2, 3])
    }

    @Test("leave out rows that cannot be judged, or refuse them")
    func badRows() throws {
      let rows: [[Double]] = [[1, 2], [.nan, 1], [0, 0], [1, 2]]
      let matrix = try storedMatrix(rows)
      var options = DuplicateOptions(measure: .cosine, threshold: .limit(0.5))
      #expect(throws: JobError.self) { try decided(matrix, options) }
      options.rows.onBadRow = .skip
      let found = try decided(matrix, options)
      #expect(found == [.kept, .bad, .bad, .duplicate(of: .row(0), score: 1)])
    }

    @Test("of no rows, of one row and of two equal ones")
    func few() throws {
      let options = DuplicateOptions(measure: .cosine, threshold: .limit(0.5))
      #expect(try decided(storedMatrix([], dimensions: 3), options) == [])
      #expect(try decided(storedMatrix([[1, 1]]), options) == [.kept])
      #expect(
        try decided(storedMatrix([[1, 1], [1, 1]]), options)
          == [.kept, .duplicate(of: .row(0), score: 1)]
      )
    }

    @Test("subtract the mean row and cut dimensions first", arguments: [Measure.cosine, .dot])
    func centred(measure: Measure) throws {
      let matrix = try storedMatrix(clusteredRows(90, 6, seed: 30).map { $0.map { $0 + 3 } })
      var options = DuplicateOptions(measure: measure, threshold: .limit(0.8))
      options.rows.centerColumns = true
      options.rows.dimensions = 4
      let centred = BruteForce(
        values(of: matrix),
        measure: measure,
        dimensions: 4,
        centerColumns: true
      ).rows
      let reference = DuplicateReference(centred, measure: measure, limit: 0.8)
      let found = try decided(matrix, options)
      let expected = reference.representatives()
      for (one, other) in zip(found, expected) {
        // Means are summed in another order, so that scores may differ in their last place.
        switch (one, other) {
        case (.duplicate(let a, let x), .duplicate(let b, let y)):
          #expect(a == b && abs(x - y) <= 4 * x.ulp)
        default: #expect(one == other)
        }
      }
    }
  }
}
