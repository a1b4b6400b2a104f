import Testing

@testable import SimBatch
@testable import SimBatchHTML

@Suite("Numbers as the page writes them") struct FigureTests {
  @Test(
    "Estimates are rounded to where their interval begins",
    arguments: [
      (0.6134, 0.5931, 0.6299, "0.61 (0.59–0.63)"), (92.3, 89.9, 94.7, "92 (90–95)"),
      (0.00012, 0.00011, 0.00013, "0.00012 (0.00011–0.00013)"),
      (-0.003, -0.016, 0.01, "0.00 (−0.02 to 0.01)"), (4.31, 3.61, 5.01, "4.3 (3.6–5.0)"),
      (0.5, 0.5, 0.5, "0.5"), (1234567, 1234567, 1234567, "1,234,567"),
      (.nan, .nan, .nan, "–"), (1, .nan, .nan, "1"), (.infinity, 0, 1, "–"),
    ]
  )
  func estimates(_ value: Double, _ low: Double, _ high: Double, _ text: String) {
    #expect(Figure.estimate(Estimate(value: value, low: low, high: high, count: 9)) == text)
  }

  @Test(
    "Numbers have about four significant digits",
    arguments: [
      (0, "0"), (0.61344, "0.6134"), (12.345, "12.35"), (1234.5, "1,235"), (-0.25, "−0.25"),
      (1e9, "1 × 10⁹"), (1.24e-7, "1.2 × 10⁻⁷"), (9.96e-7, "1 × 10⁻⁶"), (0.00012, "0.00012"),
      (.nan, "–"), (-.infinity, "–"), (4.053e9, "4.1 × 10⁹"),
    ] as [(Double, String)]
  )
  func numbers(_ value: Double, _ text: String) {
    #expect(Figure.number(value) == text)
  }

  @Test(
    "Shares tell all but all from all",
    arguments: [
      (0, "0%"), (1, "100%"), (0.999_999, ">99.99%"), (0.9997, "99.97%"), (0.123, "12.3%"),
      (0.000_01, "<0.01%"), (0.5, "50%"), (0.0714, "7.1%"), (.nan, "–"),
    ] as [(Double, String)]
  )
  func shares(_ value: Double, _ text: String) {
    #expect(Figure.share(value) == text)
  }

  @Test("The power of ten below a number is right at powers of ten and next to them")
  func powers() {
    for power in -20...20 {
      let exact = 1.0.scaled(byTenTo: power)
      #expect(exact.log10Floor == Double(power))
      #expect(exact.nextDown.log10Floor == Double(power - 1))
      #expect(exact.nextUp.log10Floor == Double(power))
    }
  }

  @Test("Counts are grouped by thousands")
  func counts() {
    #expect(
      [0, 999, 1000, 63_666, -1_234_567].map(Figure.count)
        == ["0", "999", "1,000", "63,666", "−1,234,567"]
    )
  }
}
