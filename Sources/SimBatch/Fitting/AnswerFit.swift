/// Learns two maps, one of queries and one of the base, under which queries are near the rows that
/// answer them, and tests them on queries that they have not seen.
///
/// Queries are turned towards their answers by a regression drawn to the identity, and what then is
/// left between them is whitened (``Whitening``). Folds and choices are as for ``PairFit``; ranks of
/// the answers are among all rows of the base.
public struct AnswerFit {
  private let base: StoredMatrix
  private let queries: StoredMatrix
  private let judged: JudgedAnswers
  private let options: FitOptions

  /// - Throws: ``JobError`` where matrices and options do not fit together.
  public init(
    base: StoredMatrix,
    queries: StoredMatrix,
    answers: JudgedAnswers,
    options: FitOptions = FitOptions()
  ) throws(JobError) {
    try JobChecks.requireShapes(base: base, queries: queries, rows: RowOptions())
    self.base = try base.leading(options.dimensions)
    self.queries = try queries.leading(options.dimensions)
    judged = answers
    self.options = options
  }

  /// Fits and writes both maps.
  ///
  /// - Parameters:
  ///   - output: of the map of the base.
  ///   - queryOutput: of that of the queries.
  ///   - commandLine: applies them; for the report.
  /// - Throws: ``JobError``, ``OutputError``.
  /// - Complexity: O((variants + folds) · queries · n · d + folds · n · d²).
  public func run(
    to output: MapOutput,
    queries queryOutput: MapOutput,
    commandLine: String,
    progress: (any ProgressObserver)? = nil
  ) throws -> FitReport {
    var clock = StageClock()
    try BLAS.start(workers: options.resources.workerCount)
    let kernels = try Kernels.selected()
    let plain = try plainRanks(kernels, progress)
    guard !plain.indices.isEmpty else {
      throw JobError.data("\(judged.name): expected queries that can be judged, found none")
    }
    let questions = plain.indices.map { judged.questions[$0] }
    clock.end("rank")
    let training = try TrainingAnswers(
      questions,
      queries: queries,
      base: base,
      name: judged.name,
      seed: options.seed,
      kernels: kernels
    )
    let choices = try training.choices()
    clock.end("fit")
    let heldOut = try heldOutRanks(training, questions, choices.byFold, kernels)
    let tested = heldOut.indices.filter { heldOut[$0] != nil }
    let ranks =
      [tested.map { heldOut[$0] ?? 1 }] + plain.values.map { ranks in tested.map { ranks[$0] } }
    let figures = HeldOutFigures(
      names: ["fitted maps, cosine"] + plain.variants.map(\.name),
      kinds: AnswerFigures.kinds,
      figures: AnswerFigures.compare(
        ranks,
        seed: options.seed,
        workers: options.resources.workerCount
      ),
      isEnough: tested.count >= EvaluationFindings.fewest
    )
    clock.end("compare")
    let maps = try training.maps(choices.all, without: [])
    let d = base.dimensionCount
    try output.write(maps.base, rows: d, columns: d)
    try queryOutput.write(maps.queries, rows: d, columns: d)
    try AtomicFile.commit([output.file, queryOutput.file])
    return FitReport(
      figures,
      map: FitReport.Map(
        inputs: d,
        outputs: d,
        shrinkage: choices.all.shrinkage,
        ridge: choices.all.ridge
      ),
      judgements: FitReport.Judgements(
        name: judged.name,
        kind: "answers",
        heldOut: tested.count,
        betweenFolds: questions.count - tested.count,
        unjudged: judged.count - questions.count,
        unselected: judged.unselectedCount
      ),
      commandLine: commandLine,
      options: options,
      kernels: kernels,
      clock: clock
    )
  }

  private func plainRanks(_ kernels: Kernels, _ progress: (any ProgressObserver)?)
    throws(JobError) -> VariantScores<Int>.Common
  {
    let variants = SimilarityVariant.standard(dimensions: base.dimensionCount, measure: .cosine)
    var ranked = VariantScores<Int>()
    for (number, variant) in variants.enumerated() {
      progress?.progress(stage: "rank", done: number, total: variants.count)
      let rows = variant.rowOptions(onBadRow: .skip)
      ranked.add(
        variant,
        try ranks(judged.questions, base, queries, variant.measure, rows, kernels)
      )
    }
    return ranked.common()
  }

  /// Ranks of answers by maps that had seen no row of their question.
  private func heldOutRanks(
    _ training: TrainingAnswers,
    _ questions: [JudgedAnswers.Question],
    _ choices: [TrainingAnswers.Candidate],
    _ kernels: Kernels
  ) throws -> [Int?] {
    var found = [Int?](repeating: nil, count: questions.count)
    let folds = training.foldsOfQuestions
    var rows = RowOptions()
    rows.onBadRow = .skip
    for fold in 0..<RowFolds.count {
      let tested = folds.indices.filter { folds[$0] == fold }
      let maps = try training.maps(choices[fold], without: [fold])
      let ranks = try ranks(
        tested.map { questions[$0] },
        mapped(base, by: maps.base),
        mapped(queries, by: maps.queries),
        .cosine,
        rows,
        kernels
      )
      for (place, index) in tested.enumerated() { found[index] = ranks[place] }
    }
    return found
  }

  private func mapped(_ rows: StoredMatrix, by values: Memory<Double>) throws -> StoredMatrix {
    let d = rows.dimensionCount
    let matrix = try StoredMatrix(
      doubles: (0..<d * d).map { values[$0] },
      dimensionCount: d,
      name: "fitted map"
    )
    return try rows.mapped(by: LinearMap(matrix), resources: options.resources)
  }

  private func ranks(
    _ questions: [JudgedAnswers.Question],
    _ base: StoredMatrix,
    _ queries: StoredMatrix,
    _ measure: Measure,
    _ rows: RowOptions,
    _ kernels: Kernels
  ) throws(JobError) -> [Int?] {
    let workers = options.resources.workerCount
    let sides = try ExaminedSides(
      base: base,
      queries: queries,
      measure: measure,
      rows: rows,
      kernels: kernels,
      workers: workers
    )
    return try AnswerRanks(sides, kernels: kernels, workers: workers).ranks(of: questions)
  }
}
