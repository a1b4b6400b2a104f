import Glibc

/// Figures as people read them.
enum FigureText {
  /// With so many digits after the point; `–` for no number.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "–" : value > 0 ? "∞" : "−∞" }
    let power = pow(10, Double(decimals))
    let rounded = (abs(value) * power).rounded()
    guard rounded < 1e15 else { return scientific(value) }
    let whole = Int(rounded)
    let sign = value < 0 && whole > 0 ? "−" : ""
    guard decimals > 0 else { return sign + "\(whole)" }
    var digits = "\(whole)"
    digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return sign + digits.dropLast(decimals) + "." + digits.suffix(decimals)
  }

  /// With three significant digits or more.
  static func figure(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return fixed(value, 0) }
    let exponent = Int(floor(log10(abs(value))))
    guard (-4...8).contains(exponent) else { return scientific(value) }
    return fixed(value, max(0, 2 - exponent))
  }

  private static func scientific(_ value: Double) -> String {
    let exponent = floor(log10(abs(value)))
    return fixed(value / pow(10, exponent), 2) + "e\(Int(exponent))"
  }

  /// A score: three digits after the point, fewer where it is large.
  static func score(_ value: Double) -> String {
    abs(value) < 10 ? fixed(value, 3) : figure(value)
  }

  /// A share as percentage, with as many digits as tell it from none and from all.
  static func percent(_ share: Double) -> String {
    guard share.isFinite else { return "–" }
    let percentage = share * 100
    let apart = min(abs(percentage), abs(100 - percentage))
    // Whole ones but for rounding, such as 99.
    if apart >= 9.5 || abs(percentage - percentage.rounded()) < 1e-9 {
      return fixed(percentage, 0) + "%"
    }
    guard apart >= 0.0005 else { return percentage < 50 ? "<0.001%" : ">99.999%" }
    return fixed(percentage, apart >= 0.05 ? 1 : apart >= 0.005 ? 2 : 3) + "%"
  }

  /// A whole number with commas: `63,666`.
  static func count(_ value: Int) -> String {
    var groups: [String] = []
    var rest = value.magnitude
    while rest >= 1000 {
      let group = "\(rest % 1000)"
      groups.append(String(repeating: "0", count: 3 - group.count) + group)
      rest /= 1000
    }
    groups.append("\(rest)")
    return (value < 0 ? "−" : "") + groups.reversed().joined(separator: ",")
  }

  /// A number of rows in words: `1 row`, `7 rows`.
  static func rows(_ value: Int) -> String { "\(count(value)) \(value == 1 ? "row" : "rows")" }

  /// The name of a row, short and without control characters, or its number.
  static func name(_ row: NamedRow, longest: Int = 40) -> String {
    guard let id = row.id, !id.isEmpty else { return "row \(row.row)" }
    return short(id, longest: longest)
  }

  /// A text on one line, cut where it is longer.
  static func short(_ text: String, longest: Int) -> String {
    let line = text.onOneLine
    return line.count <= longest ? line : line.prefix(max(0, longest - 1)) + "…"
  }
}
