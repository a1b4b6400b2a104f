/// Compares similarities of one matrix with each other, and with fewer of its dimensions.
///
/// Rows are sampled with the seed from those that all variants judge, and each is compared with the
/// whole matrix. The overlap of two similarities is the mean, over ``sampleCount`` rows, of the share
/// of the exact k nearest (the row itself left out) that they have in common; their rank correlation
/// the mean, over the first ``rankedCount`` rows drawn, of Spearman's correlation of the scores of
/// the row with all others. Intervals are bootstrapped over the sampled rows.
struct AgreementJob: Sendable {
  /// Rows sampled for overlaps, at most.
  static let sampleCount = 1000
  /// Rows sampled for rank correlations, at most; fewer where n is beyond 100,000.
  static let rankedCount = 200
  /// The overlap that is to be kept.
  static let wantedOverlap = 0.95

  private let means: AuditMeans
  private let variants: AgreementVariants
  /// Positions, ascending.
  private let rows: [Int]
  private let rankedRows: [Int]
  private let bootstrap: Bootstrap

  /// - Complexity: O(variants · n · d), in parallel.
  init(_ means: AuditMeans) throws(JobError) {
    self.means = means
    variants = try AgreementVariants(means)
    let common = variants.common
    var random = SplitMix64(seed: means.seed(for: .agreement))
    let count = common.count < 2 ? 0 : min(Self.sampleCount, common.count)
    let rows = RowSelection.sample(count, of: common.count, seed: random.next())
      .map { common[$0] }
    self.rows = rows
    // 20 million scores by each variant.
    let most = min(Self.rankedCount, max(20, 20_000_000 / max(1, common.count)))
    // Two other rows have an order; one has none.
    let rankedCount = common.count < 3 ? 0 : min(most, rows.count)
    rankedRows = RowSelection.sample(rankedCount, of: rows.count, seed: random.next())
      .map { rows[$0] }
    bootstrap = Bootstrap(seed: random.next(), workers: means.workers)
  }

  /// - Throws: ``JobError`` for too little memory or a broken BLAS.
  /// - Complexity: O((variants + points) · rows · n · d) for neighbors, as much for ranks.
  func section() throws -> AgreementSection {
    let sample = try SampledNeighbors(
      of: rows,
      in: means.base,
      count: means.neighborCount,
      resources: means.resources
    )
    let lists = try nearest(sample)
    let own = variants.variants.firstIndex(of: means.ownVariant).flatMap { lists[$0] }
    let ranks = try AgreementRanks(variants, rows: rankedRows, means: means)
    let truncation = try own.map { try truncated(sample, $0) }
    let axes = try own.flatMap { try AgreementAxes(means, sample: sample, nearest: $0) }
    let onAxes = try axes.map { axes in try search.run { estimate(try axes.overlaps($0)) } }
    return AgreementSection(
      variants: variants.variants.map(\.name),
      commandLines: variants.variants.map(\.commandLine),
      neighbors: means.neighborCount,
      rows: rows.count,
      rankedRows: rankedRows.count,
      overlap: variants.table(count: rows.count) { one, other in
        guard let one = lists[one], let other = lists[other] else { return nil }
        return estimate(SampledNeighbors.overlaps(one, other))
      },
      rankCorrelation: variants.table(count: rankedRows.count) { one, other in
        let correlations = ranks.correlations(one, other)
        return correlations.isEmpty ? nil : estimate(correlations)
      },
      truncation: truncation?.points ?? [],
      principalAxes: onAxes?.points ?? [],
      axisRows: axes?.rowCount ?? 0,
      wantedOverlap: Self.wantedOverlap,
      enoughDimensions: truncation?.enough,
      enoughAxes: onAxes?.enough
    )
  }

  private var search: DimensionSearch {
    DimensionSearch(dimensions: means.dimensions, wanted: Self.wantedOverlap)
  }

  private func estimate(_ values: [Double]) -> Estimate { bootstrap.mean(values) }

  /// By variant.
  private func nearest(_ sample: SampledNeighbors) throws -> [NeighborRows?] {
    guard !rows.isEmpty else { return variants.variants.map { _ in nil } }
    return try zip(variants.variants, variants.examined).map { variant, examined in
      guard examined != nil else { return nil }
      return try sample.nearest(variant.measure, rows: variant.rowOptions(onBadRow: .skip))
    }
  }

  /// Overlap of the report's measure with itself on the first D dimensions.
  private func truncated(_ sample: SampledNeighbors, _ own: NeighborRows) throws
    -> DimensionSearch.Outcome
  {
    try search.run { dimensions in
      var options = means.rows
      options.dimensions = dimensions
      return estimate(
        SampledNeighbors.overlaps(own, try sample.nearest(means.measure, rows: options))
      )
    }
  }
}
