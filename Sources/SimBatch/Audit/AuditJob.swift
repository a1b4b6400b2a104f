/// What an audit is about, and with what means.
public struct AuditOptions: Sendable {
  public var measure = Measure.pearson
  /// Which part of the rows is compared. Rows that the measure cannot judge are counted and left
  /// out, whatever ``RowOptions/onBadRow`` says: to find them is part of the task.
  public var rows = RowOptions()
  /// What samples depend on: the same for the same seed, on any machine.
  public var seed: UInt64 = 0
  /// k of overlaps, hubness and examples.
  public var neighborCount = 10
  /// Rows whose nearest and farthest are shown, by name or number; a few at random without.
  public var examples: [String] = []
  public var resources = ResourceOptions()

  public init() {}
}

/// Looks whether a similarity is the right one for a matrix, and what its scores are worth.
///
/// Everything comes from the rows themselves: how long they are and where they point, what random
/// pairs of them score, who is whose neighbor, by which measure. Figures of all rows are exact;
/// those of a sample say its size and their interval. The same input and seed give the same report,
/// but for the last digits of figures that BLAS adds up.
public struct AuditJob {
  private let base: StoredMatrix
  private let queries: StoredMatrix?
  private let names: RowIds?
  private let texts: RowIds?
  private let options: AuditOptions
  /// Positions of examples.
  private let examples: [Int]

  /// - Parameters:
  ///   - base: n × d.
  ///   - queries: q × d; rows that are asked about `base`, or nil.
  ///   - names: of all rows of the input of `base`, by number.
  ///   - texts: what these rows stand for, likewise.
  /// - Throws: ``JobError/usage(_:)`` for an example that is not there; ``JobError/data(_:)`` for
  ///   queries of other dimensions.
  public init(
    base: StoredMatrix,
    queries: StoredMatrix? = nil,
    names: RowIds? = nil,
    texts: RowIds? = nil,
    options: AuditOptions = AuditOptions()
  ) throws(JobError) {
    precondition(options.neighborCount > 0)
    let wholeCount = base.rowNumbers.wholeCount
    precondition([names, texts].allSatisfy { ($0?.count ?? wholeCount) == wholeCount })
    try JobChecks.requireShapes(base: base, queries: queries, rows: options.rows)
    examples = try ExampleSectionMaker.positions(of: options.examples, in: base, names: names)
    self.base = base
    self.queries = queries
    self.names = names
    self.texts = texts
    self.options = options
  }

  /// Makes the report.
  ///
  /// - Throws: ``JobError`` for too little memory or a broken BLAS.
  /// - Complexity: O(n² · d / 2 + n · d²), with at most 100,000 rows in the former.
  public func run(progress: (any ProgressObserver)? = nil) throws -> AuditReport {
    var clock = StageClock()
    let means = try AuditMeans(
      base: base,
      queries: queries,
      names: names,
      options: options,
      progress: progress
    )
    clock.end("random pairs")
    let matrix = try MatrixSectionMaker.make(means)
    clock.end("matrix")
    let nearest = try NearestLists(means)
    let hubness = HubnessSectionMaker.make(means, nearest)
    clock.end("neighbors")
    let longest = matrix.norms.quantile(1)?.value ?? 0
    let scores = ScoreSectionMaker.make(means, nearest, longest: longest)
    clock.end("scores")
    let examples = try ExampleSectionMaker.make(means, positions: examples, texts: texts)
    clock.end("examples")
    let agreement = try AgreementJob(means).section()
    clock.end("agreement")
    let queries = try queries.map { try QuerySeparation(means, queries: $0).section() }
    if queries != nil { clock.end("queries") }
    let texts = try texts.map {
      try TextLikeness(means, texts: $0).section(nearest: nearest.isWhole ? nearest.first : nil)
    }
    if texts != nil { clock.end("texts") }
    let settings = AuditReport.Settings(means)
    return AuditReport(
      findings: AuditFindings(
        matrix: matrix,
        scores: scores,
        agreement: agreement,
        hubness: hubness,
        texts: texts,
        queries: queries,
        settings: settings
      ).all,
      matrix: matrix,
      scores: scores,
      agreement: agreement,
      hubness: hubness,
      examples: examples,
      texts: texts,
      queries: queries,
      settings: settings,
      software: .current(means.kernels),
      seconds: Dictionary(uniqueKeysWithValues: clock.seconds.map { ($0.stage, $0.seconds) }),
      totalSeconds: clock.total
    )
  }
}

extension AuditReport.Settings {
  init(_ means: AuditMeans) {
    metric = means.measure.rawValue
    dimensions = means.rows.dimensions ?? means.base.dimensionCount
    centerColumns = means.rows.centerColumns
    onBadRow = means.rows.onBadRow.rawValue
    seed = means.seed
    neighbors = means.neighborCount
    threads = means.workers
  }
}
