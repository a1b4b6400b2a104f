import CSimKernels
import Glibc

/// What each screen would cost on a comparison, from a sample of its pairs and the rates of this
/// machine; seconds of one worker.
struct ScreenEstimate {
  private(set) var costs: [(choice: ScreenChoice, seconds: Double)] = []

  /// The cheapest; the full screen where nothing is known.
  var best: ScreenChoice { costs.min { $0.seconds < $1.seconds }?.choice ?? .full }

  /// Columns that are considered.
  private static let ladder = [
    24, 40, 64, 96, 128, 160, 192, 224, 256, 320, 384, 512, 768, 1024,
  ]

  /// - Complexity: about 10 ms for 384 dimensions.
  init(
    _ comparison: Comparison,
    axes: PrincipalAxes?,
    thresholds: Thresholds,
    neighborCount: Int?
  ) throws(JobError) {
    let rates = try MachineRates.measure(comparison.kernels)
    let sample = try PairSample(comparison, axes: axes, thresholds: thresholds)
    let pairs = Double(comparison.pairCount)
    let rows = Double(
      comparison.rows.rowCount + (comparison.isSelfJoin ? 0 : comparison.columns.rowCount)
    )
    let d = Double(comparison.dimensions)
    costs.append((.full, pairs * (2 * d / rates.product + rates.scan)))

    // Errors of 8 bits for values that one scale suits: both rows', see `ScreenRounding`.
    let rounding = try sample.roundingError(comparison)
    let canUseInt8 = comparison.kernels.table.pointee.has_int8_dot
    let refined = rates.refine(dimensions: d)
    let quantise = rows * d * rates.quantise
    let rise = Self.rise(
      share: sample.share(columns: comparison.dimensions, slack: 0),
      neighborCount: neighborCount,
      comparison: comparison
    )
    let passingAll = rise * sample.share(columns: comparison.dimensions, slack: 2 * rounding)
    if canUseInt8 {
      let first = pairs * (2 * d / rates.int8 + rates.int8Block)
      costs.append(
        (.int8(columns: comparison.dimensions), quantise + first + pairs * passingAll * refined)
      )
    }
    guard axes != nil else { return }
    for columns in Self.ladder where Double(columns) < d {
      let p = Double(columns)
      // Axes are chosen, turned and checked by one worker while the others wait.
      let project = rows * 2 * d * p / rates.product + 2 * (p * p * d * 0.1e-9 + p * p * p * 0.5e-9)
      guard canUseInt8 else {
        // With 8-bit products the same columns cost a quarter.
        let float = rise * sample.share(columns: columns - 1, slack: 0)
        costs.append(
          (
            .prefix(columns: columns),
            project + pairs * (2 * p / rates.product + rates.scan + float * refined)
          )
        )
        continue
      }
      let kept = columns - QuantizedRows.tailColumns
      let inside = sample.insideShare(columns: kept).squareRoot()
      let passing =
        rise * sample.share(columns: kept, slack: 2 * ScreenEstimate.mixedRounding * inside)
      let second = passing * rates.second(dimensions: d)
      costs.append(
        (
          .int8(columns: columns),
          project + quantise + rows * p * rates.quantise
            + pairs * (2 * p / rates.int8 + rates.int8Block + second + passingAll * refined)
        )
      )
    }
  }

  /// By what factor fewer pairs pass over a whole run than with the thresholds at its start.
  ///
  /// After m rows a row's threshold lets k of m pass, at the end k of n (twice that for pairs, which
  /// pass by either row). The mean over the run of a share that falls like 1/m from s₀ to s₁ is
  /// s₁ ln(s₀/s₁) / (1 − s₁/s₀). Shares fall off exponentially with the threshold where it matters,
  /// so the factor is the same with slack.
  private static func rise(share: Double, neighborCount: Int?, comparison: Comparison) -> Double {
    guard let neighborCount else { return 1 }
    let sides = comparison.isSelfJoin ? 2.0 : 1.0
    let last = sides * Double(neighborCount) / Double(max(1, comparison.columns.rowCount))
    guard share > 1.01 * last else { return 1 }
    return last * log(share / last) / (1 - last / share) / share
  }

  /// Length of the rounding error of a unit row of Gaussian coordinates at the best scale: steps of
  /// 4 standard deviations / 127, each with a variance of 1/12 of a step.
  static let mixedRounding = 4.0 / 127 / 3.4641
}
