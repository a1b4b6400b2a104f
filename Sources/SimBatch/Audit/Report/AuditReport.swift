/// What `simbatch audit` found: findings first, then the figures that they come from.
///
/// Written as JSON by `--json`, as a page by `--html`, as a summary on the terminal.
public struct AuditReport: Encodable, Sendable {
  /// In plain words, the gravest first.
  public let findings: [AuditFinding]
  public let matrix: MatrixSection
  /// What random pairs and nearest neighbors score.
  public let scores: ScoreSection
  /// How far measures agree on who is near.
  public let agreement: AgreementSection
  public let hubness: HubnessSection
  /// Nearest and farthest rows of a few rows.
  public let examples: ExampleSection
  /// Meaning against surface, where there are texts.
  public let texts: TextSection?
  /// Whether queries and base live apart, where there are queries.
  public let queries: QuerySection?
  public let settings: Settings
  public let software: NeighborReport.Software
  /// Wall-clock seconds by stage.
  public let seconds: [String: Double]
  public let totalSeconds: Double

  public struct Settings: Encodable, Sendable {
    /// The measure that the report is about.
    public let metric: String
    public let dimensions: Int
    public let centerColumns: Bool
    public let onBadRow: String
    public let seed: UInt64
    /// k of overlaps, hubness and examples.
    public let neighbors: Int
    public let threads: Int
  }
}

/// One thing worth knowing, in plain words.
public struct AuditFinding: Encodable, Sendable {
  public enum Severity: String, Encodable, Sendable, CaseIterable {
    /// Answers may not be what they seem.
    case warning
    /// Good to know.
    case note
  }

  /// What it is about, for programs: `norms-vary`, `common-direction`, `hub`.
  public let kind: String
  public let severity: Severity
  /// A sentence or two, with the figures.
  public let text: String
  /// What to do about it, as an option or a sentence.
  public let advice: String?

  public init(_ kind: String, _ severity: Severity, _ text: String, advice: String? = nil) {
    self.kind = kind
    self.severity = severity
    self.text = text
    self.advice = advice
  }
}

/// How values spread.
public struct Spread: Encodable, Sendable {
  /// A quantile: the value that `share` of the values are below.
  public struct Quantile: Encodable, Sendable {
    public let share: Double
    public let value: Estimate
  }

  /// Counts of values in equal steps from `low` to `high`.
  public struct Histogram: Encodable, Sendable {
    public let low: Double
    public let high: Double
    public let counts: [Int]
  }

  public let count: Int
  public let mean: Estimate
  /// That of a sample: over count − 1.
  public let standardDeviation: Double
  /// At 0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.
  public let quantiles: [Quantile]
  public let histogram: Histogram
}

/// A row, and its name where there are names.
public struct NamedRow: Encodable, Sendable {
  /// Its number in the input.
  public let row: Int
  public let id: String?
}
