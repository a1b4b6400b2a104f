import CSimKernels

/// The slack of ``ScreenBounds`` for the rows of one side, as the kernels read it.
///
/// With ε and the underflow τ of ``ScreenBounds``, c the `Float` product (negated for farthest):
///
/// * unit rows: the score s satisfies |s − c| ≤ ε, so U = c + ε, L = c − ε;
/// * dot: |s − c| ≤ ε‖x‖‖y‖ + τ, so U = c + τ + ε‖x‖‖y‖, and L is U less twice the slack;
/// * euclidean: with h = ‖p‖²/2, −‖x − y‖²/2 = x·y − h(x) − h(y), and every error is at most
///   ε(h(x) + h(y)) + τ, since ‖x‖‖y‖ ≤ h(x) + h(y). So U = c − (1 − ε)(h(x) + h(y)) + τ for the
///   nearest, and U = −x·y + (1 + ε)(h(x) + h(y)) + τ for the farthest. h is a `Float`: its
///   rounding is among the 48 u that ε has to spare.
struct RowBounds: Sendable {
  private let offset: Memory<Float>?
  private let width: Memory<Float>?
  private let norm: Memory<Float>?
  private let sharedOffset: Float
  private let sharedWidth: Float
  private let slack: Float

  /// - Parameter squaredNorms: of the prepared rows before they were rounded to `Float`.
  init(measure: Measure, farthest: Bool, dimensions: Int, squaredNorms: Memory<Double>)
    throws(JobError)
  {
    let epsilon = ScreenBounds.slack(dimensions: dimensions)
    let underflow = ScreenBounds.underflow(dimensions: dimensions)
    let count = squaredNorms.count
    switch measure {
    case .pearson, .cosine:
      // Each of the two rows brings half of the offset and half of the width.
      (offset, width, norm, slack) = (nil, nil, nil, 0)
      sharedOffset = Self.up(epsilon / 2)
      sharedWidth = Self.up(epsilon)
    case .dot:
      let norms = try Memory<Float>(count: count, padding: Self.padding)
      for row in 0..<count { norms[row] = Self.up(squaredNorms[row].squareRoot()) }
      (offset, width, norm) = (nil, nil, norms)
      slack = Self.up(epsilon)
      sharedOffset = Self.up(underflow / 2)
      sharedWidth = Self.up(underflow)
    case .euclidean:
      let offsets = try Memory<Float>(count: count, padding: Self.padding)
      let widths = try Memory<Float>(count: count, padding: Self.padding)
      for row in 0..<count {
        let half = squaredNorms[row] / 2
        offsets[row] = Self.up((farthest ? half : -half) + epsilon * half + underflow)
        widths[row] = Self.up(2 * (epsilon * half + underflow))
      }
      (offset, width, norm, slack) = (offsets, widths, nil, 0)
      (sharedOffset, sharedWidth) = (0, 0)
    }
  }

  /// Valid while `self` is alive.
  var kernelValue: sim_bounds {
    sim_bounds(
      offset: offset.map { UnsafePointer($0.pointer) },
      width: width.map { UnsafePointer($0.pointer) }, norm: norm.map { UnsafePointer($0.pointer) },
      shared_offset: sharedOffset, shared_width: sharedWidth, slack: slack)
  }

  /// Kernels read whole vectors of up to 64 floats.
  static let padding = 64

  private static func up(_ value: Double) -> Float {
    let rounded = Float(value)
    return Double(rounded) < value ? rounded.nextUp : rounded
  }
}
