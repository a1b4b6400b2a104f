import Glibc

/// Round numbers along an axis.
struct Ticks: Equatable {
  let values: [Double]
  /// Decimals that tell all of them apart.
  let decimals: Int

  /// Multiples of 1, 2 or 5 times a power of ten within `range`: at most `limit` ≥ 2 of them, and
  /// as many as that step gives. Of a range without width: its one value.
  static func linear(_ range: ClosedRange<Double>, limit: Int) -> Ticks {
    let width = range.upperBound - range.lowerBound
    guard width > 0, width.isFinite else {
      return Ticks(values: [range.lowerBound], decimals: 3)
    }
    // A closed range of width w holds at most w / step + 1 multiples of a step.
    let (step, power) = roundStep(atLeast: width / Double(limit - 1))
    // Ends that are multiples but for rounding count.
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    let values = stride(from: first, through: last, by: 1).map { $0 * step + 0 }
    return Ticks(values: values, decimals: max(0, -power))
  }

  /// Powers of ten within `range` of positive numbers, with 2 and 5 times them where there is room.
  static func logarithmic(_ range: ClosedRange<Double>, limit: Int) -> Ticks {
    let low = Int(range.lowerBound.log10Floor)
    let high = Int(range.upperBound.log10Floor)
    func multiples(_ factors: [Double], every step: Int) -> [Double] {
      stride(from: low, through: high, by: step).flatMap { power in
        factors.map { $0.scaled(byTenTo: power) }
      }.filter { range.contains($0) }
    }
    var choices = [[1.0, 2, 5], [1, 3], [1]].map { multiples($0, every: 1) }
    choices += (2...max(2, high - low + 1)).map { multiples([1], every: $0) }
    return Ticks(values: choices.first { $0.count <= limit } ?? [], decimals: max(0, -low))
  }

  /// The least of 1, 2 and 5 times a power of ten that is not less, and that power.
  static func roundStep(atLeast value: Double) -> (step: Double, power: Int) {
    let power = Int(value.log10Floor)
    for factor in [1.0, 2, 5] {
      let step = factor.scaled(byTenTo: power)
      if step >= value * (1 - 1e-9) { return (step, power) }
    }
    return (1.0.scaled(byTenTo: power + 1), power + 1)
  }
}
