extension AuditMeans {
  /// Scores random pairs of the base, or all where there are no more than would be drawn.
  ///
  /// - Complexity: O(pairs · d + n · d), in parallel.
  init(
    base: StoredMatrix,
    queries: StoredMatrix?,
    names: RowIds?,
    options: AuditOptions,
    progress: (any ProgressObserver)?
  ) throws(JobError) {
    let kernels = try Kernels.selected()
    let workers = options.resources.workerCount
    var rows = options.rows
    rows.onBadRow = .skip
    let sides = try ExaminedSides(
      base: base,
      queries: nil,
      measure: options.measure,
      rows: rows,
      kernels: kernels,
      workers: workers
    )
    let null: NullDistribution
    if Self.scoresAllPairs(of: base) {
      let pairs = (0..<base.rowCount).flatMap { row in
        (row + 1..<max(row + 1, base.rowCount)).map { RowPair(row: row, other: $0) }
      }
      let scorer = try PairScorer(sides, kernels: kernels, workers: workers)
      null = NullDistribution(
        scores: try scorer.scores(of: pairs),
        isDistance: options.measure.isDistance
      )
    } else {
      null = try NullDistribution(
        sampling: sides,
        seed: SampleKind.randomPairs.seed(from: options.seed),
        kernels: kernels,
        workers: workers
      )
    }
    self.init(
      base: base,
      queries: queries,
      names: names,
      measure: options.measure,
      rows: rows,
      seed: options.seed,
      neighborCount: options.neighborCount,
      kernels: kernels,
      workers: workers,
      resources: options.resources,
      null: null,
      progress: progress
    )
  }

  /// Whether ``null`` holds the scores of all pairs of the base, so that nothing about it is
  /// uncertain.
  var scoresAllPairs: Bool { Self.scoresAllPairs(of: base) }

  private static func scoresAllPairs(of base: StoredMatrix) -> Bool {
    base.rowCount * (base.rowCount - 1) / 2 <= NullDistribution.pairCount
  }
}
