/// How well a fitted map does on judgements that it has not seen, beside the best plain similarity.
///
/// Written as JSON by `--json`, as a summary on the terminal.
public struct FitReport: Encodable, Sendable {
  public let findings: [AuditFinding]
  /// Whether the map is better than every plain similarity, and not by chance.
  public let helps: Bool
  /// The command that applies it.
  public let commandLine: String
  /// The figure that is compared first.
  public let comparedBy: EvaluationReport.Figure
  /// The map first, then the plain similarities, the best of them first.
  public let contestants: [Contestant]
  public let map: Map
  public let judgements: Judgements
  public let settings: Settings
  public let software: SoftwareReport
  /// Wall-clock seconds by stage.
  public let seconds: [String: Double]
  public let totalSeconds: Double

  /// The map, or a plain similarity.
  public struct Contestant: Encodable, Sendable {
    public let name: String
    /// On judgements held out, each with its own interval of 95%.
    public let figures: [EvaluationReport.Figure: Estimate]
    /// How far the best contestant is ahead; as ``EvaluationReport/Variant/lead``.
    public let lead: Estimate
  }

  /// What was written: learned from all judgements.
  public struct Map: Encodable, Sendable {
    public let inputs: Int
    public let outputs: Int
    /// λ: how much of the plain similarity was kept, 0 to 1.
    public let shrinkage: Double
    /// Of the queries' map: how strongly it is drawn to none; nil for none, and for pairs.
    public let ridge: Double?
  }

  public struct Judgements: Encodable, Sendable {
    /// The file.
    public let name: String
    /// `binary`, `graded`, or `answers`.
    public let kind: String
    /// Pairs, or queries, that maps were tested on, each by one that had seen no row of it.
    public let heldOut: Int
    /// Left out of tests: their rows were in two folds.
    public let betweenFolds: Int
    /// Left out: a row of theirs cannot be judged.
    public let unjudged: Int
    /// Lines left out since a row of theirs was not selected.
    public let unselected: Int
  }

  public struct Settings: Encodable, Sendable {
    public let folds: Int
    public let seed: UInt64
    /// Samples drawn for the intervals.
    public let replicates: Int
    public let threads: Int
  }
}

/// What is learned, and how.
public struct FitOptions: Sendable {
  /// Leading dimensions that are mapped (`--dims`); nil for all.
  public var dimensions: Int?
  /// Of folds and of the draws of intervals.
  public var seed: UInt64 = 0
  public var resources = ResourceOptions()

  public init() {}
}

extension FitReport {
  /// What a fit found; the figures of contestants come from the same held-out judgements.
  init(
    _ figures: HeldOutFigures,
    map: Map,
    judgements: Judgements,
    commandLine: String,
    options: FitOptions,
    kernels: Kernels,
    clock: StageClock
  ) {
    let compared = figures.figures[0]
    let leads = compared.leads()
    let order = figures.bestPlainFirst
    helps =
      figures.isEnough && compared.best == 0 && leads.dropFirst().allSatisfy { $0.low > 0 }
    comparedBy = figures.kinds[0]
    contestants = ([0] + order).map { place in
      Contestant(
        name: figures.names[place],
        figures: Dictionary(
          uniqueKeysWithValues: zip(figures.kinds, figures.figures).map { ($0, $1.estimate(place)) }
        ),
        lead: leads[place]
      )
    }
    self.map = map
    self.judgements = judgements
    self.commandLine = commandLine
    settings = Settings(
      folds: RowFolds.count,
      seed: options.seed,
      replicates: Bootstrap.replicates,
      threads: options.resources.workerCount
    )
    software = SoftwareReport(kernels: kernels)
    seconds = Dictionary(uniqueKeysWithValues: clock.seconds.map { ($0.stage, $0.seconds) })
    totalSeconds = clock.total
    findings =
      FitFindings(
        helps: helps,
        comparedBy: comparedBy,
        contestants: contestants,
        judgements: judgements,
        isEnough: figures.isEnough
      ).all
  }
}

/// Figures of the map (first) and of plain similarities on the same held-out judgements.
struct HeldOutFigures {
  let names: [String]
  let kinds: [EvaluationReport.Figure]
  let figures: [ComparedFigures]
  /// Whether there are enough judgements for differences to be told.
  let isEnough: Bool

  /// Places of the plain similarities, the best first.
  var bestPlainFirst: [Int] {
    let values = figures[0].values
    return values.indices.dropFirst().sorted {
      values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1
    }
  }
}
