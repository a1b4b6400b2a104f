import Glibc

extension Double {
  /// The exponent of the greatest power of ten that is not greater; `self` is positive and finite.
  var log10Floor: Double {
    let exponent = log10(self).rounded(.down)
    // The logarithm of a power of ten, and of what is next to it, may fall on either side.
    if 1.0.scaled(byTenTo: Int(exponent)) > self { return exponent - 1 }
    if 1.0.scaled(byTenTo: Int(exponent) + 1) <= self { return exponent + 1 }
    return exponent
  }

  /// `self` · 10^`power`, rounded as decimal text is where the power is a number itself.
  func scaled(byTenTo power: Int) -> Double {
    // 10^−k is no double, 10^k is one up to 22.
    power < 0 ? self / pow(10, Double(-power)) : self * pow(10, Double(power))
  }
}
