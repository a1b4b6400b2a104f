import SimBatch

/// Numbers as a reader wants them: as many digits as they are good for, `–` for none.
enum Figure {
  static let none = "–"

  /// `63,666`.
  static func count(_ value: Int) -> String {
    (value < 0 ? "−" : "") + grouped(String(value.magnitude))
  }

  /// `1 row`, `63,666 rows`.
  static func rows(_ count: Int) -> String { self.count(count) + (count == 1 ? " row" : " rows") }

  /// About four significant digits: `0.6134`, `12.3`, `1,234`, `1.2 × 10⁻⁷`.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return none }
    let magnitude = value.magnitude
    guard magnitude > 0 else { return "0" }
    if magnitude >= 1e7 || magnitude < 1e-4 { return scientific(value) }
    let power = Int(magnitude.log10Floor)
    return fixed(value, decimals: min(6, max(0, 3 - power)), dropsZeros: true)
  }

  /// `12.3%`, `99.97%`, `>99.99%`: what is not all or nothing does not look like it.
  static func share(_ value: Double) -> String {
    guard value.isFinite else { return none }
    if value > 0 && value < 0.0001 { return "<0.01%" }
    if value > 0.9999 && value < 1 { return ">99.99%" }
    let fromEnd = min(value.magnitude, (1 - value).magnitude)
    return fixed(100 * value, decimals: fromEnd < 0.01 ? 2 : 1, dropsZeros: true) + "%"
  }

  /// `0.61 (0.59–0.63)`: to the first digit in which the ends of the interval differ from it.
  static func estimate(_ value: Estimate?) -> String {
    guard let value, value.value.isFinite else { return none }
    guard let interval = interval(value) else { return number(value.value) }
    return "\(central(value)) (\(interval))"
  }

  /// The value of an estimate alone, rounded as its interval allows.
  static func central(_ value: Estimate) -> String {
    guard value.value.isFinite else { return none }
    guard let decimals = decimals(value) else { return number(value.value) }
    return fixed(value.value, decimals: decimals)
  }

  /// `0.59–0.63`; nil where the value is exact.
  static func interval(_ value: Estimate) -> String? {
    guard let decimals = decimals(value) else { return nil }
    let low = fixed(value.low, decimals: decimals)
    let high = fixed(value.high, decimals: decimals)
    // A dash between negative numbers is hard to read.
    return value.low < 0 || value.high < 0 ? "\(low) to \(high)" : "\(low)–\(high)"
  }

  /// An estimate of a share: `61% (59–63%)`.
  static func share(_ value: Estimate?) -> String {
    guard let value, value.value.isFinite else { return none }
    let hundredfold = Estimate(
      value: 100 * value.value,
      low: 100 * value.low,
      high: 100 * value.high,
      count: value.count
    )
    guard let interval = interval(hundredfold) else { return share(value.value) }
    return "\(central(hundredfold))% (\(interval)%)"
  }

  /// `12.3 s`.
  static func seconds(_ value: Double) -> String {
    guard value.isFinite else { return none }
    return fixed(value, decimals: value < 10 ? 2 : 1) + " s"
  }

  /// Decimals such that half the width of the interval shows; nil if there is no width.
  private static func decimals(_ value: Estimate) -> Int? {
    // A hair more: 0.00013 − 0.00011 is less than 0.00002 as doubles are.
    let half = (value.high - value.low) / 2 * (1 + 1e-9)
    guard half.isFinite, half > 0 else { return nil }
    return min(6, max(0, -Int(half.log10Floor)))
  }

  /// `value` with so many decimals, rounded half away from zero.
  static func fixed(_ value: Double, decimals: Int, dropsZeros: Bool = false) -> String {
    guard value.isFinite else { return none }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 1e15 else { return scientific(value) }
    var digits = String(Int(scaled))
    digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let whole = grouped(String(digits.dropLast(decimals)))
    var fraction = String(digits.suffix(decimals))
    if dropsZeros { while fraction.last == "0" { fraction.removeLast() } }
    let sign = value < 0 && scaled > 0 ? "−" : ""
    return sign + whole + (fraction.isEmpty ? "" : "." + fraction)
  }

  private static func grouped(_ digits: String) -> String {
    guard digits.count > 3 else { return digits }
    var text = ""
    for (place, digit) in digits.enumerated() {
      if place > 0 && (digits.count - place) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  private static func scientific(_ value: Double) -> String {
    var power = Int(value.magnitude.log10Floor)
    var factor = value.scaled(byTenTo: -power)
    // 9.96 rounds to 10.
    if (factor.magnitude * 10).rounded() >= 100 {
      power += 1
      factor = value.scaled(byTenTo: -power)
    }
    return fixed(factor, decimals: 1, dropsZeros: true) + " × 10" + raised(power)
  }

  private static func raised(_ power: Int) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return (power < 0 ? "⁻" : "")
      + String(String(power.magnitude).compactMap { $0.wholeNumberValue.map { digits[$0] } })
  }
}
