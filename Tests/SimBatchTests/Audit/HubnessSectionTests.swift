import Testing

@testable import SimBatch

/// Who is in how many lists, against a brute force; and the nearest and farthest of a few rows.
@Suite struct HubnessSectionTests {
  @Test(arguments: Measure.allCases, [(60, 6, 5), (12, 3, 20), (150, 4, 10)])
  func `hubs are those of the definition`(
    measure: Measure,
    shape: (n: Int, d: Int, k: Int)
  ) throws {
    // Whole numbers: twins and ties, which go to the lower row.
    let rows = Rows.smallIntegers(shape.n, shape.d, seed: 9, range: -9...9)
    let matrix = try storedMatrix(rows)
    let section = try AuditReference.report(matrix, measure: measure, neighborCount: shape.k)
      .hubness
    let k = min(shape.k, shape.n - 1)
    let brute = BruteForce(rows, measure: measure)
    var counts = [Int](repeating: 0, count: shape.n)
    var tied = 0
    for row in rows.indices {
      // Ties are those of reported scores.
      let answers = brute.answers(row: row, farthest: false, includeSelf: false)
        .map { (row: $0.row, score: Float($0.score)) }
        .sorted {
          let isBefore = measure == .euclidean ? $0.score < $1.score : $0.score > $1.score
          return $0.score != $1.score ? isBefore : $0.row < $1.row
        }.prefix(k)
      for answer in answers { counts[answer.row] += 1 }
      if let first = answers.first, let last = answers.last, first.score == last.score, k > 1 {
        tied += 1
      }
    }
    let good = rows.indices.filter { brute.isGood(rows[$0]) }
    let occurrences = good.map { Double(counts[$0]) }
    #expect(section.neighbors == k && section.rows == good.count)
    let mean = occurrences.reduce(0, +) / Double(good.count)
    func moment(_ power: Int) -> Double {
      occurrences.reduce(0) { sum, value in
        sum + (0..<power).reduce(1) { product, _ in product * (value - mean) }
      } / Double(good.count)
    }
    let second = moment(2)
    let skewness = second > 0 ? moment(3) / (second * second.squareRoot()) : 0
    // Sums of small whole numbers and their mean, in doubles.
    #expect(abs(section.skewness.value - skewness) <= 1e-10)
    #expect(
      section.orphanShare.value
        == Double(occurrences.count { $0 == 0 }) / Double(good.count)
    )
    let top = occurrences.sorted(by: >).prefix(max(1, (good.count + 99) / 100)).reduce(0, +)
    #expect(abs(section.topShare.value - top / occurrences.reduce(0, +)) <= 1e-12)
    #expect(section.tiedShare == Double(tied) / Double(good.count))
    let worst = good.sorted { (counts[$0], $1) > (counts[$1], $0) }.prefix(10)
    #expect(section.hubs.map(\.row.row) == Array(worst))
    #expect(section.hubs.map(\.lists) == worst.map { counts[$0] })
    for bin in section.histogram {
      #expect(bin.rows == good.count { (bin.low...bin.high).contains(counts[$0]) })
    }
    #expect(section.histogram.reduce(0) { $0 + $1.rows } == good.count)
  }

  @Test func `figures of rows drawn twice are those of rows that are there twice`() {
    let values = [3.0, 0, 7, 1, 1]
    let drawn: [Int32] = [2, 1, 1, 0, 2]
    let written = zip(values, drawn).flatMap { [Double](repeating: $0, count: Int($1)) }
    let once = HubnessSectionMaker.skewness(values, drawn: drawn)
    let twice = HubnessSectionMaker.skewness(written, drawn: [1, 1, 1, 1, 1, 1])
    #expect(abs(once - twice) <= 1e-12 && twice > 0)
  }

  @Test(arguments: Measure.allCases)
  func `nearest and farthest of named rows are those of all`(measure: Measure) throws {
    let matrix = try storedMatrix(Rows.gaussian(40, 5, seed: 10))
    let rows = values(of: matrix)
    // A name that is a number of another row.
    let names = RowIds((0..<40).map { $0 == 7 ? "3" : "row\($0)" })
    let section = try AuditReference.report(
      matrix,
      measure: measure,
      neighborCount: 4,
      names: names,
      examples: ["row21", "3", "row5", "row0"]
    ).examples
    #expect(section.rows.map(\.row.row) == [21, 7, 5, 0])
    #expect(section.rows.map(\.row.id) == ["row21", "3", "row5", "row0"])
    let brute = BruteForce(rows, measure: measure)
    let pairs = AuditReference.pairScores(rows, measure)
    for example in section.rows {
      for (found, farthest) in [(example.nearest, false), (example.farthest, true)] {
        let expected = brute.answers(
          row: example.row.row,
          farthest: farthest,
          includeSelf: false
        ).prefix(4)
        #expect(found.map(\.row.row) == expected.map(\.row))
        for (neighbor, answer) in zip(found, expected) {
          // Rounded to `Float` once.
          #expect(abs(Double(neighbor.score) - answer.score) <= 0x1p-22 * max(1, abs(answer.score)))
          let isDistance = measure == .euclidean
          let less = pairs.count { isDistance ? $0 > answer.score : $0 < answer.score }
          // The pair itself is among all pairs, and may round to either side.
          #expect(abs(neighbor.percentile * Double(pairs.count) - Double(less)) <= 1.01)
        }
      }
    }
  }

  @Test func `without names a few rows are drawn with the seed`() throws {
    let matrix = try storedMatrix(Rows.gaussian(40, 5, seed: 11))
    func drawn(_ seed: UInt64) throws -> [Int] {
      try AuditReference.report(matrix, seed: seed).examples.rows.map(\.row.row)
    }
    #expect(try drawn(1) == drawn(1))
    #expect(try drawn(1) != drawn(2))
    #expect(try Set(drawn(1)).count == ExampleSectionMaker.drawnCount)
  }

  @Test(arguments: [
    ("kat", "did you mean 'cat'"), ("1", "no row is called"), ("-1", "no row is called"),
  ])
  func `an example that is not there is refused before any work`(
    example: String,
    complaint: String
  ) throws {
    let matrix = try storedMatrix(Rows.gaussian(3, 5, seed: 12))
    let error = #expect(throws: JobError.self) {
      _ = try AuditReference.report(
        matrix,
        names: RowIds(["cat", "dog", "owl"]),
        examples: ["dog", example]
      )
    }
    #expect(error?.exitCode == .usage)
    #expect(error?.description.contains(complaint) == true, "\(String(describing: error))")
  }
}
