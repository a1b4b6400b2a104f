import CSimKernels
import Testing

@testable import SimBatch

@Suite("Agreement of similarities")
struct AgreementTests {
  /// Rows of different lengths about a mean that is not zero.
  private static func rows(_ n: Int, _ d: Int, seed: UInt64) -> [[Double]] {
    Rows.gaussian(n, d, seed: seed).enumerated().map { index, row in
      row.map { Double(Float(($0 + 0.7) * (0.5 + Double(index % 7)))) }
    }
  }

  /// The k nearest of every row by a variant.
  private static func lists(_ rows: [[Double]], _ variant: SimilarityVariant, k: Int) -> [[Int]] {
    let reference = BruteForce(
      rows,
      measure: variant.measure,
      dimensions: variant.dimensions,
      centerColumns: variant.centersColumns
    )
    let sign: Float = variant.measure.isDistance ? -1 : 1
    return rows.indices.map { row in
      // Reported scores are `Float`; equal ones are in the order of rows.
      let answers = reference.answers(row: row, farthest: false, includeSelf: false)
        .map { (row: $0.row, score: sign * Float($0.score)) }
      return answers.sorted { $0.score != $1.score ? $0.score > $1.score : $0.row < $1.row }
        .prefix(k).map(\.row)
    }
  }

  @Test("Overlaps of all variants are those of brute force", arguments: Measure.allCases)
  func overlaps(measure: Measure) throws {
    let rows = Self.rows(40, 16, seed: 3)
    let means = try sectionMeans(rows, measure: measure, neighbors: 5)
    let section = try AgreementJob(means).section()
    let lists = means.comparedVariants.map { Self.lists(rows, $0, k: 5) }
    #expect(section.rows == 40)
    #expect(section.variants == means.comparedVariants.map(\.name))
    #expect(section.variants.count == 8)
    for one in lists.indices {
      for other in lists.indices {
        let estimate = try #require(section.overlap[one][other])
        // Sums of 40 fifths.
        #expect(abs(estimate.value - SectionReference.overlap(lists[one], lists[other])) < 1e-12)
        #expect(estimate.low <= estimate.value && estimate.value <= estimate.high)
      }
    }
  }

  @Test("Rank correlations are Spearman's of all scores of a row, distances negated")
  func rankCorrelations() throws {
    let rows = Self.rows(40, 16, seed: 4)
    let means = try sectionMeans(rows, measure: .pearson, neighbors: 3)
    let section = try AgreementJob(means).section()
    #expect(section.rankedRows == 40)
    let variants = means.comparedVariants
    let scores = variants.map { variant in
      let reference = BruteForce(
        rows,
        measure: variant.measure,
        dimensions: variant.dimensions,
        centerColumns: variant.centersColumns
      )
      // Reported scores are `Float`.
      return rows.indices.map { row in
        rows.indices.filter { $0 != row }.map { other in
          let score = reference.score(reference.rows[row], reference.rows[other])
          return Double(Float(variant.measure.isDistance ? -score : score))
        }
      }
    }
    for one in variants.indices {
      for other in variants.indices {
        let expected =
          rows.indices.reduce(0.0) {
            $0 + SectionReference.spearman(scores[one][$1], scores[other][$1])
          } / Double(rows.count)
        let found = try #require(section.rankCorrelation[one][other])
        // Two scores that differ by rounding may change places: 2 of 39 ranks, in few rows.
        #expect(abs(found.value - expected) < 1e-4)
      }
    }
  }

  @Test("Ranks in C are those of counting", arguments: [0, 1, 2, 3, 17, 500])
  func centredRanks(count: Int) throws {
    var random = SplitMix64(seed: UInt64(count))
    let kinds: [[Float]] = [
      (0..<count).map { _ in random.nextSymmetricFloat() * 1e30 },
      (0..<count).map { _ in Float(random.next(below: 5)) - 2 },
      (0..<count).map { $0 % 3 == 0 ? -0.0 : $0 % 3 == 1 ? 0 : -Float.infinity },
    ]
    for values in kinds {
      var keys = [UInt64](repeating: 0, count: count)
      var spare = keys
      var ranks = [Double](repeating: .nan, count: count)
      sim_centered_ranks(values, count, &keys, &spare, &ranks)
      let expected = SectionReference.ranks(values.map { Double($0) })
      #expect(ranks == expected.map { 2 * $0 - Double(count + 1) })
    }
  }

  @Test("Truncation is the overlap of the first dimensions with all")
  func truncation() throws {
    let rows = Self.rows(60, 12, seed: 5)
    let means = try sectionMeans(rows, measure: .euclidean, neighbors: 4)
    let section = try AgreementJob(means).section()
    let whole = Self.lists(rows, SimilarityVariant(.euclidean), k: 4)
    #expect(section.truncation.map(\.dimensions) == section.truncation.map(\.dimensions).sorted())
    #expect(Set(section.truncation.map(\.dimensions)).isSuperset(of: [1, 2, 3, 5, 6, 8, 9, 11]))
    for point in section.truncation {
      let cut = Self.lists(rows, SimilarityVariant(.euclidean, dimensions: point.dimensions), k: 4)
      #expect(abs(point.overlap.value - SectionReference.overlap(whole, cut)) < 1e-12)
    }
  }

  @Test("Dimensions of falling weight: few are enough, and the least number is found")
  func fallingSpectrum() throws {
    let rows = Rows.gaussian(60, 32, seed: 6).map { row in
      row.enumerated().map { Double(Float($1 * Self.weight($0))) }
    }
    let section = try AgreementJob(sectionMeans(rows, measure: .cosine, neighbors: 5)).section()
    let whole = Self.lists(rows, SimilarityVariant(.cosine), k: 5)
    let enough = try #require(section.enoughDimensions)
    func overlap(_ dimensions: Int) -> Double {
      SectionReference.overlap(
        whole,
        Self.lists(rows, SimilarityVariant(.cosine, dimensions: dimensions), k: 5)
      )
    }
    #expect(enough <= 12)
    #expect(overlap(enough) >= 0.95 && overlap(enough - 1) < 0.95)
  }

  @Test("The same rows rotated: few axes are enough, but no leading dimensions")
  func rotatedSpectrum() throws {
    let d = 32
    let turned = try Self.rotation(d)
    let rows = Rows.gaussian(80, d, seed: 6).map { row -> [Double] in
      let scaled = row.enumerated().map { $1 * Self.weight($0) }
      return (0..<d).map { column in
        scaled.indices.reduce(0) { $0 + scaled[$1] * turned[$1][column] }
      }
    }
    for measure in [Measure.cosine, .dot, .euclidean] {
      let section = try AgreementJob(sectionMeans(rows, measure: measure, neighbors: 5)).section()
      let axes = try #require(section.enoughAxes)
      #expect(axes <= 12)
      #expect((section.enoughDimensions ?? d) >= 24)
      #expect(section.axisRows == 80)
    }
  }

  /// Falls by half from dimension to dimension.
  private static func weight(_ dimension: Int) -> Double {
    Double(sign: .plus, exponent: -dimension, significand: 1)
  }

  /// Orthonormal rows, by Gram and Schmidt.
  private static func rotation(_ d: Int) throws -> [[Double]] {
    var kept: [[Double]] = []
    for row in Rows.gaussian(d, d, seed: 99) {
      var rest = row
      for axis in kept {
        let product = zip(rest, axis).reduce(0) { $0 + $1.0 * $1.1 }
        rest = zip(rest, axis).map { $0 - product * $1 }
      }
      kept.append(AuditReference.unit(rest, centred: false))
    }
    return kept
  }

  @Test("On all principal axes rows have the products that they had", arguments: Measure.allCases)
  func principalRows(measure: Measure) throws {
    let d = 20
    let rows = Self.rows(70, d, seed: 8) + [[Double](repeating: .nan, count: d)]
    let kernels = try Kernels.selected()
    var options = RowOptions()
    options.onBadRow = .skip
    let sides = try ExaminedSides(
      base: storedMatrix(rows),
      queries: nil,
      measure: measure,
      rows: options,
      kernels: kernels,
      workers: 2
    )
    let turned = try #require(try PrincipalRows(sides.base, kernels: kernels, workers: 2))
    #expect(turned.positions == Array(0..<70))
    let coordinates = values(of: turned.matrix)
    let reference = BruteForce(rows, measure: measure)
    // Prepared rows may be scaled by a power of two.
    let moved = BruteForce(coordinates, measure: measure == .pearson ? .cosine : measure)
    let longest = rows.prefix(70).map(AuditReference.length).max() ?? 1
    let pair = measure == .euclidean ? 1 : 0
    let scale =
      moved.score(coordinates[0], coordinates[pair]) / reference.score(rows[0], rows[pair])
    for one in 0..<70 {
      for other in 0..<one {
        let expected = scale * reference.score(rows[one], rows[other])
        let found = moved.score(coordinates[one], coordinates[other])
        // Coordinates are sums of 20 `Float` products: 20 · 2⁻²⁴ of the lengths, and as much of
        // the other row, beside the scale.
        let size = measure.hasUnitRows ? 1 : abs(scale) * (measure == .dot ? longest : 1) * longest
        #expect(abs(found - expected) < 1e-5 * size)
      }
    }
    // Moments fall from axis to axis, and different axes have none in common.
    func moment(_ a: Int, _ b: Int) -> Double {
      coordinates.reduce(0) { $0 + $1[a] * $1[b] }
    }
    for axis in 1..<d {
      #expect(moment(axis, axis) <= moment(axis - 1, axis - 1) * (1 + 1e-5))
      #expect(abs(moment(axis, axis - 1)) < 1e-5 * moment(0, 0))
    }
  }

  @Test("Where memory is short, axes are tried among a sample of rows that has the queries")
  func shortMemory() throws {
    let rows = Self.rows(1500, 8, seed: 9)
    // 128 MiB are set aside, 4 parts of moments, and 2 · 64 + 256 bytes a row.
    let budget = (128 << 20) + 4 * 8 * 64 + 1_400 * 384
    let means = try sectionMeans(rows, neighbors: 5, memory: budget)
    let sample = try SampledNeighbors(
      of: Array(stride(from: 0, to: 1500, by: 3)),
      in: means.base,
      count: 5,
      resources: means.resources
    )
    let nearest = try sample.nearest(.cosine, rows: RowOptions())
    let axes = try #require(try AgreementAxes(means, sample: sample, nearest: nearest))
    #expect(axes.rowCount == 1400)
    // On all axes nothing is lost but what rounding decides.
    let kept = try axes.overlaps(8)
    #expect(kept.count == 500)
    #expect(kept.reduce(0, +) / 500 > 0.995)
  }

  @Test("No rows, one, two or three of them", arguments: 0...3)
  func fewRows(count: Int) throws {
    let rows = Array(Self.rows(3, 4, seed: 10).prefix(count))
    let section = try AgreementJob(sectionMeans(rows, dimensions: 4)).section()
    #expect(section.rows == (count < 2 ? 0 : count))
    #expect(section.rankedRows == (count < 3 ? 0 : count))
    let own = try #require(section.variants.firstIndex(of: "cosine"))
    let dot = try #require(section.variants.firstIndex(of: "dot"))
    // With so few rows everybody is everybody's neighbor.
    #expect(section.overlap[own][dot]?.value == (count < 2 ? nil : 1))
    #expect((section.rankCorrelation[own][dot] == nil) == (count < 3))
    #expect(section.truncation.isEmpty == (count < 2))
  }

  @Test("All rows equal: the same neighbors, and no order to correlate")
  func equalRows() throws {
    let rows = [[Double]](repeating: [1, 2, 3, 4, 0, 0, 0, 0], count: 30)
    let section = try AgreementJob(sectionMeans(rows)).section()
    let cosine = try #require(section.variants.firstIndex(of: "cosine"))
    let dot = try #require(section.variants.firstIndex(of: "dot"))
    #expect(section.overlap[cosine][dot]?.value == 1)
    #expect(section.rankCorrelation[cosine][dot] == nil)
    #expect(section.rankCorrelation[cosine][cosine]?.value == 1)
    // Less their mean row they have no direction.
    let centred = try #require(section.variants.firstIndex(of: "cosine, centred columns"))
    #expect(section.overlap[cosine][centred] == nil)
  }

  @Test("Of one dimension, Pearson judges nothing and is left out")
  func oneDimension() throws {
    let rows = Rows.gaussian(40, 1, seed: 11)
    let section = try AgreementJob(sectionMeans(rows, measure: .dot)).section()
    let pearson = try #require(section.variants.firstIndex(of: "pearson"))
    let dot = try #require(section.variants.firstIndex(of: "dot"))
    #expect(section.overlap[pearson].allSatisfy { $0 == nil })
    #expect(section.overlap[dot][dot]?.value == 1)
    #expect(section.truncation.isEmpty && section.enoughDimensions == nil)
  }

  @Test("Rows that some variant cannot judge are sampled for none, and spoil nothing")
  func badRows() throws {
    var rows = Self.rows(50, 8, seed: 12)
    rows[3] = [Double](repeating: .nan, count: 8)
    rows[17] = [Double](repeating: 0, count: 8)
    rows[29] = [Double](repeating: 1, count: 8)
    let section = try AgreementJob(sectionMeans(rows, neighbors: 4)).section()
    #expect(section.rows == 47)
    let (cosine, dot) = (1, 2)
    let judged = rows.indices.filter { ![3, 17, 29].contains($0) }
    let lists = [Measure.cosine, .dot].map { measure in
      let all = Self.lists(rows, SimilarityVariant(measure), k: 4)
      return judged.map { all[$0] }
    }
    let found = try #require(section.overlap[cosine][dot])
    #expect(section.variants[cosine] == "cosine" && section.variants[dot] == "dot")
    #expect(abs(found.value - SectionReference.overlap(lists[0], lists[1])) < 1e-12)
    #expect(section.overlap.joined().allSatisfy { $0?.value.isFinite == true })
  }

  @Test("The same section for any number of threads")
  func threads() throws {
    let rows = Self.rows(30, 16, seed: 13)
    let sections = try [1, 2, 3].map {
      try AgreementJob(sectionMeans(rows, neighbors: 5, workers: $0)).section()
    }
    for section in sections.dropFirst() {
      #expect(section.overlap == sections[0].overlap)
      #expect(section.rankCorrelation == sections[0].rankCorrelation)
      #expect(section.principalAxes.map(\.overlap) == sections[0].principalAxes.map(\.overlap))
    }
  }

  @Test("The least passing number above the last failing one", arguments: [1, 2, 7, 64, 384])
  func dimensionSearch(dimensions: Int) {
    for least in [1, 2, dimensions / 3, dimensions - 1, dimensions] where least >= 1 {
      let outcome = DimensionSearch(dimensions: dimensions, wanted: 0.95).run {
        .exact($0 >= least ? 0.96 : 0.94, count: 1)
      }
      let step = max(1, dimensions / 64)
      #expect(outcome.points.map(\.dimensions) == outcome.points.map(\.dimensions).sorted())
      #expect(outcome.points.allSatisfy { (1..<dimensions).contains($0.dimensions) })
      guard let enough = outcome.enough else {
        #expect(least > dimensions - 1 - step)
        continue
      }
      #expect(enough >= least && enough < least + step)
    }
  }
}
