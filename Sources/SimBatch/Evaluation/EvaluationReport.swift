/// What judgements say about similarities: which tells best, and where to draw the line.
///
/// Written as JSON by `--json`, as a summary on the terminal.
public struct EvaluationReport: Encodable, Sendable {
  /// In plain words, the gravest first.
  public let findings: [AuditFinding]
  public let input: Input
  public let judgements: Judgements
  /// The figure that variants are compared by.
  public let comparedBy: Figure
  /// The best first.
  public let variants: [Variant]
  public let settings: Settings
  public let software: SoftwareReport
  /// Wall-clock seconds by stage.
  public let seconds: [String: Double]
  public let totalSeconds: Double

  /// How far the best one is ahead of what scores without any meaning would have, by an interval
  /// that takes into account that it was chosen among many; nil for known answers.
  public let leadOverChance: Estimate?

  /// A figure of a variant; the raw value is its key in JSON.
  public enum Figure: String, CaseIterable, Codable, CodingKeyRepresentable, Sendable {
    /// Area under the ROC curve: the chance that a pair with label 1 scores higher than one with label 0.
    case areaUnderCurve
    /// Mean precision over the pairs with label 1, each at its own score.
    case averagePrecision
    /// Spearman correlation of scores and labels.
    case spearman
    /// Mean of 1/rank of the best answer.
    case meanReciprocalRank
    /// Share of queries whose best answer is the nearest row.
    case hitsAt1
    /// Share of queries with an answer among the 10 nearest rows.
    case hitsAt10
    /// Share of queries with an answer among the 100 nearest rows.
    case hitsAt100

    /// What scores without any meaning have; nil where that depends on the data.
    var chance: Double? {
      switch self {
      case .areaUnderCurve: 0.5
      case .spearman: 0
      default: nil
      }
    }

    /// What tables call it.
    public var heading: String {
      switch self {
      case .areaUnderCurve: "AUC"
      case .averagePrecision: "average precision"
      case .spearman: "Spearman"
      case .meanReciprocalRank: "MRR"
      case .hitsAt1: "hits at 1"
      case .hitsAt10: "hits at 10"
      case .hitsAt100: "hits at 100"
      }
    }
  }

  public struct Input: Encodable, Sendable {
    public let name: String
    public let rows: Int
    public let dimensions: Int
    /// Of answers.
    public let queries: String?
    public let queryRows: Int?
  }

  /// What was judged.
  public struct Judgements: Encodable, Sendable {
    /// The file.
    public let name: String
    /// `binary`, `graded`, or `answers`.
    public let kind: String
    /// Pairs, or queries, that figures are taken from: the same for all variants.
    public let used: Int
    /// Of these, pairs with label 1; nil where labels are graded, and of answers.
    public let positives: Int?
    /// Pairs, or queries, left out since some variant cannot judge a row of theirs.
    public let unjudged: Int
    /// Lines left out since a row of theirs was not selected.
    public let unselected: Int
    /// Variants left out since they can judge none.
    public let droppedVariants: [String]
  }

  /// A similarity, and how well it agrees with the judgements.
  public struct Variant: Encodable, Sendable {
    public let name: String
    /// The options that choose it.
    public let commandLine: String
    public let isDistance: Bool
    /// Each with its own interval of 95%.
    public let figures: [Figure: Estimate]
    /// How far the best one is ahead in `comparedBy`; the intervals of all pairs of variants hold
    /// together in 95% of samples.
    public let lead: Estimate
    /// Whether it is worse than the best one, and not by chance: the interval excludes 0, and there
    /// are enough judgements for it.
    public let isWorse: Bool
    /// For the precision wanted; nil where none reaches it, and without labels 0 and 1.
    public let threshold: Threshold?
    /// Precision and recall by threshold: at most ``curveLimit`` points, evenly by count.
    public let curve: [CurvePoint]?

    public static let curveLimit = 200
  }

  /// Where to draw the line.
  public struct Threshold: Encodable, Sendable {
    /// The lowest score (greatest distance) from which on the precision is what was wanted.
    public let value: Float
    /// The same, with the interval of what other samples would give.
    public let estimate: Estimate
    /// At `value`.
    public let precision: Estimate
    /// At `value`.
    public let recall: Estimate
    /// Pairs that reach it.
    public let pairs: Int
    /// The command that finds near-duplicates by it.
    public let commandLine: String
  }

  /// A threshold, and what it would give.
  public struct CurvePoint: Encodable, Equatable, Sendable {
    /// A score, or a distance.
    public let threshold: Float
    public let precision: Double
    public let recall: Double
    /// Pairs that reach it.
    public let pairs: Int
  }

  public struct Settings: Encodable, Sendable {
    public let metric: String
    public let onBadRow: String
    public let seed: UInt64
    /// Samples drawn for the intervals.
    public let replicates: Int
    /// Wanted; nil without labels 0 and 1.
    public let precision: Double?
    public let threads: Int
  }
}
