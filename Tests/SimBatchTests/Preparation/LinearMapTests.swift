import Testing

@testable import SimBatch

@Suite("Linear maps")
struct LinearMapTests {
  @Test("leave names and numbers of selected rows as they are")
  func numbers() throws {
    let all = try StoredMatrix(rows: [[1, 2], [3, 4], [5, 6], [7, 8]])
    let ranges = try #require(RowSelection.Ranges("1,3"))
    let some = try all.selecting(RowSelection(ranges: ranges, sampleCount: nil, seed: 0))
    let map = try LinearMap(StoredMatrix(rows: [[1, 0, 1], [0, 2, 1]]))
    let mapped = try some.mapped(by: map)
    #expect(mapped.rowNumbers == some.rowNumbers)
    #expect(values(of: mapped) == [[3, 8, 7], [7, 16, 15]])
    #expect(mapped.map?.inputs == 2 && mapped.map?.outputs == 3)
    #expect(mapped.name == all.name)
    // Rows of a part, as a conversion maps them.
    let part = try some.mapped(1..<2, by: map, threads: 1)
    #expect(part.number(ofRow: 0) == 3 && part.rowCount == 1)
  }

  @Test("follow the cut to leading dimensions")
  func dimensions() throws {
    let rows = try StoredMatrix(rows: [[1, 2, .nan], [3, 4, 9]])
    let map = try LinearMap(StoredMatrix(rows: [[1], [10]]))
    #expect(try values(of: rows.mapped(by: map, dimensions: 2)) == [[21], [43]])
    #expect(throws: InputError.self) { try rows.mapped(by: map) }
    #expect(throws: JobError.self) { try rows.mapped(by: map, dimensions: 4) }
  }

  @Test("map no rows to none")
  func empty() throws {
    let map = try LinearMap(StoredMatrix(rows: [[1], [10]]))
    let none = try StoredMatrix(values: [], dimensionCount: 2).mapped(by: map)
    #expect(none.rowCount == 0 && none.dimensionCount == 1)
  }

  @Test("have a checksum of shape and values, whatever their type")
  func checksum() throws {
    let columns = [[1.0, 2], [3, 4]]
    let types = [ElementType.f16, .f32, .f64]
    let sums = try Set(types.map { try LinearMap(storedMatrix(columns, as: $0)).checksum })
    #expect(sums.count == 1)
    let others = try [[[1.0, 2, 3, 4]], [[1.0, 2], [3, 5]]].map {
      try LinearMap(storedMatrix($0)).checksum
    }
    #expect(sums.union(others).count == 3)
  }

  @Test("of whole numbers, of no rows, or with values that are not finite are refused")
  func refused() throws {
    #expect(throws: InputError.self) { try LinearMap(storedMatrix([[1, 2]], as: .i8)) }
    #expect(throws: InputError.self) { try LinearMap(StoredMatrix(values: [], dimensionCount: 2)) }
    let error = #expect(throws: InputError.self) {
      try LinearMap(storedMatrix([[1, 2], [3, .nan]]))
    }
    #expect(error?.description == "test rows: row 1: expected finite values, found nan in column 1")
    #expect(error?.exitCode == .data)
  }

  @Test("are refused where the mapped rows take more memory than there may be")
  func memory() throws {
    let map = try LinearMap(StoredMatrix(rows: [[Float](repeating: 1, count: 1000)]))
    var resources = ResourceOptions()
    resources.memory = 39_999
    let rows = try StoredMatrix(rows: Array(repeating: [1], count: 10))
    #expect(throws: JobError.overBudget(needed: 40_000, budget: 39_999)) {
      try rows.mapped(by: map, resources: resources)
    }
    resources.memory = 40_000
    #expect(try rows.mapped(by: map, resources: resources).rowCount == 10)
  }

  @Test("give rows of which searches are exact", arguments: Measure.allCases, [true, false])
  func search(measure: Measure, centred: Bool) throws {
    let rows = Rows.gaussian(60, 11, seed: 5)
    let columns = Rows.gaussian(11, 7, seed: 6)
    let mapped = try storedMatrix(rows).mapped(by: LinearMap(storedMatrix(columns, as: .f64)))
    var options = NeighborOptions(measure: measure, count: 5)
    options.rows.centerColumns = centred
    let sink = KeptNeighbors()
    _ = try NeighborSearch(base: mapped, options: options).run(to: sink)
    // Rows in `Double` from the definition, never rounded to `Float` between.
    let floats = values(of: try storedMatrix(rows))
    let matrix = values(of: try storedMatrix(columns, as: .f64))
    let products = floats.map { x -> [Double] in
      (0..<7).map { j -> Double in (0..<11).reduce(0.0) { sum, l in sum + x[l] * matrix[l][j] } }
    }
    let truth = BruteForce(
      products,
      measure: measure,
      centerColumns: centred
    )
    // A value of a mapped row is off by 2⁻²⁴ of it; a unit row so by 2⁻²⁴, and a centred one by as
    // much of what it was before: values here are below 30, distances and centred lengths above 1.
    let tolerance = measure == .dot ? 30.0 * 30 * 7 * 0x1p-22 : 30.0 * 7 * 0x1p-22
    for row in 0..<60 {
      let expected = truth.answers(row: row, farthest: false, includeSelf: false).prefix(5)
      for (rank, answer) in expected.enumerated() {
        #expect(abs(Double(sink.scores[row * 5 + rank]) - answer.score) <= tolerance)
      }
    }
  }
}
