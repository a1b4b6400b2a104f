import Testing

@testable import SimBatch

/// Lengths, directions and spread of rows against plain `Double`.
@Suite struct MatrixSectionTests {
  /// Relative errors of sums of a few thousand doubles: n · 2⁻⁵³ < 1e-12, and LAPACK's are as small.
  private let slack = 1e-10

  @Test(arguments: [Measure.pearson, .cosine], [(40, 3), (30, 17), (6, 12), (300, 8)])
  func `every figure of the matrix is that of its definition`(
    measure: Measure,
    shape: (n: Int, d: Int)
  ) throws {
    let rows = Rows.gaussian(shape.n, shape.d, seed: 3).map { row in
      row.enumerated().map { $1 * Double($0 + 1) + 0.7 }
    }
    let matrix = try storedMatrix(rows)
    let section = try AuditReference.report(matrix, measure: measure).matrix
    let stored = values(of: matrix)
    let norms = stored.map(AuditReference.length)
    let mean = norms.reduce(0, +) / Double(norms.count)
    let squares = norms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = (squares / Double(norms.count - 1)).squareRoot()
    #expect(abs(section.norms.mean.value - mean) <= slack * mean)
    #expect(abs(section.normVariation - deviation / mean) <= slack)
    for quantile in section.norms.quantiles {
      let expected = AuditReference.quantile(norms.sorted(), quantile.share)
      #expect(abs(quantile.value.value - expected) <= slack * expected)
    }
    #expect(section.norms.histogram.counts.reduce(0, +) == shape.n)

    let units = stored.map { AuditReference.unit($0, centred: measure == .pearson) }
    let direction = AuditReference.length(AuditReference.mean(units))
    #expect(abs(section.commonDirection.value - direction) <= slack)
    let shares = stored.map { row in
      let sum = AuditReference.unit(row, centred: false).reduce(0, +)
      return sum * sum / Double(shape.d)
    }
    let share = shares.reduce(0, +) / Double(shares.count)
    #expect(abs(section.componentMeanShare.value - share) <= slack)

    let moments = AuditReference.moments(stored)
    let square = AuditReference.product(moments, moments)
    let trace = AuditReference.trace(moments)
    let ratio = trace * trace / AuditReference.trace(square)
    #expect(abs(section.effectiveDimension.value - ratio) <= slack * ratio)
    #expect(section.effectiveDimension.low == section.effectiveDimension.high)
    // Power sums of the eigenvalues are traces of powers.
    let cubes = AuditReference.trace(AuditReference.product(square, moments))
    let expected = [1, 1 / ratio, cubes / (trace * trace * trace)]
    for (power, sum) in expected.enumerated() {
      let found = section.spectrum.reduce(0.0) { total, share in
        total + (0..<power).reduce(share) { product, _ in product * share }
      }
      #expect(abs(found - sum) <= slack)
    }
    #expect(section.spectrum == section.spectrum.sorted(by: >))
    for axes in section.axesForShare {
      #expect(section.spectrum.prefix(axes.axes).reduce(0, +) >= axes.share - slack)
      #expect(section.spectrum.prefix(axes.axes - 1).reduce(0, +) < axes.share + slack)
    }
  }

  @Test func `rows of more dimensions than are held have the spectrum of their products`() throws {
    let d = RowSpectrum.mostDimensions + 7
    let matrix = try storedMatrix(Rows.gaussian(9, d, seed: 8))
    let stored = values(of: matrix)
    let mean = AuditReference.mean(stored)
    let moved = stored.map { row in zip(row, mean).map(-) }
    let products = moved.map { x in moved.map { y in zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } } }
    let trace = AuditReference.trace(products)
    let ratio = trace * trace / AuditReference.trace(AuditReference.product(products, products))
    let section = try AuditReference.report(matrix, neighborCount: 2).matrix
    #expect(abs(section.effectiveDimension.value - ratio) <= slack * ratio)
    #expect(abs(section.spectrum.reduce(0) { $0 + $1 * $1 } - 1 / ratio) <= slack)
  }

  @Test func `a sample of rows says so, and its interval holds the figure of all`() throws {
    let rows = Rows.gaussian(2000, 6, seed: 4).map { row in
      row.enumerated().map { $1 / Double($0 + 1) }
    }
    let matrix = try storedMatrix(rows)
    let means = try AuditMeans(
      base: matrix,
      queries: nil,
      names: nil,
      options: AuditOptions(),
      progress: nil
    )
    let whole = try RowSpectrum.of(means).effectiveDimension
    let sample = try RowSpectrum.of(means, operations: 36.0 * 800).effectiveDimension
    #expect(whole.count == 2000 && whole.low == whole.high)
    #expect(sample.count == 800)
    #expect(sample.low < whole.value && whole.value < sample.high)
    // Not by saying nothing.
    #expect(sample.high - sample.low < 0.3 * whole.value)
  }

  @Test func `rows that no measure can judge are counted, and figures are of the others`() throws {
    let good = Rows.gaussian(20, 4, seed: 5)
    let bad = [[.nan, 1, 2, 3], [0, 0, 0, 0], [2, 2, 2, 2], [1, .infinity, 0, 0]]
    let section = try AuditReference.report(storedMatrix(good + bad + [good[3]])).matrix
    #expect(section.rows == 25)
    #expect(section.notFiniteRows == 2 && section.zeroRows == 1 && section.constantRows == 1)
    #expect(section.repeatedRows == 1)
    // The constant row has a length.
    #expect(section.norms.count == 22)
    #expect(section.effectiveDimension.count == 23)
  }
}
