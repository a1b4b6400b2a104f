extension EvaluationReport {
  init(
    _ figures: EvaluatedFigures,
    judgements: Judgements,
    input: Input,
    options: EvaluationOptions,
    kernels: Kernels,
    clock: StageClock
  ) {
    let precision = figures.labels == nil ? nil : options.precision
    comparedBy = figures.kinds[0]
    variants = figures.results
    leadOverChance = figures.kinds[0].chance.map { figures.figures[0].lead(over: $0) }
    findings =
      EvaluationFindings(
        judgements: judgements,
        comparedBy: figures.kinds[0],
        variants: variants,
        leadOverChance: leadOverChance,
        isEnough: figures.isEnough,
        precision: precision
      ).all
    self.judgements = judgements
    self.input = input
    settings = Settings(
      metric: options.measure.rawValue,
      onBadRow: options.rows.onBadRow.rawValue,
      seed: options.seed,
      replicates: options.replicates,
      precision: precision,
      threads: options.resources.workerCount
    )
    software = SoftwareReport(kernels: kernels)
    seconds = Dictionary(uniqueKeysWithValues: clock.seconds.map { ($0.stage, $0.seconds) })
    totalSeconds = clock.total
  }
}
