import CSimKernels

/// What each screen would cost on the rest of a comparison, from a sample of its pairs and the rates of this
/// machine; seconds of one worker.
struct ScreenEstimate {
  struct Cost {
    let choice: ScreenChoice
    /// Making the screen.
    let build: Double
    let perPair: Double

    func seconds(pairs: Double) -> Double { build + pairs * perPair }
  }

  private var costs: [Cost] = []
  /// Pairs that are left.
  private let pairs: Double

  /// The cheapest; the full screen where nothing is known.
  var best: Cost {
    costs.min { $0.seconds(pairs: pairs) < $1.seconds(pairs: pairs) }
      ?? Cost(choice: .full, build: 0, perPair: 0)
  }

  /// The cheapest, if it is so much cheaper than going on with a screen that is made already.
  func better(than choice: ScreenChoice) -> Cost? {
    guard let current = costs.first(where: { $0.choice == choice }) else { return nil }
    let best = best
    return best.seconds(pairs: pairs) < Self.gain * pairs * current.perPair ? best : nil
  }

  /// An estimate is not better than this.
  private static let gain = 0.9

  /// Columns that are considered.
  private static let ladder = [
    24, 40, 64, 96, 128, 160, 192, 224, 256, 320, 384, 512, 768, 1024,
  ]

  /// - Parameters:
  ///   - doneShare: of the pairs of the comparison.
  ///   - rates: of this machine.
  /// - Complexity: about 30 ms for 384 dimensions.
  init(
    _ comparison: Comparison,
    axes: PrincipalAxes?,
    thresholds: Thresholds,
    neighborCount: Int?,
    doneShare: Double,
    rates: MachineRates
  ) throws(JobError) {
    let sample = try PairSample(
      comparison,
      axes: axes,
      thresholds: thresholds,
      neighborCount: neighborCount,
      doneShare: doneShare
    )
    pairs = (1 - doneShare) * Double(comparison.pairCount)
    let rows = Double(
      comparison.rows.rowCount + (comparison.isSelfJoin ? 0 : comparison.columns.rowCount)
    )
    let d = Double(comparison.dimensions)
    costs.append(Cost(choice: .full, build: 0, perPair: rates.bound(columns: d)))

    // Errors of 8 bits for values that one scale suits: both rows', see `ScreenRounding`.
    let rounding = try sample.roundingError()
    let canUseInt8 = comparison.kernels.table.pointee.has_int8_dot
    let refined = rates.refine(dimensions: d)
    let quantise = rows * d * rates.quantise
    let passingAll =
      canUseInt8 ? sample.share(columns: comparison.dimensions, slack: 2 * rounding) : 0
    if canUseInt8 {
      costs.append(
        Cost(
          choice: .int8(columns: comparison.dimensions),
          build: quantise,
          perPair: rates.boundInt8(columns: d) + passingAll * refined
        )
      )
    }
    guard axes != nil else { return }
    for columns in Self.ladder where Double(columns) < d {
      let p = Double(columns)
      // Axes are chosen, turned and checked by one worker while the others wait.
      let project = rows * 2 * d * p / rates.product + 2 * (p * p * d * 0.1e-9 + p * p * p * 0.5e-9)
      guard canUseInt8 else {
        // With 8-bit products the same columns cost a quarter.
        let passing = sample.share(columns: columns - 1, slack: 0)
        costs.append(
          Cost(
            choice: .prefix(columns: columns),
            build: project,
            perPair: rates.bound(columns: p) + passing * refined
          )
        )
        continue
      }
      let kept = columns - QuantizedRows.tailColumns
      let inside = sample.insideShare(columns: kept).squareRoot()
      let passing = sample.share(columns: kept, slack: 2 * Self.mixedRounding * inside)
      costs.append(
        Cost(
          choice: .int8(columns: columns),
          build: project + quantise + rows * p * rates.quantise,
          perPair: rates.boundInt8(columns: p) + passing * rates.second(dimensions: d)
            + passingAll * refined
        )
      )
    }
  }

  /// Length of the rounding error of a unit row of Gaussian coordinates at the best scale: steps of
  /// 4 standard deviations / 127, each with a variance of 1/12 of a step.
  static let mixedRounding = 4.0 / 127 / 3.4641
}
