import Testing

@testable import SimBatch

/// The full matrix against every pair in `Double`.
@Suite("Full matrix")
struct FullMatrixTests {
  static let rowCounts = [0, 1, 2, 3, 63, 64, 65, 150, 300]

  /// Twins, a bad row of each kind, and near neighbors.
  static func rows(_ n: Int, _ d: Int, seed: UInt64) -> [[Double]] {
    var rows = Rows.withTwins(n, d, seed: seed)
    for row in rows.indices { rows[row] = rows[row].map { Double(Float($0)) } }
    if n > 2 { rows[2][0] = .nan }
    if n > 5 { rows[5] = rows[5].map { _ in 0 } }
    if n > 64 { rows[64] = rows[3].map { Double(Float($0 * (1 + 1e-6))) } }
    return rows
  }

  private static func options(_ measure: Measure, tile: Int = 64) -> FullMatrixOptions {
    var options = FullMatrixOptions(measure: measure)
    options.rows.onBadRow = .skip
    options.resources.tileSide = tile
    return options
  }

  @Test(
    "is what a brute force finds, symmetric, and exact for identical rows",
    arguments: Measure.allCases,
    rowCounts
  )
  func selfJoin(measure: Measure, count: Int) throws {
    for d in [1, 3, 31, 384] {
      let rows = Self.rows(count, d, seed: UInt64(count * 1000 + d))
      let truth = BruteForce(rows, measure: measure)
      let made = try WrittenMatrix(storedMatrix(rows, dimensions: d), Self.options(measure))
      #expect(made.dimensions == [count, count])
      for i in 0..<count {
        for j in 0..<count {
          let score = made[i, j]
          #expect(score == made[j, i] || score.isNaN)
          #expect(made.fault(score, truth.entry(i, j)) == nil, "\(d) dimensions, \(i), \(j)")
          if rows[i] == rows[j], truth.isGood(rows[i]), measure != .dot {
            #expect(score == (measure == .euclidean ? 0 : 1))
          }
          if measure.hasUnitRows { #expect(score.isNaN || abs(score) <= 1) }
        }
      }
    }
  }

  @Test(
    "of queries is a rectangle, exact where a query is a row",
    arguments: Measure.allCases,
    [(1, 1), (3, 70), (65, 64), (130, 2), (0, 5), (5, 0)]
  )
  func rectangle(measure: Measure, shape: (queries: Int, rows: Int)) throws {
    for d in [1, 31, 384] {
      let rows = Self.rows(shape.rows, d, seed: UInt64(d))
      var queries = Self.rows(shape.queries, d, seed: UInt64(d) + 1)
      if let last = rows.last, !queries.isEmpty { queries[queries.count - 1] = last }
      let truth = BruteForce(rows, queries: queries, measure: measure)
      let made = try WrittenMatrix(
        storedMatrix(rows, dimensions: d),
        // Of another type: identical by value only.
        queries: storedMatrix(queries, as: .f64, dimensions: d),
        Self.options(measure)
      )
      #expect(made.dimensions == [shape.queries, shape.rows])
      for i in 0..<shape.queries {
        for j in 0..<shape.rows {
          #expect(made.fault(made[i, j], truth.entry(i, j)) == nil, "\(d) dimensions, \(i), \(j)")
        }
      }
      guard let last = rows.last, shape.queries > 0, truth.isGood(last), measure != .dot else {
        continue
      }
      #expect(made[shape.queries - 1, shape.rows - 1] == (measure == .euclidean ? 0 : 1))
    }
  }

  @Test("packs its upper triangle row by row", arguments: Measure.allCases, rowCounts)
  func upper(measure: Measure, count: Int) throws {
    let rows = Self.rows(count, 31, seed: 7)
    let truth = BruteForce(rows, measure: measure)
    var options = Self.options(measure)
    options.upper = true
    let made = try WrittenMatrix(storedMatrix(rows, dimensions: 31), options)
    let pairs = (0..<count).flatMap { i in (i + 1..<max(i + 1, count)).map { (i, $0) } }
    #expect(made.dimensions == [pairs.count])
    for (index, (i, j)) in pairs.enumerated() {
      #expect(made.fault(made.scores[index], truth.entry(i, j)) == nil, "\(i), \(j)")
    }
  }

  @Test("in halves is the matrix in floats, rounded once", arguments: Measure.allCases)
  func halves(measure: Measure) throws {
    let stored = try storedMatrix(Self.rows(150, 31, seed: 3))
    let floats = try WrittenMatrix(stored, Self.options(measure))
    for format in [FullMatrixFormat.npy, .hbin] {
      let halves = try WrittenMatrix(stored, Self.options(measure), type: .f2, format: format)
      #expect(halves.dimensions == floats.dimensions)
      for (half, float) in zip(halves.scores, floats.scores) {
        #expect(half == Double(Float16(float)) || (half.isNaN && float.isNaN))
      }
      let truth = BruteForce(values(of: stored), measure: measure)
      for i in 0..<150 {
        for j in 0..<150 { #expect(halves.fault(halves[i, j], truth.entry(i, j)) == nil) }
      }
    }
  }

  @Test("in halves refuses scores that no half can hold, and leaves nothing behind")
  func overflow() throws {
    let folder = try TemporaryFolder()
    let matrix = try FullMatrixJob(
      base: storedMatrix([[300, 1], [1, 300], [250, 3]]),
      options: FullMatrixOptions(measure: .dot)
    )
    let output = try FullMatrixOutput(folder("s.npy"), scoreType: .f2, for: matrix.shape)
    let error = #expect(throws: JobError.self) { try matrix.run(to: output) }
    #expect(error?.exitCode == .data)
    #expect(error?.description.contains("s.npy") == true)
    #expect(error?.description.contains("--output-dtype f4") == true)
  }

  @Test("does not cancel for near rows far from the origin", arguments: [3, 31, 384])
  func nearRows(d: Int) throws {
    // Two clouds far apart: their common origin is far from both.
    let plain = Rows.gaussian(60, d, seed: 5)
    let rows = plain.enumerated().map { index, row in
      row.map { (index % 2 == 0 ? 1000.0 : -1000) + $0 * (index < 30 ? 1e-6 : 1e-2) }
    }
    let truth = BruteForce(rows, measure: .euclidean)
    let made = try WrittenMatrix(storedMatrix(rows, as: .f64), Self.options(.euclidean))
    #expect(made.report.result.nearPairs > 0)
    for i in 0..<60 {
      for j in 0..<60 {
        let expected = truth.entry(i, j)
        #expect(abs(made[i, j] - expected) <= expected / 2000, "\(i), \(j)")
        // Within a cloud everything is near, and scored as other jobs do.
        if i % 2 == j % 2 { #expect(abs(made[i, j] - expected) <= expected * 0x1p-23) }
      }
    }
  }

  @Test("has the rows of --dims and --center-columns")
  func partsOfRows() throws {
    let rows = Rows.gaussian(70, 31, seed: 8).map { $0.map { Double(Float($0 + 2)) } }
    var options = Self.options(.cosine)
    options.rows.dimensions = 17
    options.rows.centerColumns = true
    let truth = BruteForce(rows, measure: .cosine, dimensions: 17, centerColumns: true)
    let made = try WrittenMatrix(storedMatrix(rows), options)
    for i in 0..<70 {
      for j in 0..<70 { #expect(made.fault(made[i, j], truth.entry(i, j)) == nil) }
    }
  }

  /// A matrix of more than one square, whose edges are no multiples of anything.
  private static let manyRows = rows(1100, 31, seed: 4)

  @Test(
    "has the same bytes for any tile, number of threads and memory",
    arguments: Measure.allCases,
    ["floats.npy", "halves.npy", "upper.npy", "queries.npy", "queries.csv", "look.png"]
  )
  func resources(measure: Measure, name: String) throws {
    let folder = try TemporaryFolder()
    let isOfQueries = name.hasPrefix("queries")
    let base = try storedMatrix(Self.manyRows)
    let queries = isOfQueries ? try storedMatrix(Array(Self.manyRows[300..<830])) : nil
    func run(threads: Int, tile: Int?, memory: Int?) throws {
      var options = Self.options(measure)
      options.upper = name == "upper.npy"
      options.resources.threads = threads
      options.resources.tileSide = tile
      options.resources.memory = memory
      // Few numbers are enough where each is written as text.
      let columns = name.hasSuffix("csv") ? try storedMatrix(Array(Self.manyRows[..<530])) : base
      let job = try FullMatrixJob(base: columns, queries: queries, options: options)
      let output = try FullMatrixOutput(
        folder(name),
        scoreType: name == "halves.npy" ? .f2 : nil,
        size: 200,
        for: job.shape
      )
      _ = try job.run(to: output)
    }
    try run(threads: 1, tile: nil, memory: nil)
    let expected = try folder.bytes(name)
    for (threads, tile, isSparse) in [(2, 100, false), (3, 1000, true), (1, 512, true)] {
      var memory: Int?
      if isSparse {
        let error = #expect(throws: JobError.self) {
          try run(threads: threads, tile: tile, memory: 1)
        }
        if case .overBudget(let needed, _) = error { memory = needed }
      }
      try run(threads: threads, tile: tile, memory: memory)
      // Not in one expression, which would print megabytes.
      let isSame = try folder.bytes(name) == expected
      #expect(isSame, "\(threads) threads, tile \(tile)")
    }
  }

  @Test("that does not fit into the memory says how much it needs")
  func overBudget() throws {
    var options = Self.options(.pearson)
    options.resources.memory = 1 << 20
    let error = #expect(throws: JobError.self) {
      try WrittenMatrix(storedMatrix(Rows.gaussian(10, 4, seed: 1)), options)
    }
    guard case .overBudget(let needed, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    options.resources.memory = needed
    _ = try WrittenMatrix(storedMatrix(Rows.gaussian(10, 4, seed: 1)), options)
  }

  @Test("names rows that the measure cannot judge, unless they are to be skipped")
  func badRows() throws {
    var options = Self.options(.cosine)
    options.rows.onBadRow = .fail
    let error = #expect(throws: JobError.self) {
      try WrittenMatrix(storedMatrix(Self.rows(10, 3, seed: 1)), options)
    }
    #expect(error?.description.contains("row 2 holds a NaN") == true)
  }
}
