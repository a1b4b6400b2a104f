import CSimKernels
import Testing

@testable import SimBatch

/// One number, against the language's own conversion and against exact decimal expansions.
@Suite("Numbers in text")
struct NumberParsingTests {
  private let guarded = GuardedText()

  private func float(_ text: String) -> (status: sim_parse_status, value: Float, used: Int) {
    guarded.with(text.utf8) { bytes, count in
      var value: Float = -77
      var used = -1
      return (sim_parse_float(bytes, count, &value, &used), value, used)
    }
  }

  private func double(_ text: String) -> (status: sim_parse_status, value: Double, used: Int) {
    guarded.with(text.utf8) { bytes, count in
      var value: Double = -77
      var used = -1
      return (sim_parse_double(bytes, count, &value, &used), value, used)
    }
  }

  /// Whether both types read all of the text as the language does, to the bit.
  private func readsAsLanguage(_ text: String) -> Bool {
    let (asFloat, asDouble) = (float(text), double(text))
    guard let expectedFloat = Float(text), let expectedDouble = Double(text) else { return false }
    let floatFits =
      expectedFloat.isInfinite
      ? asFloat.status == SIM_PARSE_OUT_OF_RANGE && asFloat.used == 0
      : asFloat.status == SIM_PARSE_DONE && asFloat.used == text.utf8.count
        && asFloat.value.bitPattern == expectedFloat.bitPattern
    let doubleFits =
      expectedDouble.isInfinite
      ? asDouble.status == SIM_PARSE_OUT_OF_RANGE && asDouble.used == 0
      : asDouble.status == SIM_PARSE_DONE && asDouble.used == text.utf8.count
        && asDouble.value.bitPattern == expectedDouble.bitPattern
    return floatFits && doubleFits
  }

  @Test("read back what the language prints of any bit pattern")
  func shortest() {
    var random = SplitMix64(seed: 1)
    for _ in 0..<10_000 {
      let x = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      if x.isFinite {
        let read = float("\(x)")
        #expect(read.status == SIM_PARSE_DONE && read.value.bitPattern == x.bitPattern, "\(x)")
      }
      let y = Double(bitPattern: random.next())
      guard y.isFinite else { continue }
      let read = double("\(y)")
      #expect(read.status == SIM_PARSE_DONE && read.value.bitPattern == y.bitPattern, "\(y)")
      #expect(readsAsLanguage("\(y)"), "\(y)")
      let small = "\(random.nextSymmetricFloat())"
      #expect(readsAsLanguage(small), "\(small)")
    }
  }

  @Test(
    "round as the language does at the ends of both types",
    arguments: [
      "0", "-0", "0.0", "-0e99999999999", "00012", "+1", ".5", "5.", "-.5e-3", "5.E+3", "1e-45",
      "1e400000000000000000000", "1e-400000000000000000000", "\(Float.greatestFiniteMagnitude)",
      "\(Float.leastNonzeroMagnitude)", "\(Float.leastNormalMagnitude)",
      "\(Double.greatestFiniteMagnitude)", "\(Double.leastNonzeroMagnitude)",
      "\(Double.leastNormalMagnitude)", "1.7976931348623158e308", "1.7976931348623159e308",
      "340282356779733661637539395458142568447", "340282356779733661637539395458142568448",
      "2.4703282292062327e-324", "2.4703282292062328e-324", "7.006492321624085e-46",
      "7.0064923216240854e-46", "9007199254740993", "18446744073709551615", "18446744073709551616",
      "9999999999999999999e27", "9999999999999999999e-27", "1e22", "1e23", "1e-22", "1e-23",
      "1e27", "1e28", "1e-27", "1e-28", "16777217", "16777219", "0.000000000000000000000000001",
    ]
  )
  func ends(text: String) {
    #expect(readsAsLanguage(text))
    #expect(readsAsLanguage("-" + text.drop { $0 == "-" || $0 == "+" }))
  }

  @Test("round as the language does with mantissas of any length and exponents up to 400")
  func longMantissas() {
    var random = SplitMix64(seed: 2)
    for _ in 0..<5_000 {
      func digits(_ limit: UInt64) -> String {
        (0..<Int(random.next() % limit)).map { _ in "\(random.next() % 10)" }.joined()
      }
      let sign = ["", "-", "+"][Int(random.next() % 3)]
      let zeros = String(repeating: "0", count: Int(random.next() % 12))
      let exponent = Int(random.next() % 801) - 400
      for text in [
        sign + "1" + digits(20) + "." + digits(40), sign + "0." + zeros + "7" + digits(30),
        sign + zeros + digits(30) + ".3" + digits(9) + "e\(exponent)",
        sign + "9" + digits(18) + "e\(exponent % 30)",
      ] {
        #expect(readsAsLanguage(text), "\(text)")
      }
    }
  }

  /// The decimal digits of m · 5^k = m / 2^k · 10^k.
  private func digits(_ m: UInt64, timesFiveTo k: Int) -> [UInt8] {
    var digits: [UInt8] = String(m).utf8.reversed().map { $0 - 48 }
    for _ in 0..<k {
      var carry: UInt8 = 0
      for i in digits.indices {
        let product = digits[i] * 5 + carry
        digits[i] = product % 10
        carry = product / 10
      }
      if carry > 0 { digits.append(carry) }
    }
    return digits.reversed()
  }

  @Test("go to even from the midpoint of two floats, to the nearer from a digit beside it")
  func midpoints() {
    var random = SplitMix64(seed: 3)
    for exponent in -148..<24 {
      let significand = 1 + Float(random.next() % 99) / 128
      let low = Float(sign: .plus, exponent: exponent, significand: significand)
      let high = low.nextUp
      // (low + high) / 2 = m / 2^k with an odd m; denormal floats are multiples of 2^−149.
      let k = min(24 - exponent, 150)
      let scale = Double(sign: .plus, exponent: k, significand: 1)
      let m = UInt64((Double(low) + Double(high)) / 2 * scale)
      let midpoint = digits(m, timesFiveTo: k)
      let text = midpoint.map(String.init).joined()
      let even = low.bitPattern % 2 == 0 ? low : high
      #expect(float("\(text)e-\(k)").value == even, "\(text)e-\(k)")
      #expect(float("\(text)1e-\(k + 1)").value == high)
      #expect(float("\(text)0000000000000000000000000000001e-\(k + 31)").value == high)
      // The last digit of m · 5^k is 5.
      let below = text.dropLast() + "4"
      #expect(float("\(below)9999999999999999999999999999999e-\(k + 31)").value == low)
      let whole = text.count > k ? text.dropLast(k) : "0"
      let zeros = String(repeating: "0", count: max(0, k - text.count))
      #expect(float("-\(whole).\(zeros)\(text.suffix(k))").value == -even)
    }
  }

  @Test(
    "that are words are read in any case",
    arguments: [
      ("nan", 3, Float.nan), ("-NaN", 4, .nan), ("inf", 3, .infinity), ("-Inf", 4, -.infinity),
      ("+infinity", 9, .infinity), ("-INFINITY", 9, -.infinity), ("infinit", 3, .infinity),
    ]
  )
  func words(text: String, used: Int, value: Float) {
    let read = float(text)
    #expect(read.status == SIM_PARSE_DONE && read.used == used)
    #expect(read.value == value || (read.value.isNaN && value.isNaN))
    #expect(double(text).value == Double(value) || value.isNaN)
  }

  @Test(
    "end where they end",
    arguments: [
      ("1e", 1), ("1e+", 1), ("1.5.2", 3), ("0x10", 1), ("1,5", 1), ("2e3e4", 3), ("1-2", 1),
      ("3\u{0}", 1), ("12345678901a", 11), ("0.1234567\u{ff}", 9),
    ]
  )
  func followed(text: String, used: Int) {
    #expect(float(text).used == used && double(text).used == used)
    #expect(float(text).value == Float(String(text.prefix(used))))
  }

  @Test(
    "that are none are refused",
    arguments: [
      "", " 1", "-", "+", ".", "-.", "e5", ".e5", "--1", "+-1", "na", "i", "x", "-in", "٣",
    ]
  )
  func refused(text: String) {
    for read in [float(text).status, double(text).status] {
      #expect(read == SIM_PARSE_NOT_A_NUMBER)
    }
    #expect(float(text).used == 0 && float(text).value == -77)
  }

  @Test("have up to 1,024 characters")
  func length() {
    let longest = Int(SIM_LONGEST_NUMBER)
    let third = "0." + String(repeating: "3", count: longest - 2)
    #expect(float(third).value == Float(1) / 3 && float(third).used == longest)
    #expect(double(third).value == Double(third))
    #expect(double(third + "3").status == SIM_PARSE_TOO_LONG)
    #expect(float("0." + String(repeating: "0", count: 1_000) + "5e1000").value == 0.5)
    #expect(float(String(repeating: "0", count: 5_000)).status == SIM_PARSE_TOO_LONG)
    #expect(double(String(repeating: "7", count: longest)).status == SIM_PARSE_OUT_OF_RANGE)
  }
}
