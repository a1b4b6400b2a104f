import Glibc

/// A scale from values to places on a picture.
struct Axis {
  enum Scale { case linear, logarithmic }

  let range: ClosedRange<Double>
  let scale: Scale
  /// Where the ends of the range lie; descending for axes that point up.
  let start: Double
  let end: Double
  let ticks: Ticks
  /// `%`, or nothing.
  let unit: String

  /// - Parameter range: values at the ends; widened if they are the same. Positive on a
  ///   logarithmic scale.
  init(
    _ range: ClosedRange<Double>,
    scale: Scale = .linear,
    from start: Double,
    to end: Double,
    ticks limit: Int,
    unit: String = ""
  ) {
    self.range = Self.widened(range, scale)
    self.scale = scale
    (self.start, self.end) = (start, end)
    self.unit = unit
    ticks =
      switch scale {
      case .linear: .linear(self.range, limit: limit)
      case .logarithmic: .logarithmic(self.range, limit: limit)
      }
  }

  private static func widened(_ range: ClosedRange<Double>, _ scale: Scale) -> ClosedRange<Double> {
    // Narrower ones cannot be labelled with the digits that fit.
    let (low, high) = (range.lowerBound, range.upperBound)
    let least = max(low.magnitude, high.magnitude) * 1e-6
    guard high - low <= least else { return range }
    switch scale {
    case .linear:
      let margin = max(low.magnitude / 10, 0.5)
      return low - margin...high + margin
    case .logarithmic:
      return low / 2...high * 2
    }
  }

  /// The place of a value; those outside lie at the ends.
  func place(_ value: Double) -> Double {
    let value = min(range.upperBound, max(range.lowerBound, value))
    let share =
      switch scale {
      case .linear: (value - range.lowerBound) / (range.upperBound - range.lowerBound)
      case .logarithmic: log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
      }
    return start + share * (end - start)
  }

  func label(_ tick: Double) -> String {
    let text =
      switch scale {
      case .linear where ticks.decimals <= 5 && tick.magnitude < 1e6:
        Figure.fixed(tick, decimals: ticks.decimals)
      default: Figure.number(tick)
      }
    return text + unit
  }
}
