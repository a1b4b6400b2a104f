import Glibc
import Testing

@testable import SimBatch

/// The bytes of an answer depend on rows and options alone.
@Suite("Answers are reproducible")
struct ReproducibilityTests {
  @Test("for any threads, tiles and memory", arguments: Measure.allCases, [false, true])
  func resources(measure: Measure, farthest: Bool) throws {
    let matrix = try storedMatrix(Rows.withTwins(521, 33, seed: 41))
    var options = NeighborOptions(measure: measure, count: 11)
    options.farthest = farthest
    options.resources.threads = 1
    let reference = try search(matrix, options)
    for (threads, side) in [(1, 1), (2, 7), (3, 64), (5, 100), (64, 520), (2, 521), (2, 522)] {
      options.resources.threads = threads
      options.resources.tileSide = side
      options.resources.memory = side == 64 ? 64 << 20 : nil
      let found = try search(matrix, options)
      #expect(found.kept.neighbors == reference.kept.neighbors)
      #expect(found.kept.scores.map(\.bitPattern) == reference.kept.scores.map(\.bitPattern))
    }
  }

  @Test("for the first hundred of any k, with ties")
  func prefixes() throws {
    let matrix = try storedMatrix(
      Rows.smallIntegers(900, 5, seed: 2, range: 0...3).map { $0.map { $0 + 1 } },
      as: .i8
    )
    let long = try search(matrix, NeighborOptions(measure: .cosine, count: 10_000))
    for k in [1, 10, 100, 500] {
      let short = try search(matrix, NeighborOptions(measure: .cosine, count: k))
      for row in 0..<900 {
        let first = long.kept.neighbors[row * long.k..<row * long.k + k]
        #expect(Array(short.kept.neighbors[row * k..<(row + 1) * k]) == Array(first))
      }
    }
  }
}

/// Rows at the edges of what numbers can say.
@Suite("Extreme rows")
struct ExtremeRowTests {
  @Test(
    "of any magnitude have the neighbors that their directions have",
    arguments: [1e-300, 1e-160, 1e-30, 1.0, 1e30, 1e160, 1e300]
  )
  func magnitudes(factor: Double) throws {
    let rows = Rows.gaussian(90, 13, seed: 6)
    for measure in [Measure.cosine, .pearson] {
      let options = NeighborOptions(measure: measure, count: 5)
      let plain = try search(try storedMatrix(rows, as: .f64), options)
      let scaled = try search(
        try storedMatrix(rows.map { $0.map { $0 * factor } }, as: .f64),
        options
      )
      #expect(scaled.kept.neighbors == plain.kept.neighbors)
      for (a, b) in zip(scaled.kept.scores, plain.kept.scores) { #expect(abs(a - b) <= a.ulp) }
    }
  }

  @Test("with subnormal Float and Float16 values are judged")
  func subnormals() throws {
    for type in [ElementType.f16, .f32] {
      let unit = type == .f16 ? 0x1p-24 : 0x1p-149
      let rows = Rows.smallIntegers(60, 9, seed: 15, range: -30...30).map { $0.map { $0 * unit } }
      let matrix = try storedMatrix(rows, as: type)
      #expect(values(of: matrix) == rows)
      for measure in Measure.allCases {
        let (kept, k, _) = try search(matrix, NeighborOptions(measure: measure, count: 4))
        let brute = BruteForce(rows, measure: measure)
        if measure == .dot && type == .f32 {
          // Products are below the least Float: every score is 0, so order is by row.
          #expect(kept.scores.allSatisfy { $0 == 0 })
          #expect(Array(kept.neighbors[0..<4]) == [1, 2, 3, 4])
        } else {
          expectExact(kept, k: k, brute: brute, farthest: false, includeSelf: false)
        }
      }
    }
  }

  @Test("whose scores all vanish in Float are ordered by row", arguments: [1e-200, 1e-300, 1e-306])
  func vanishing(factor: Double) throws {
    let rows = Rows.smallIntegers(50, 5, seed: 4, range: 1...9).map { $0.map { $0 * factor } }
    for measure in [Measure.dot, .euclidean] {
      let found = try search(
        try storedMatrix(rows, as: .f64),
        NeighborOptions(measure: measure, count: 3)
      )
      #expect(Array(found.kept.neighbors[30..<33]) == [0, 1, 2])
      #expect(found.kept.scores.allSatisfy { $0 == 0 })
    }
  }

  @Test(
    "of very different lengths keep their order under dot and Euclid",
    arguments: [false, true]
  )
  func lengths(farthest: Bool) throws {
    var rows = Rows.gaussian(200, 24, seed: 23)
    for row in rows.indices {
      let factor = Double(sign: .plus, exponent: row % 60 - 30, significand: 1)
      rows[row] = rows[row].map { Double(Float($0 * factor)) }
    }
    let matrix = try storedMatrix(rows)
    for measure in [Measure.dot, .euclidean] {
      var options = NeighborOptions(measure: measure, count: 7)
      options.farthest = farthest
      let (kept, k, _) = try search(matrix, options)
      let brute = BruteForce(rows, measure: measure)
      expectExact(kept, k: k, brute: brute, farthest: farthest, includeSelf: false)
    }
  }

  @Test("far from the origin keep their small distances")
  func cancellation() throws {
    let rows = (0..<50).map { [1e7 + Double($0 * 5), -1e7, 3e6] }
    let (kept, k, _) = try search(
      try storedMatrix(rows),
      NeighborOptions(measure: .euclidean, count: 2)
    )
    for row in 1..<49 {
      #expect(Array(kept.scores[row * k..<row * k + 2]) == [5, 5])
      #expect(Array(kept.neighbors[row * k..<row * k + 2]) == [Int32(row - 1), Int32(row + 1)])
    }
  }

  @Test("that no measure can judge are refused by name, or left out")
  func badRows() throws {
    var rows = Rows.gaussian(20, 6, seed: 30)
    rows[3][2] = .nan
    rows[7][0] = -.infinity
    rows[11] = rows[11].map { _ in 0 }
    rows[15] = rows[15].map { _ in 2.5 }
    rows[18] = rows[18].map { $0 * 1e25 }
    let bad: [Measure: [Int]] = [
      .pearson: [3, 7, 11, 15], .cosine: [3, 7, 11], .dot: [3, 7, 18], .euclidean: [3, 7, 18],
    ]
    let matrix = try storedMatrix(rows)
    for (measure, expected) in bad {
      var options = NeighborOptions(measure: measure, count: 3)
      #expect {
        try search(matrix, options)
      } throws: { error in
        "\(error)".contains("\(expected.count) of 20 rows: row \(expected[0]) ")
          && (error as? any SimBatchError)?.exitCode == .data
      }
      options.rows.onBadRow = .skip
      let (kept, k, report) = try search(matrix, options)
      #expect(report.input.badRows == expected.count)
      for row in expected {
        #expect(kept.neighbors[row * k..<(row + 1) * k].allSatisfy { $0 == -1 })
        #expect(!kept.neighbors.contains(Int32(row)))
      }
    }
  }
}
