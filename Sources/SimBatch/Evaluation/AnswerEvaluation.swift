/// Whether asking finds answers: how near the rows that answer queries are to them, of all rows.
public struct AnswerEvaluation {
  private let base: StoredMatrix
  private let queries: StoredMatrix
  private let judged: JudgedAnswers
  private let options: EvaluationOptions

  /// - Throws: ``JobError`` where matrices and options do not fit together.
  public init(
    base: StoredMatrix,
    queries: StoredMatrix,
    answers: JudgedAnswers,
    options: EvaluationOptions
  ) throws(JobError) {
    try JobChecks.requireShapes(base: base, queries: queries, rows: options.rows)
    self.base = base
    self.queries = queries
    judged = answers
    self.options = options
  }

  /// Ranks the answers of every query among all rows of the base by every variant, and compares
  /// these.
  ///
  /// - Throws: ``JobError`` for rows that a variant cannot judge, where no query is left that all can
  ///   judge, for too little memory or a broken BLAS.
  /// - Complexity: O(variants · queries · n · d), O(n · d) memory.
  public func run(progress: (any ProgressObserver)? = nil) throws(JobError) -> EvaluationReport {
    var clock = StageClock()
    let start = try JobStart(options.resources)
    try requireMemory()
    let variants = options.variants(dimensions: base.dimensionCount)
    let done = Counter()
    let total = variants.count * judged.count * base.rowCount
    var ranked = VariantScores<Int>()
    for variant in variants {
      let ranks = try ranks(variant, start) { pairs in
        done.add(pairs)
        progress?.progress(stage: "rank", done: min(done.current, total), total: total)
      }
      ranked.add(variant, ranks)
    }
    clock.end("rank")
    let common = ranked.common()
    guard !common.indices.isEmpty else {
      throw .data("\(judged.name): expected queries that all variants can judge, found none")
    }
    let figures = figures(common, workers: start.workers)
    clock.end("compare")
    return EvaluationReport(
      figures,
      judgements: EvaluationReport.Judgements(
        name: judged.name,
        kind: "answers",
        used: common.indices.count,
        positives: nil,
        unjudged: judged.count - common.indices.count,
        unselected: judged.unselectedCount,
        droppedVariants: ranked.dropped.map(\.name)
      ),
      input: EvaluationReport.Input(
        name: base.name,
        rows: base.rowCount,
        dimensions: base.dimensionCount,
        queries: queries.name,
        queryRows: queries.rowCount
      ),
      options: options,
      kernels: start.kernels,
      clock: clock
    )
  }

  private func requireMemory() throws(JobError) {
    let needed = PreparedSide.byteCount(
      rowCount: base.rowCount + queries.rowCount,
      dimensions: base.dimensionCount
    )
    let budget = options.resources.memoryBudget
    guard needed <= budget else { throw .overBudget(needed: needed, budget: budget) }
  }

  private func ranks(
    _ variant: SimilarityVariant,
    _ start: JobStart,
    done: @escaping @Sendable (_ pairs: Int) -> Void
  ) throws(JobError) -> [Int?] {
    let (kernels, workers) = (start.kernels, start.workers)
    let sides = try ExaminedSides(
      base: base,
      queries: queries,
      measure: variant.measure,
      rows: variant.rowOptions(onBadRow: options.rows.onBadRow),
      kernels: kernels,
      workers: workers
    )
    return try AnswerRanks(sides, kernels: kernels, workers: workers)
      .ranks(of: judged.questions, done: done)
  }

  private func figures(_ common: VariantScores<Int>.Common, workers: Int) -> EvaluatedFigures {
    EvaluatedFigures(
      variants: common.variants,
      kinds: AnswerFigures.kinds,
      figures: AnswerFigures.compare(common.values, seed: options.seed, workers: workers),
      isEnough: common.indices.count >= EvaluationFindings.fewest
    )
  }
}
