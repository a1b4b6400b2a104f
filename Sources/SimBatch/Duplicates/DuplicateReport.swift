/// What a deduplication found and what it cost; written by `--report`.
public struct DuplicateReport: Encodable, Sendable {
  public struct Settings: Encodable, Sendable {
    public let metric: String
    /// Pairs reach at least this score, or are at most this far apart; nil where a target needed
    /// no limit.
    public let limit: Float?
    public let target: Int?
    public let group: String
    public let keep: String
    public let dimensions: Int
    public let centerColumns: Bool
    public let onBadRow: String
    public let maxPairs: Int
    public let threads: Int
    public let tile: Int
    public let memoryBudget: Int
    /// The parts of the budget, by what they are for.
    public let memory: [MemoryItem]
  }

  public struct Result: Encodable, Sendable {
    public let kept: Int
    public let duplicates: Int
    /// Groups of at least one duplicate.
    public let groups: Int
    public let badRows: Int
    /// Pairs of stored rows that reach the limit.
    public let pairs: Int
    /// The share of all pairs of different rows that reach the limit; nil where there are none.
    public let pairShare: Double?
    /// What a sample said of them beforehand, or nil for few rows.
    public let estimatedPairs: Int?
    /// The lowest score in any connected group.
    public let lowestScoreInGroup: Float?
    public let histogram: ScoreHistogram
  }

  public let input: MatrixReport
  public let against: MatrixReport?
  public let settings: Settings
  public let result: Result
  public let work: WorkReport
  public let software: SoftwareReport
  /// What random pairs score; nil without calibration.
  public let randomPairs: NullDistributionReport?
  /// Wall-clock seconds of each stage.
  public let seconds: [String: Double]
  public let totalSeconds: Double
  /// What to tell the user: that the limit joins rows by chance; nil for nothing.
  public let warning: String?

  init(
    job: DuplicateJob,
    _ done: DuplicateWork,
    pairs: ReachingPairs,
    decisions: DuplicateDecisions,
    clock: StageClock
  ) {
    let options = job.options
    input = MatrixReport(job.sets.rows)
    against = job.sets.old.map { MatrixReport($0) }
    var target: Int?
    if case .target(let rowCount, _) = options.threshold { target = rowCount }
    settings = Settings(
      metric: options.measure.rawValue,
      limit: done.limit,
      target: target,
      group: options.grouping.rawValue,
      keep: options.keepOrder.name,
      dimensions: job.sets.rows.examined.source.dimensions,
      centerColumns: options.rows.centerColumns,
      onBadRow: options.rows.onBadRow.rawValue,
      maxPairs: options.maximalPairs,
      threads: job.workers,
      tile: job.memory.tileSide,
      memoryBudget: job.memory.budget,
      memory: job.memory.items
    )
    result = Result(
      kept: decisions.keptCount,
      duplicates: decisions.duplicateCount,
      groups: decisions.duplicateGroupCount,
      badRows: decisions.badCount,
      pairs: pairs.count,
      pairShare: pairs.share,
      estimatedPairs: done.estimate.map { Int($0.pairs) },
      lowestScoreInGroup: decisions.lowestScore(measure: options.measure),
      histogram: ScoreHistogram(decisions.duplicateScores)
    )
    software = SoftwareReport(kernels: job.scoring.kernels)
    randomPairs = job.calibrated?.report
    seconds = Dictionary(uniqueKeysWithValues: clock.seconds.map { ($0.stage, $0.seconds) })
    work = WorkReport(
      done.work,
      verified: done.verified,
      seconds: seconds["compare"] ?? 0,
      workers: job.workers
    )
    totalSeconds = clock.total
    warning = pairs.warning(limit: done.limit, measure: options.measure)
  }

  /// One line about the job: what was found, and the time.
  ///
  /// - Parameter isDefaultMetric: whether nobody chose the measure, which is then said.
  public func summary(isDefaultMetric: Bool = false) -> String {
    let time = (totalSeconds * 1000).rounded() / 1000
    let comparison = against.map { " against \($0.rows)" } ?? ""
    let sign = settings.metric == Measure.euclidean.rawValue ? "≤" : "≥"
    let reach = settings.limit.map { "\(sign) \($0)" } ?? "at any limit"
    return """
      \(input.rows.counted("row"))\(comparison), \
      \(settings.metric)\(isDefaultMetric ? " (default)" : "") \(reach): \(result.kept) kept, \
      \(result.duplicates.counted("duplicate")) in \(result.groups.counted("group")), \
      \(result.pairs.counted("pair")); \(time) s
      """
  }
}

extension KeepOrder {
  var name: String {
    switch self {
    case .first: "first"
    case .last: "last"
    case .central: "central"
    case .scores: "score"
    }
  }
}

extension DuplicateDecisions {
  /// Groups of at least one duplicate.
  var duplicateGroupCount: Int {
    var isShared = [Bool](repeating: false, count: groupCount)
    for row in 0..<rowCount {
      if case .duplicate = self[row], let group = group(of: row) { isShared[group] = true }
    }
    return isShared.count { $0 }
  }

  /// The least alike two rows of any connected group.
  func lowestScore(measure: Measure) -> Float? {
    let scores = (0..<rowCount).compactMap { lowestScore(inGroupOf: $0) }
    return measure.isDistance ? scores.max() : scores.min()
  }
}

extension MatrixReport {
  init(_ sets: RowSets) { self.init(sets.examined, distinctRows: sets.count) }
}
