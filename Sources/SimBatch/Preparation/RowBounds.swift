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
///
/// Two reported values below `Float`'s normal range may be equal although the exact ones differ by
/// δ = 2⁻¹⁴⁹, in units of the prepared rows by δ·scale² (dot) or δ·scale (a distance D ≤ ‖x‖ + ‖y‖,
/// whose −D²/2 then differs by less than δ·scale·D + (δ·scale)²). U has that, too.
struct RowBounds: Sendable {
  private var offset: Memory<Float>?
  private let width: Memory<Float>?
  private let norm: Memory<Float>?
  private var sharedOffset: Float
  private let sharedWidth: Float
  private var slack: Float

  /// - Parameters:
  ///   - scale: prepared rows are stored ones times this.
  ///   - squaredNorms: of the prepared rows before they were rounded to `Float`.
  init(
    measure: Measure,
    farthest: Bool,
    dimensions: Int,
    scale: Double,
    squaredNorms: Memory<Double>
  ) throws(JobError) {
    let epsilon = ScreenBounds.slack(dimensions: dimensions)
    let underflow = ScreenBounds.underflow(dimensions: dimensions)
    let count = squaredNorms.count
    switch measure {
    case .pearson, .cosine:
      // Each of the two rows brings half of the offset and half of the width.
      (offset, width, norm, self.slack) = (nil, nil, nil, 0)
      sharedOffset = Self.up(epsilon / 2)
      sharedWidth = Self.up(epsilon)
    case .dot:
      let norms = try Memory<Float>(count: count, padding: Self.padding)
      for row in 0..<count { norms[row] = Self.up(squaredNorms[row].squareRoot()) }
      (offset, width, norm) = (nil, nil, norms)
      self.slack = Self.up(epsilon)
      let slack = (underflow + 0x1p-149 * scale * scale) / 2
      sharedOffset = Self.up(slack)
      sharedWidth = Self.up(2 * slack)
    case .euclidean:
      let offsets = try Memory<Float>(count: count, padding: Self.padding)
      let widths = try Memory<Float>(count: count, padding: Self.padding)
      let leastStep = 0x1p-149 * scale
      for row in 0..<count {
        let half = squaredNorms[row] / 2
        let reporting = leastStep * squaredNorms[row].squareRoot() + leastStep * leastStep
        let slack = epsilon * half + underflow + reporting
        offsets[row] = Self.up((farthest ? half : -half) + slack)
        widths[row] = Self.up(2 * slack)
      }
      (offset, width, norm, self.slack) = (offsets, widths, nil, 0)
      (sharedOffset, sharedWidth) = (0, 0)
    }
  }

  private init(
    _ other: RowBounds,
    offset: Memory<Float>?,
    width: Memory<Float>?,
    norm: Memory<Float>?
  ) {
    self.offset = offset
    self.width = width
    self.norm = norm
    sharedOffset = other.sharedOffset
    sharedWidth = other.sharedWidth
    slack = other.slack
  }

  /// The same bounds for the rows in another order.
  func reordered(by order: Memory<UInt32>) throws(JobError) -> RowBounds {
    func reordered(_ values: Memory<Float>?) throws(JobError) -> Memory<Float>? {
      guard let values else { return nil }
      let moved = try Memory<Float>(count: values.count, padding: Self.padding)
      for place in 0..<values.count { moved[place] = values[Int(order[place])] }
      return moved
    }
    return RowBounds(
      self,
      offset: try reordered(offset),
      width: try reordered(width),
      norm: try reordered(norm)
    )
  }

  /// What is added to the products of a row.
  func offset(_ row: Int) -> Float { offset.map { $0[row] } ?? sharedOffset }

  /// The same bounds for products that may be `slack` too low for rows of unit length.
  func widened(by slack: Double, norms: (Int) -> Double) throws(JobError) -> RowBounds {
    var wider = self
    if let offset {
      let wide = try Memory<Float>(count: offset.count, padding: Self.padding)
      for row in 0..<offset.count {
        wide[row] = Self.up(Double(offset[row]) + slack * norms(row) * norms(row) / 2)
      }
      wider.offset = wide
    } else if norm != nil {
      wider.slack = Self.up(Double(self.slack) + slack)
    } else {
      wider.sharedOffset = Self.up(Double(sharedOffset) + slack / 2)
    }
    return wider
  }

  /// Valid while `self` is alive.
  var kernelValue: sim_bounds {
    sim_bounds(
      offset: offset.map { UnsafePointer($0.pointer) },
      width: width.map { UnsafePointer($0.pointer) },
      norm: norm.map { UnsafePointer($0.pointer) },
      shared_offset: sharedOffset,
      shared_width: sharedWidth,
      slack: slack
    )
  }

  /// Kernels read whole vectors of up to 64 floats.
  static let padding = 64

  private static func up(_ value: Double) -> Float {
    let rounded = Float(value)
    return Double(rounded) < value ? rounded.nextUp : rounded
  }
}
