extension Double {
  /// The number with so many decimals, rounded to nearest, ties away from zero: `0.930`, `-1.50`. NaN is
  /// `nan`; infinity `inf`.
  ///
  /// - Precondition: `decimals` is from 1 to 9.
  func text(decimals: Int) -> String {
    precondition((1...9).contains(decimals))
    let unit = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    let scaled = (magnitude * unit).rounded()
    // Beyond this all decimals are zeros, and numbers have their own notation.
    guard isFinite, scaled < 0x1p53 else { return "\(self)" }
    let whole = Int(scaled)
    let fraction = "\(whole % Int(unit))"
    let zeros = String(repeating: "0", count: decimals - fraction.count)
    let sign = self < 0 && whole > 0 ? "-" : ""
    return "\(sign)\(whole / Int(unit)).\(zeros)\(fraction)"
  }
}
