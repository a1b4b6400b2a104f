import CSimKernels

/// One side of the first level: rows and what the kernels add to their products.
struct Int8Side: Sendable {
  let rows: QuantizedRows
  /// σ².
  let unit: Double
  let addends: Memory<Int32>
  /// For rows that are not of unit length, else nil; padded.
  let factors: Memory<Float>?
  let offsets: Memory<Float>?
  /// Thresholds that nothing reaches; padded.
  let unreachable: Memory<Float>

  /// - Parameters:
  ///   - slack: what the bound adds for rows of unit length, beside errors of quantisation.
  ///   - largestError: of the other side; ε_i ε_j is bounded by ε_j times this.
  init(
    _ rows: QuantizedRows,
    of ordered: OrderedSide,
    unit: Double,
    slack: Double,
    largestError: Double,
    isLeft: Bool
  ) throws(JobError) {
    let padding = RowBounds.padding
    let count = rows.rowCount
    let addends = try Memory<Int32>(count: count, padding: padding)
    for position in 0..<count {
      let error = Double(rows.errors[position]) * (1 + largestError) + slack
      let units = (error / unit).rounded(.up) + 1
      // Panels hold values + 128; that excess is the row's own sum times 128.
      let excess = isLeft ? 128 * Double(rows.sums[position]) : 0
      addends[position] = Int32(max(-0x1p30, min(0x1p30, units - excess)))
    }
    self.rows = rows
    self.unit = unit
    self.addends = addends
    unreachable = try Memory(count: count, padding: padding)
    for position in 0..<count { unreachable[position] = .infinity }
    guard let norms = rows.norms else {
      (factors, offsets) = (nil, nil)
      return
    }
    let factors = try Memory<Float>(count: count, padding: padding)
    let offsets = try Memory<Float>(count: count, padding: padding)
    for position in 0..<count {
      factors[position] = isLeft ? (norms[position] * Float(unit)).nextUp : norms[position]
      offsets[position] = ordered.bounds.offset(position)
    }
    self.factors = factors
    self.offsets = offsets
  }
}

extension QuantizedRows {
  var largestError: Float { (0..<rowCount).reduce(0) { max($0, errors[$1]) } }
}
