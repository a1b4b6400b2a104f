/// A figure, and how far the sample that it was taken from lets it be off.
public struct Estimate: Encodable, Equatable, Sendable {
  public let value: Double
  /// The ends of the interval of 95%; both are `value` where nothing was sampled.
  public let low: Double
  public let high: Double
  /// How many rows, pairs or queries it was taken from.
  public let count: Int

  public init(value: Double, low: Double, high: Double, count: Int) {
    self.value = value
    self.low = low
    self.high = high
    self.count = count
  }

  /// A figure of everything there is.
  public static func exact(_ value: Double, count: Int) -> Estimate {
    Estimate(value: value, low: value, high: value, count: count)
  }
}
