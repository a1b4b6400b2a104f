/// What random pairs score, in figures; a part of `--report` under `--calibrate`.
public struct NullDistributionReport: Encodable, Sendable {
  /// A value that `share` of the random pairs have less than, be it a score or a distance.
  public struct Quantile: Encodable, Sendable {
    public let share: Double
    public let value: Double
  }

  public let seed: UInt64
  /// Pairs that were scored: those drawn, without those that have a bad row.
  public let pairs: Int
  /// Of the scores or distances; nil without pairs, as are the others.
  public let mean: Double?
  /// That of a sample: over pairs − 1.
  public let standardDeviation: Double?
  /// At 0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999 and 1; empty without pairs.
  public let quantiles: [Quantile]

  private static let shares = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999, 1]

  init(_ distribution: NullDistribution, seed: UInt64) {
    self.seed = seed
    pairs = distribution.count
    mean = distribution.count > 0 ? distribution.mean : nil
    standardDeviation = distribution.count > 0 ? distribution.standardDeviation : nil
    quantiles =
      distribution.count == 0
      ? []
      : Self.shares.map {
        Quantile(share: $0, value: distribution.scores.quantile($0))
      }
  }
}
