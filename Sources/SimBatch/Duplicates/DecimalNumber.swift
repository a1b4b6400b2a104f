/// A decimal number with all of its digits, `−1850000000000000001` or `1.5e9`: sign · 0.digits · 10^exponent.
struct DecimalNumber: Comparable {
  private let isNegative: Bool
  /// Without zeros at either end; empty for zero and for texts that are no decimal numbers.
  private let digits: [UInt8]
  /// 0 for zero.
  private let exponent: Int

  /// Powers of ten beyond this are taken for it.
  private static let greatestPower = 1 << 40

  /// - Parameter text: a number that `Double` reads. Infinities and hexadecimal numbers count as zero.
  init(_ text: String) {
    var rest = text.utf8[...]
    let sign = rest.first == UInt8(ascii: "-")
    if sign || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    let mantissa = rest.prefix { $0 | 0x20 != UInt8(ascii: "e") }
    let whole = mantissa.prefix { $0 != UInt8(ascii: ".") }
    let all = Array(whole) + mantissa.dropFirst(whole.count + 1)
    let significant = all.drop { $0 == UInt8(ascii: "0") }
    guard let last = significant.lastIndex(where: { $0 != UInt8(ascii: "0") }),
      all.allSatisfy({ (0x30...0x39).contains($0) })
    else {
      (isNegative, digits, exponent) = (false, [], 0)
      return
    }
    let written = Int(String(decoding: rest.dropFirst(mantissa.count + 1), as: UTF8.self)) ?? 0
    let power = max(-Self.greatestPower, min(Self.greatestPower, written))
    isNegative = sign
    digits = Array(significant[...last])
    exponent = power + whole.count - (all.count - significant.count)
  }

  static func < (one: DecimalNumber, other: DecimalNumber) -> Bool {
    if one.sign != other.sign { return one.sign < other.sign }
    return one.isNegative ? isCloserToZero(other, one) : isCloserToZero(one, other)
  }

  private var sign: Int { digits.isEmpty ? 0 : isNegative ? -1 : 1 }

  /// Of numbers of the same sign.
  private static func isCloserToZero(_ one: DecimalNumber, _ other: DecimalNumber) -> Bool {
    guard one.exponent == other.exponent else { return one.exponent < other.exponent }
    return one.digits.lexicographicallyPrecedes(other.digits)
  }
}
