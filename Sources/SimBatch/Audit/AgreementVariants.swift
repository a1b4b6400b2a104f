extension AuditMeans {
  /// The similarity that the report is about.
  var ownVariant: SimilarityVariant {
    SimilarityVariant(measure, centersColumns: rows.centerColumns, dimensions: rows.dimensions)
  }

  /// Dimensions of a row that take part.
  var dimensions: Int { rows.dimensions ?? base.dimensionCount }

  /// The similarities to compare: ``SimilarityVariant/standard(dimensions:measure:)`` of the
  /// dimensions that take part, cut as the report's measure would be, and that measure itself.
  var comparedVariants: [SimilarityVariant] {
    let standard = SimilarityVariant.standard(dimensions: dimensions, measure: measure).map {
      SimilarityVariant(
        $0.measure,
        centersColumns: $0.centersColumns || $0.dimensions != nil && rows.centerColumns,
        dimensions: $0.dimensions ?? rows.dimensions
      )
    }
    return standard.contains(ownVariant) ? standard : standard + [ownVariant]
  }
}

/// Similarities of one matrix, and the rows that they are compared by.
struct AgreementVariants: Sendable {
  let variants: [SimilarityVariant]
  /// By variant: its rows; nil where it can judge too few of them to be compared: less than two, or
  /// than half of those that the report's measure judges.
  let examined: [ExaminedSides?]
  /// Rows that all the others can judge, ascending.
  let common: [Int]

  /// - Complexity: O(variants · n · d), in parallel.
  init(_ means: AuditMeans) throws(JobError) {
    variants = means.comparedVariants
    var all: [ExaminedSides] = []
    for variant in variants {
      all.append(
        try ExaminedSides(
          base: means.base,
          queries: nil,
          measure: variant.measure,
          rows: variant.rowOptions(onBadRow: .skip),
          kernels: means.kernels,
          workers: means.workers
        )
      )
    }
    let own = variants.firstIndex(of: means.ownVariant).map { all[$0].base.goodRowCount } ?? 0
    examined = all.map { $0.base.goodRowCount >= max(2, (own + 1) / 2) ? $0 : nil }
    let judges = examined.compactMap { $0?.base }
    common =
      judges.isEmpty
      ? [] : (0..<means.base.rowCount).filter { row in judges.allSatisfy { $0.isGood(row) } }
  }

  /// A table of what `value` says of two variants, by their numbers; nil of those left out. It is
  /// symmetric, and 1 of a variant with itself.
  func table(count: Int, _ value: (Int, Int) -> Estimate?) -> [[Estimate?]] {
    let nothing = [Estimate?](repeating: nil, count: variants.count)
    var table = [[Estimate?]](repeating: nothing, count: variants.count)
    guard count > 0 else { return table }
    for one in variants.indices where examined[one] != nil {
      table[one][one] = .exact(1, count: count)
      for other in 0..<one where examined[other] != nil {
        let estimate = value(one, other)
        table[one][other] = estimate
        table[other][one] = estimate
      }
    }
    return table
  }
}
