/// Looks whether queries and base live apart.
///
/// At most ``sampleCount`` queries are drawn with the seed from those that can be judged, and as many
/// rows of the base for the figures of means. Nearest rows are looked for among all.
struct QuerySeparation: Sendable {
  static let sampleCount = 10_000

  private let means: AuditMeans
  private let queries: StoredMatrix
  /// Of the report's measure.
  private let judged: ExaminedSides
  private let unitQueries: SeparatedRows
  private let unitBase: SeparatedRows
  private let bootstrap: Bootstrap
  private let halvesSeed: UInt64

  /// - Throws: ``JobError/data(_:)`` where the dimensions of `queries` are not those of the base.
  /// - Complexity: O((n + q) · d), in parallel.
  init(_ means: AuditMeans, queries: StoredMatrix) throws(JobError) {
    try JobChecks.requireShapes(base: means.base, queries: queries, rows: means.rows)
    self.means = means
    self.queries = queries
    judged = try Self.examine(means, queries, measure: means.measure)
    let unit = try Self.examine(means, queries, measure: .cosine)
    let judged = judged.queries ?? judged.base
    let unitQueries = unit.queries ?? unit.base
    var random = SplitMix64(seed: means.seed(for: .queries))
    self.unitQueries = SeparatedRows(
      unitQueries,
      rows: Self.sample(random.next(), of: queries.rowCount) {
        judged.isGood($0) && unitQueries.isGood($0)
      },
      kernels: means.kernels
    )
    unitBase = SeparatedRows(
      unit.base,
      rows: Self.sample(random.next(), of: means.base.rowCount, where: unit.base.isGood),
      kernels: means.kernels
    )
    halvesSeed = random.next()
    bootstrap = Bootstrap(seed: random.next(), workers: means.workers)
  }

  private static func examine(_ means: AuditMeans, _ queries: StoredMatrix, measure: Measure)
    throws(JobError) -> ExaminedSides
  {
    var rows = means.rows
    rows.onBadRow = .skip
    return try ExaminedSides(
      base: means.base,
      queries: queries,
      measure: measure,
      rows: rows,
      kernels: means.kernels,
      workers: means.workers
    )
  }

  private static func sample(_ seed: UInt64, of count: Int, where isGood: (Int) -> Bool) -> [Int] {
    let good = (0..<count).filter(isGood)
    return RowSelection.sample(min(sampleCount, good.count), of: good.count, seed: seed)
      .map { good[$0] }
  }

  /// - Throws: ``JobError`` for too little memory or a broken BLAS.
  /// - Complexity: O(sample · (n + q) · d).
  func section() throws -> QuerySection {
    let nearest = try nearestScores()
    let isDistance = means.measure.isDistance
    // An equally near row of either side is half of each.
    let asked = zip(nearest.base, nearest.queries).compactMap { base, query -> Double? in
      guard !query.isNaN else { return base.isNaN ? nil : 0 }
      if base.isNaN { return 1 }
      return base == query ? 0.5 : (query < base) == isDistance ? 1 : 0
    }
    let others = max(0, (judged.queries?.goodRowCount ?? 0) - 1)
    return QuerySection(
      name: queries.name,
      rows: unitQueries.count,
      meanDistance: meanDistance(),
      separability: separability(),
      nearestBase: spread(nearest.base),
      nearestQuery: spread(nearest.queries),
      questionsFindQuestions: bootstrap.mean(asked),
      expectedShare: Double(others) / Double(others + judged.base.goodRowCount)
    )
  }

  /// ‖δ‖ with δ the difference of the means of unit-length rows. Its interval is that of the
  /// difference of mean products with δ/‖δ‖, rows of each side drawn anew: to first order that of
  /// ‖δ‖, without the length that noise adds in all other directions.
  private func meanDistance() -> Estimate {
    let difference = unitQueries.meanDifference(to: unitBase)
    let length = difference.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let direction = difference.map { length > 0 ? $0 / length : 0 }
    let (mine, theirs) = (unitQueries.products(direction), unitBase.products(direction))
    return bootstrap.estimate(counts: (mine.count, theirs.count)) {
      Self.mean(mine, drawn: $0) - Self.mean(theirs, drawn: $1)
    }
  }

  private static func mean(_ values: [Double], drawn: [Int32]) -> Double {
    var sum = 0.0
    for index in values.indices { sum += Double(drawn[index]) * values[index] }
    return sum / Double(values.count)
  }

  /// Of the second halves, by their products with the difference of means of the first halves.
  private func separability() -> Estimate {
    let (mine, theirs) = (unitQueries.halves(halvesSeed), unitBase.halves(halvesSeed &+ 1))
    guard mine.0.count > 0, theirs.0.count > 0 else { return .exact(.nan, count: 0) }
    let direction = mine.0.meanDifference(to: theirs.0)
    return bootstrap.areaUnderCurve(mine.1.products(direction), over: theirs.1.products(direction))
  }

  /// By sampled query: the scores with the nearest row of the base and of the other queries, by the
  /// report's measure; NaN where there is none.
  private func nearestScores() throws -> (base: [Float], queries: [Float]) {
    let rows = unitQueries.rows
    guard !rows.isEmpty else { return ([], []) }
    var options = means.neighborOptions(count: 1)
    options.rows.onBadRow = .skip
    let toBase = try NeighborSearch(
      base: means.base,
      queries: queries.copying(rowsAt: rows),
      options: options
    ).neighbors()
    var own = queries
    if let mean = judged.base.source.columnMean {
      own = try centered(mean)
      options.rows = RowOptions()
      options.rows.onBadRow = .skip
    }
    let toQueries = try NeighborSearch(
      base: own,
      queries: own.copying(rowsAt: rows),
      ownRows: rows.map { [$0] },
      options: options
    ).neighbors()
    return (toBase.scores, toQueries.scores)
  }

  /// The queries less the mean row of the base, as `f64`: a search among queries alone would subtract
  /// their own.
  private func centered(_ mean: Memory<Double>) throws(JobError) -> StoredMatrix {
    let dimensions = mean.count
    var values: [Double] = []
    values.reserveCapacity(queries.rowCount * dimensions)
    for row in 0..<queries.rowCount {
      for dimension in 0..<dimensions {
        values.append(queries.value(row: row, dimension: dimension) - mean[dimension])
      }
    }
    return try StoredMatrix(doubles: values, dimensionCount: dimensions, name: queries.name)
  }

  private func spread(_ scores: [Float]) -> Spread {
    Spread(SortedValues(scores.filter { !$0.isNaN }.map { Double($0) }), sampled: true)
  }
}
