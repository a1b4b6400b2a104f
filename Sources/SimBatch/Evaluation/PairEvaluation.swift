/// How well similarities agree with pairs of rows that somebody judged.
public struct PairEvaluation {
  private let matrix: StoredMatrix
  private let judged: JudgedPairs
  private let options: EvaluationOptions

  /// - Throws: ``JobError/usage(_:)`` where options and matrix do not fit together.
  public init(rows matrix: StoredMatrix, pairs: JudgedPairs, options: EvaluationOptions)
    throws(JobError)
  {
    try JobChecks.requireShapes(base: matrix, queries: nil, rows: options.rows)
    guard options.precision > 0, options.precision <= 1 else {
      throw .usage("--precision \(options.precision): expected more than 0, at most 1")
    }
    self.matrix = matrix
    judged = pairs
    self.options = options
  }

  /// Scores the pairs by every variant and compares these.
  ///
  /// - Parameters:
  ///   - commandInput: the input as `duplicates` takes it, for commands to paste.
  ///   - curve: takes precision and recall of every variant at every threshold.
  /// - Throws: ``JobError`` for rows that a variant cannot judge, and where labels of the pairs that
  ///   all can judge are all the same; ``OutputError``.
  /// - Complexity: O(variants · (n · d + draws · pairs)).
  public func run(commandInput: String, curve: CurveOutput? = nil) throws -> EvaluationReport {
    var clock = StageClock()
    let start = try JobStart(options.resources, usesBLAS: false)
    let (kernels, workers) = (start.kernels, start.workers)
    var scored = VariantScores<Float>()
    for variant in options.variants(dimensions: matrix.dimensionCount) {
      let sides = try ExaminedSides(
        base: matrix,
        queries: nil,
        measure: variant.measure,
        rows: variant.rowOptions(onBadRow: options.rows.onBadRow),
        kernels: kernels,
        workers: workers
      )
      let scores = try PairScorer(sides, kernels: kernels, workers: workers)
        .scores(of: judged.pairs)
      scored.add(variant, scores.map { $0.isNaN ? nil : variant.measure.isDistance ? -$0 : $0 })
    }
    clock.end("score")
    let common = scored.common()
    let labels = common.indices.map { judged.labels[$0] }
    if let fault = JudgedPairs.sameness(labels) {
      throw JobError.data(
        "\(judged.name): expected at least two labels among pairs that all variants can judge, found \(fault)"
      )
    }
    let figures =
      judged.kind == .binary
      ? binary(common, labels.map { $0 == 1 }, commandInput: commandInput)
      : graded(common, labels)
    clock.end("compare")
    let report = EvaluationReport(
      figures,
      judgements: judgements(common, labels: labels, dropped: scored.dropped),
      input: EvaluationReport.Input(
        name: matrix.name,
        rows: matrix.rowCount,
        dimensions: matrix.dimensionCount,
        queries: nil,
        queryRows: nil
      ),
      options: options,
      kernels: kernels,
      clock: clock
    )
    try curve?.write(figures)
    return report
  }

  private func judgements(
    _ common: VariantScores<Float>.Common,
    labels: [Double],
    dropped: [SimilarityVariant]
  ) -> EvaluationReport.Judgements {
    EvaluationReport.Judgements(
      name: judged.name,
      kind: judged.kind.rawValue,
      used: labels.count,
      positives: judged.kind == .binary ? labels.count { $0 == 1 } : nil,
      unjudged: judged.count - labels.count,
      unselected: judged.unselectedCount,
      droppedVariants: dropped.map(\.name)
    )
  }

  private func graded(_ common: VariantScores<Float>.Common, _ labels: [Double])
    -> EvaluatedFigures
  {
    let ranked = SampledRanks(labels)
    let scores = common.values.map { SampledRanks($0.map { Double($0) }) }
    let compared = Bootstrap(seed: options.seed, workers: options.resources.workerCount).compare(
      count: labels.count,
      replicates: options.replicates
    ) { drawn in
      let own = ranked.centeredRanks(drawn)
      // Scores that are all equal follow nothing.
      return [
        scores.map {
          SampledRanks.correlation($0.centeredRanks(drawn), own, drawn, ofConstant: 0)
        }
      ]
    }
    return EvaluatedFigures(
      variants: common.variants,
      kinds: [.spearman],
      figures: compared,
      isEnough: labels.count >= EvaluationFindings.fewest
    )
  }

  private func binary(
    _ common: VariantScores<Float>.Common,
    _ labels: [Bool],
    commandInput: String
  ) -> EvaluatedFigures {
    let ranked = common.values.map { RankedLabels(likeness: $0, labels: labels) }
    let precision = options.precision
    let thresholds = ranked.map { $0.figures(precision: precision).threshold }
    let compared = Bootstrap(seed: options.seed, workers: options.resources.workerCount).compare(
      count: labels.count,
      replicates: options.replicates
    ) { drawn in
      let figures = zip(ranked, thresholds).map { ranked, threshold in
        ranked.figures(drawn, precision: precision, mark: threshold ?? .infinity)
      }
      return [
        figures.map(\.areaUnderCurve),
        figures.map(\.averagePrecision),
        figures.map { $0.threshold.map { Double($0) } ?? .nan },
        figures.map(\.precisionAtMark),
        figures.map(\.recallAtMark),
      ]
    }
    let positives = labels.count { $0 }
    return EvaluatedFigures(
      variants: common.variants,
      kinds: [.areaUnderCurve, .averagePrecision],
      figures: Array(compared.prefix(2)),
      isEnough: min(positives, labels.count - positives) >= EvaluationFindings.fewest,
      labels: EvaluatedFigures.Labels(
        ranked: ranked,
        thresholds: thresholds,
        figures: Array(compared.dropFirst(2)),
        commandInput: commandInput,
        onBadRow: options.rows.onBadRow
      )
    )
  }
}
