/// Numbers as text, appended without making strings where that costs.
extension [UInt8] {
  /// Appends `value` in decimal.
  @inline(__always)
  mutating func append(decimal value: Int) {
    if value < 0 { append(UInt8(ascii: "-")) }
    appendDigits(of: value.magnitude)
  }

  private mutating func appendDigits(of magnitude: UInt) {
    var rest = magnitude
    if rest >= 100_000_000 {
      let upper = rest / 100_000_000
      appendDigits(of: upper)
      rest -= upper * 100_000_000
      append(digitsOf: UInt32(truncatingIfNeeded: rest), count: 8)
    } else {
      let value = UInt32(truncatingIfNeeded: rest)
      append(digitsOf: value, count: decimalDigitCount(of: value))
    }
  }

  /// Appends the last `count` ≤ 8 digits of `value`.
  @inline(__always)
  private mutating func append(digitsOf value: UInt32, count: Int) {
    // The text grows in a register, last digit first.
    var rest = value
    var text: UInt64 = 0
    for _ in 0..<count {
      let quotient = rest / 10
      text = text << 8 | UInt64(rest - quotient * 10 + 0x30)
      rest = quotient
    }
    for _ in 0..<count {
      append(UInt8(truncatingIfNeeded: text))
      text >>= 8
    }
  }

  /// Appends the shortest decimal text that reads back to the same `Float`.
  ///
  /// `1`, `-0`, `0.25`, `1e-5`, `1.6777218e7`; an exponent only below 1e-4 and above 2²⁴, where
  /// Swift's own description has one. Infinity is `inf`, NaN `nan`.
  mutating func append(shortest value: Float) {
    append(contentsOf: value.description.utf8)
    let magnitude = value.magnitude
    if magnitude == 0 || (magnitude >= 1e-4 && magnitude <= 0x1p24) {
      dropZeroFraction()
    } else if magnitude.isFinite {
      trimExponent()
    }
  }

  /// The same for a `Double`; an exponent below 1e-4 and above 2⁵³.
  mutating func append(shortest value: Double) {
    append(contentsOf: value.description.utf8)
    let magnitude = value.magnitude
    if magnitude == 0 || (magnitude >= 1e-4 && magnitude <= 0x1p53) {
      dropZeroFraction()
    } else if magnitude.isFinite {
      trimExponent()
    }
  }

  /// `1.0` → `1`.
  @inline(__always)
  private mutating func dropZeroFraction() {
    if self[count - 1] == UInt8(ascii: "0") && self[count - 2] == UInt8(ascii: ".") {
      removeLast(2)
    }
  }

  /// `1.5e+07` → `1.5e7`, `1e-05` → `1e-5`.
  private mutating func trimExponent() {
    guard let mark = lastIndex(of: UInt8(ascii: "e")) else { return dropZeroFraction() }
    let exponent = self[(mark + 1)...]
    let isNegative = exponent.first == UInt8(ascii: "-")
    let digits = exponent.drop { "+-0".utf8.contains($0) }
    replaceSubrange((mark + 1)..., with: (isNegative ? [UInt8(ascii: "-")] : []) + digits)
  }
}

/// Digits of `value` < 100,000,000 in decimal.
@inline(__always)
private func decimalDigitCount(of value: UInt32) -> Int {
  if value < 10_000 {
    return value < 100 ? (value < 10 ? 1 : 2) : (value < 1000 ? 3 : 4)
  }
  return value < 1_000_000 ? (value < 100_000 ? 5 : 6) : (value < 10_000_000 ? 7 : 8)
}
