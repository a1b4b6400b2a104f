import Glibc

/// The tail of a distribution beyond what was sampled of it: a generalized Pareto distribution of
/// what exceeds a threshold, fitted by probability-weighted moments (Hosking and Wallis,
/// Technometrics 29, 1987).
///
/// The share of excesses beyond y is (1 − k y / α)^(1/k), and exp(−y / α) for k = 0; for k > 0 the
/// tail ends at α / k.
struct ParetoTail {
  /// k.
  let shape: Double
  /// α.
  let scale: Double

  /// - Parameters:
  ///   - excesses: ascending, not negative.
  ///   - drawn: how often each counts.
  init(excesses: [Double], drawn: [Int32]) {
    let count = Double(drawn.reduce(0) { $0 + Int($1) })
    // a₀ = E y and a₁ = E y (1 − F(y)), F of the j-th smallest being (j − 0.35) / n.
    var (zeroth, first, before) = (0.0, 0.0, 0.0)
    for index in excesses.indices where drawn[index] > 0 {
      let times = Double(drawn[index])
      // The mean of j over as many equal ones.
      let place = before + (times + 1) / 2
      zeroth += times * excesses[index]
      first += times * excesses[index] * (1 - (place - 0.35) / count)
      before += times
    }
    zeroth /= count
    first /= count
    shape = zeroth / (zeroth - 2 * first) - 2
    scale = 2 * zeroth * first / (zeroth - 2 * first)
  }

  /// The excess that a share of excesses is beyond.
  func excess(beyond share: Double) -> Double {
    guard abs(shape) > 1e-9 else { return -scale * log(share) }
    return scale * (1 - pow(share, shape)) / shape
  }
}
