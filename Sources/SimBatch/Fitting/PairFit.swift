/// Learns a map under which rows that were judged alike are near, and tests it on pairs that it has
/// not seen.
///
/// The map is a ``Whitening`` of unit rows. Five folds of pairs share no row (``RowFolds``). A map
/// learned from four of them judges the pairs of the fifth; its shrinkage is chosen by these four
/// alone, each of them held out in turn. What is written is learned from all pairs.
public struct PairFit {
  private let matrix: StoredMatrix
  private let judged: JudgedPairs
  private let options: FitOptions

  /// - Throws: ``JobError/usage(_:)`` for `dimensions` that the rows do not have.
  public init(rows matrix: StoredMatrix, pairs: JudgedPairs, options: FitOptions = FitOptions())
    throws(JobError)
  {
    self.matrix = try matrix.leading(options.dimensions)
    judged = pairs
    self.options = options
  }

  /// Fits and writes the map.
  ///
  /// - Parameter commandLine: applies it; for the report.
  /// - Throws: ``JobError/data(_:)`` for pairs that are too few to hold some out; ``OutputError``.
  /// - Complexity: O(n · d + folds² · (d³ + pairs · d²)).
  public func run(to output: MapOutput, commandLine: String) throws -> FitReport {
    var clock = StageClock()
    try BLAS.start(workers: options.resources.workerCount)
    let kernels = try Kernels.selected()
    let plain = try plainScores(kernels)
    clock.end("score")
    let training = try TrainingPairs(
      matrix,
      judged,
      usable: plain.indices,
      seed: options.seed,
      kernels: kernels
    )
    let validation = try training.crossValidated()
    let whitening = try training.fit(without: [])
    let map = try whitening.map(shrinkage: Whitening.shrinkages[validation.choice])
    clock.end("fit")
    let figures = figures(training, validation.heldOut, plain)
    clock.end("compare")
    let d = matrix.dimensionCount
    try output.write(map, rows: d, columns: d)
    try output.file.commit()
    let heldOut = validation.heldOut.count { $0 != nil }
    return FitReport(
      figures,
      map: FitReport.Map(
        inputs: d,
        outputs: d,
        shrinkage: Whitening.shrinkages[validation.choice],
        ridge: nil
      ),
      judgements: FitReport.Judgements(
        name: judged.name,
        kind: judged.kind.rawValue,
        heldOut: heldOut,
        betweenFolds: training.pairs.count - heldOut,
        unjudged: judged.count - training.pairs.count,
        unselected: judged.unselectedCount
      ),
      commandLine: commandLine,
      options: options,
      kernels: kernels,
      clock: clock
    )
  }

  /// Likenesses of all pairs by the plain similarities, of the pairs that all can judge.
  private func plainScores(_ kernels: Kernels) throws(JobError) -> VariantScores<Float>.Common {
    let workers = options.resources.workerCount
    var scored = VariantScores<Float>()
    let variants = SimilarityVariant.standard(
      dimensions: matrix.dimensionCount,
      measure: .cosine
    )
    for variant in variants {
      let sides = try ExaminedSides(
        base: matrix,
        queries: nil,
        measure: variant.measure,
        rows: variant.rowOptions(onBadRow: .skip),
        kernels: kernels,
        workers: workers
      )
      let scores = try PairScorer(sides, kernels: kernels, workers: workers)
        .scores(of: judged.pairs)
      scored.add(variant, scores.map { $0.isNaN ? nil : variant.measure.isDistance ? -$0 : $0 })
    }
    return scored.common()
  }

  /// Of the map and the plain similarities, on the pairs held out.
  private func figures(
    _ training: TrainingPairs,
    _ heldOut: [Double?],
    _ plain: VariantScores<Float>.Common
  ) -> HeldOutFigures {
    let tested = heldOut.indices.filter { heldOut[$0] != nil }
    let own = tested.map { Float(heldOut[$0] ?? 0) }
    let likenesses = [own] + plain.values.map { values in tested.map { values[$0] } }
    let labels = tested.map { training.labels[$0] }
    let names = ["fitted map, cosine"] + plain.variants.map(\.name)
    let bootstrap = Bootstrap(seed: options.seed, workers: options.resources.workerCount)
    guard judged.kind == .binary else {
      let wanted = SampledRanks(labels)
      let scores = likenesses.map { SampledRanks($0.map { Double($0) }) }
      let compared = bootstrap.compare(count: labels.count) { drawn in
        let ranks = wanted.centeredRanks(drawn)
        return [
          scores.map {
            SampledRanks.correlation($0.centeredRanks(drawn), ranks, drawn, ofConstant: 0)
          }
        ]
      }
      return HeldOutFigures(
        names: names,
        kinds: [.spearman],
        figures: compared,
        isEnough: labels.count >= EvaluationFindings.fewest
      )
    }
    let positives = labels.count { $0 == 1 }
    let ranked = likenesses.map { RankedLabels(likeness: $0, labels: labels.map { $0 == 1 }) }
    return HeldOutFigures(
      names: names,
      kinds: [.areaUnderCurve, .averagePrecision],
      figures: bootstrap.compare(count: labels.count) { drawn in
        let figures = ranked.map { $0.figures(drawn) }
        return [figures.map(\.areaUnderCurve), figures.map(\.averagePrecision)]
      },
      isEnough: min(positives, labels.count - positives) >= EvaluationFindings.fewest
    )
  }
}

extension StoredMatrix {
  /// The leading dimensions of all rows, which stay where they are.
  ///
  /// - Throws: ``JobError/usage(_:)`` for dimensions that they do not have.
  func leading(_ dimensions: Int?) throws(JobError) -> StoredMatrix {
    guard let dimensions else { return self }
    guard (1...dimensionCount).contains(dimensions) else {
      throw .usage("--dims \(dimensions): \(name) has dimensions 1 to \(dimensionCount)")
    }
    return StoredMatrix(
      name: name,
      format: format,
      elementType: elementType,
      rowCount: rowCount,
      dimensionCount: dimensions,
      rowStride: rowStride,
      firstValueOffset: firstValueOffset,
      bytes: bytes,
      rowIds: rowIds,
      rowNumbers: rowNumbers,
      map: map
    )
  }
}
