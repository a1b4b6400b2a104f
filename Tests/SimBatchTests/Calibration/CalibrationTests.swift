import Testing

@testable import SimBatch

/// What scores are worth: percentiles beside them, against counting.
@Suite("Calibration")
struct CalibrationTests {
  private static let pairCount = 1500

  /// Answers with percentiles, and what counting pairs says of each.
  private struct Case {
    let rows: [[Double]]
    let queries: [[Double]]?
    let measure: Measure
    let seed: UInt64

    /// The share of the drawn pairs that are less alike than `score`.
    ///
    /// Rows are small whole numbers, and the measure dot or Euclid: `Double` sums are exact, and a
    /// score is the same in any order of adding.
    func percentile(of score: Float) -> Float {
      let brute = BruteForce(rows, measure: measure)
      let own = queries ?? rows
      var (lower, count) = (0, 0)
      let pairs = NullDistribution.randomPairs(
        CalibrationTests.pairCount,
        baseCount: rows.count,
        queryCount: queries?.count,
        seed: seed
      )
      for pair in pairs where brute.isGood(own[pair.row]) && brute.isGood(rows[pair.other]) {
        let value = Float(brute.score(own[pair.row], rows[pair.other]))
        count += 1
        lower += (measure == .euclidean ? value > score : value < score) ? 1 : 0
      }
      return Float(Double(lower) / Double(count))
    }
  }

  private func calibration(seed: UInt64) -> Calibration {
    var calibration = Calibration(seed: seed)
    calibration.pairCount = Self.pairCount
    return calibration
  }

  private static func rows(_ n: Int, seed: UInt64) -> [[Double]] {
    var rows = Rows.smallIntegers(n, 7, seed: seed)
    rows[n / 2][3] = .nan
    return rows
  }

  @Test("equals counting", arguments: [Measure.dot, .euclidean], [false, true])
  func counted(measure: Measure, hasQueries: Bool) throws {
    let rows = Self.rows(70, seed: 1)
    let queries = hasQueries ? Self.rows(21, seed: 2) : nil
    let (base, own) = (try storedMatrix(rows), try queries.map { try storedMatrix($0) })
    for (seed, farthest) in [(0, false), (77, true)] as [(UInt64, Bool)] {
      var options = NeighborOptions(measure: measure, count: 9)
      options.farthest = farthest
      options.calibration = calibration(seed: seed)
      options.rows.onBadRow = .skip
      let found = try NeighborSearch(base: base, queries: own, options: options).neighbors()
      let percentiles = try #require(found.percentiles)
      let truth = Case(rows: rows, queries: queries, measure: measure, seed: seed)
      var cache: [Float: Float] = [:]
      for (entry, neighbor) in found.neighbors.enumerated() {
        guard neighbor >= 0 else {
          #expect(percentiles[entry].isNaN)
          continue
        }
        let score = found.scores[entry]
        let expected = cache[score] ?? truth.percentile(of: score)
        cache[score] = expected
        #expect(percentiles[entry] == expected, "score \(score)")
      }
      #expect(cache.count > 3)
    }
  }

  @Test("depends on the seed and not on threads or screens")
  func reproducible() throws {
    let matrix = try storedMatrix(Rows.gaussian(300, 12, seed: 4))
    func percentiles(seed: UInt64, threads: Int, screen: ScreenChoice) throws -> [Float] {
      var options = NeighborOptions(measure: .pearson, count: 3)
      options.calibration = calibration(seed: seed)
      options.resources.threads = threads
      options.resources.screen = screen
      return try #require(
        try NeighborSearch(base: matrix, options: options).neighbors().percentiles
      )
    }
    let first = try percentiles(seed: 5, threads: 1, screen: .full)
    #expect(first == (try percentiles(seed: 5, threads: 3, screen: .auto)))
    #expect(first != (try percentiles(seed: 6, threads: 1, screen: .full)))
  }

  @Test("of a question is among pairs of the base")
  func lookup() throws {
    let rows = Rows.smallIntegers(50, 6, seed: 8)
    var options = NeighborOptions(measure: .dot, count: 5)
    options.calibration = calibration(seed: 3)
    let lookup = try Lookup([.row(7), .row(9)], in: try storedMatrix(rows), options: options)
    #expect(lookup.table.isCalibrated)
    let kept = KeptNeighbors()
    let report = try lookup.run(to: kept)
    let truth = Case(rows: rows, queries: nil, measure: .dot, seed: 3)
    try #require(kept.percentiles.count == 10)
    for (score, percentile) in zip(kept.scores, kept.percentiles) {
      #expect(percentile == truth.percentile(of: score))
    }
    #expect(report.randomPairs?.pairs == Self.pairCount)
  }

  @Test("is missing where there is no pair: one row, or one good row", arguments: [1, 2])
  func noPairs(rowCount: Int) throws {
    let rows = [[3.0, 4], [.nan, 1]].prefix(rowCount)
    var options = NeighborOptions(measure: .dot, count: 1)
    options.selfNeighbor = .include
    options.calibration = calibration(seed: 0)
    options.rows.onBadRow = .skip
    let search = try NeighborSearch(base: try storedMatrix(Array(rows)), options: options)
    let kept = KeptNeighbors()
    let report = try search.run(to: kept)
    #expect(kept.scores.first == 25)
    #expect(kept.percentiles.count == rowCount && kept.percentiles.allSatisfy(\.isNaN))
    let pairs = try #require(report.randomPairs)
    #expect(pairs.pairs == 0 && pairs.mean == nil && pairs.standardDeviation == nil)
    #expect(pairs.quantiles.isEmpty)
  }

  @Test("is 0 where all pairs score the same", arguments: Measure.allCases)
  func equal(measure: Measure) throws {
    var options = NeighborOptions(measure: measure, count: 2)
    options.calibration = calibration(seed: 0)
    let matrix = try storedMatrix(Array(repeating: [1, 2, 4], count: 5))
    let found = try NeighborSearch(base: matrix, options: options).neighbors()
    #expect(found.percentiles == [Float](repeating: 0, count: 10))
  }

  @Test("of duplicates equals counting, in decisions and pairs", arguments: [false, true])
  func duplicates(hasOldRows: Bool) throws {
    let rows = Rows.smallIntegers(60, 3, seed: 12)
    let old = hasOldRows ? Rows.smallIntegers(25, 3, seed: 13) : nil
    var options = DuplicateOptions(measure: .euclidean, threshold: .limit(1.5))
    options.calibration = calibration(seed: 21)
    let folder = try TemporaryFolder()
    let output = try PairOutput(
      folder("pairs.csv"),
      measure: .euclidean,
      oldRowCount: old?.count,
      hasPercentile: true
    )
    let search = try DuplicateSearch(
      rows: try storedMatrix(rows),
      against: try old.map { try storedMatrix($0) },
      options: options
    )
    let (decisions, report) = try search.run(pairs: output)
    try #require(output.file).commit()
    // Old rows are the base: pairs are of a row and an old row.
    let truth = Case(
      rows: old ?? rows,
      queries: old == nil ? nil : rows,
      measure: .euclidean,
      seed: 21
    )
    var seen = 0
    for row in 0..<decisions.rowCount {
      guard case .duplicate(_, let score) = decisions[row] else {
        #expect(decisions.percentile(of: row) == nil)
        continue
      }
      seen += 1
      #expect(decisions.percentile(of: row) == truth.percentile(of: score))
    }
    #expect(seen > 5)
    let lines = try folder.text("pairs.csv").split(separator: "\n")
    #expect(lines.first?.hasSuffix(",distance,percentile") == true && lines.count > 20)
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      let (distance, percentile) = (fields[fields.count - 2], fields[fields.count - 1])
      #expect(Float(percentile) == truth.percentile(of: try #require(Float(distance))))
    }
    #expect(report.randomPairs?.seed == 21)
  }

  @Test("reports mean, deviation and quantiles of the pairs")
  func report() throws {
    let scores: [Float] = [4, .nan, 1, 3, 2, 0]
    let report = CalibratedScores(NullDistribution(scores: scores, isDistance: false), seed: 9)
      .report
    #expect(report.seed == 9 && report.pairs == 5 && report.mean == 2)
    #expect(report.standardDeviation == (2.5).squareRoot())
    #expect(
      report.quantiles.map(\.share) == [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999, 1]
    )
    #expect(report.quantiles[0].value == 0 && report.quantiles[3].value == 1)
    #expect(report.quantiles[4].value == 2 && report.quantiles[9].value == 4)
  }

  @Test("takes memory that is counted")
  func memory() throws {
    var options = NeighborOptions(measure: .dot, count: 1)
    options.calibration = Calibration()
    options.calibration?.pairCount = 1 << 30
    options.resources.memory = 1 << 30
    let search = try NeighborSearch(base: try storedMatrix([[1, 2], [2, 1]]), options: options)
    #expect {
      try search.neighbors()
    } throws: {
      guard case JobError.overBudget? = $0 as? JobError else { return false }
      return true
    }
  }
}
