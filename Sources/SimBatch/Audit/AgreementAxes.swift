/// Neighbors on the first principal axes against those of all dimensions.
///
/// ``PrincipalRows`` says what the axes are. On D of them rows are compared by the cosine (for
/// pearson and cosine), the product or the distance of their first D coordinates. Where memory is
/// too short for the coordinates of all rows, all of this is done as if the matrix were a seeded
/// sample of its rows, with the sampled queries among them.
struct AgreementAxes: Sendable {
  /// Rows among which neighbors are looked for.
  let rowCount: Int
  private let rows: PrincipalRows
  private let sample: SampledNeighbors
  private let nearest: NeighborRows
  private let measure: Measure

  /// - Parameters:
  ///   - sample: rows of the base that the measure judges.
  ///   - nearest: who is near them, by all dimensions.
  /// - Returns: nil where memory is too short for a sample that is worth it, or there are no
  ///   ``PrincipalRows``.
  init?(_ means: AuditMeans, sample: SampledNeighbors, nearest: NeighborRows) throws {
    let budget = means.resources.memoryBudget
    let most = Self.mostRows(dimensions: means.dimensions, budget: budget)
    var (sample, nearest) = (sample, nearest)
    if most < means.base.rowCount {
      guard most >= 2 * sample.rows.count else { return nil }
      sample = try Self.reduced(sample, to: most, seed: means.seed(for: .agreement))
      nearest = try sample.nearest(means.measure, rows: means.rows)
    }
    var options = means.rows
    options.onBadRow = .skip
    let examined = try ExaminedSides(
      base: sample.base,
      queries: nil,
      measure: means.measure,
      rows: options,
      kernels: means.kernels,
      workers: means.workers
    )
    guard
      let rows = try PrincipalRows(examined.base, kernels: means.kernels, workers: means.workers)
    else { return nil }
    var resources = means.resources
    resources.memory = budget - rows.matrix.bytes.memoryByteCount
    self.rows = rows
    self.nearest = nearest
    self.sample = try SampledNeighbors(
      of: rows.places(of: sample.rows),
      in: rows.matrix,
      count: sample.count,
      resources: resources
    )
    measure = means.measure == .pearson ? .cosine : means.measure
    rowCount = rows.positions.count
  }

  /// Program, libraries and lists, as a search counts them, twice.
  private static let fixedBytes = 128 << 20
  /// By row, beside its coordinates and their prepared form.
  private static let bytesByRow = 256

  private static func mostRows(dimensions: Int, budget: Int) -> Int {
    let fixed = fixedBytes + PrincipalRows.byteCount(rowCount: 0, dimensions: dimensions)
    let row =
      PrincipalRows.byteCount(rowCount: 1, dimensions: dimensions)
      - PrincipalRows.byteCount(rowCount: 0, dimensions: dimensions)
    return max(0, budget - fixed) / (row + bytesByRow)
  }

  /// The same rows in a sample of `count` rows of their matrix.
  private static func reduced(_ sample: SampledNeighbors, to count: Int, seed: UInt64)
    throws(JobError) -> SampledNeighbors
  {
    let own = Set(sample.rows)
    let others = (0..<sample.base.rowCount).filter { !own.contains($0) }
    let drawn = RowSelection.sample(count - own.count, of: others.count, seed: seed)
    let kept = (sample.rows + drawn.map { others[$0] }).sorted()
    return try SampledNeighbors(
      of: kept.indices.filter { own.contains(kept[$0]) },
      in: sample.base.copying(rowsAt: kept),
      count: sample.count,
      resources: sample.resources
    )
  }

  /// By sampled row: the share of its neighbors that the first `dimensions` axes keep.
  func overlaps(_ dimensions: Int) throws -> [Double] {
    var options = RowOptions()
    options.dimensions = dimensions
    let found = try sample.nearest(measure, rows: options)
    return SampledNeighbors.overlaps(nearest, rows.inBase(found))
  }
}
