import CSimKernels

/// How far the screen value of a pair may lie from its `Float` matrix product: the slack that makes
/// screening safe.
///
/// Let u = 2⁻²⁴, d dimensions, γ = d·u / (1 − d·u), x̂ the exact prepared row and p = x̂(1 + δ),
/// |δ| ≤ u for each component, its `Float` form. For rows i and j:
///
/// * storing rows as `Float`: |pᵢ·pⱼ − x̂ᵢ·x̂ⱼ| ≤ (2u + u²) Σ|x̂ᵢ||x̂ⱼ| ≤ 2.01 u ‖x̂ᵢ‖‖x̂ⱼ‖ (Cauchy–Schwarz);
/// * the product in any order, fused or not: ≤ γ Σ|pᵢ||pⱼ| ≤ γ (1 + 2.01u) ‖x̂ᵢ‖‖x̂ⱼ‖
///   (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., §3.1);
/// * preparing in `Double` (mean, norm, quotient): below (d + 10) 2⁻⁵² ≤ 0.01 d·u;
/// * adding offsets and slack to the product: four roundings of values ≤ 2 (‖x̂ᵢ‖² + ‖x̂ⱼ‖²), 8 u of
///   (‖x̂ᵢ‖² + ‖x̂ⱼ‖²)/2 each at the most where offsets are used, and 4 u where they are not;
/// * underflow: at most 2⁻¹⁴⁹ for each of the d products and sums;
/// * reporting: a pair may be dropped only if its *reported* score is less, so that ties are seen.
///   Rounding to `Float` moves each of two scores by u relative, 2 u together, and below the
///   normal range by 2⁻¹⁵⁰ of the stored rows' unit, which `RowBounds` adds where it matters.
///
/// All of it is below **ε = 1.02 (d + 48) u / (1 − d·u)**, times ‖x̂ᵢ‖‖x̂ⱼ‖ or, where that is used,
/// times (‖x̂ᵢ‖² + ‖x̂ⱼ‖²)/2, which is never less; plus d · 2⁻¹²⁶ for underflow. A slack that is
/// twice too wide costs nothing: scores are spread far wider than it.
enum ScreenBounds {
  static let unitRoundoff = 0x1p-24

  /// Relative error of a `Float` dot product: |fl(p·q) − p·q| ≤ this · Σ|p||q|.
  static func productError(dimensions: Int) -> Double {
    let du = Double(dimensions) * unitRoundoff
    return du / (1 - du)
  }

  /// ε of the derivation above.
  static func slack(dimensions: Int) -> Double {
    let d = Double(dimensions)
    return 1.02 * (d + 48) * unitRoundoff / (1 - d * unitRoundoff)
  }

  /// What underflow may take from a product, for prepared rows of length at most about 1.
  static func underflow(dimensions: Int) -> Double { Double(dimensions + 16) * 0x1p-126 }
}
