import Testing

@testable import SimBatch

/// The page on the terminal.
@Suite struct AuditSummaryTests {
  @Test func `no line is longer than a terminal, whatever names and figures are`() throws {
    let long = String(repeating: "naïve–", count: 40)
    for (scale, measure) in [(1e-12, Measure.dot), (1e9, .euclidean), (1, .pearson)] {
      let rows = Rows.gaussian(40, 7, seed: 30).map { row in row.map { $0 * scale } }
      let names = RowIds((0..<40).map { "\(long)\($0)\u{1b}[31m\nred" })
      let report = try AuditReference.report(storedMatrix(rows), measure: measure, names: names)
      let text = AuditSummary.text(of: report)
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        #expect(line.count <= 80, "\(line)")
      }
      #expect(!text.contains("\u{1b}"))
    }
  }

  @Test func `findings come first, then figures`() throws {
    let rows = Rows.gaussian(100, 7, seed: 31).map { row in row.map { $0 + 1 } }
    let report = try AuditReference.report(storedMatrix(rows), measure: .cosine)
    let text = AuditSummary.text(of: report)
    let parts = ["FINDINGS", "! All rows share", "→ --center-columns", "MATRIX", "WORTH", "HUBS"]
    let places = try parts.map { try #require(text.range(of: $0)?.lowerBound) }
    #expect(places == places.sorted())
    #expect(text.contains("once in n "))
  }

  @Test func `the same rows and seed give the same page on any number of threads`() throws {
    let matrix = try storedMatrix(Rows.withTwins(1500, 6, seed: 32))
    let texts = try [1, 2, 5].map { threads in
      AuditSummary.text(of: try AuditReference.report(matrix, seed: 3, threads: threads))
    }
    #expect(Set(texts).count == 1)
  }

  @Test(arguments: [
    (0.0, "0%"), (1, "100%"), (0.5, "50%"), (0.052, "5.2%"), (0.9991, "99.9%"), (0.99, "99%"),
    (0.99993, "99.99%"), (1e-9, "<0.001%"), (1 - 1e-9, ">99.999%"), (0.00002, "0.002%"),
  ])
  func `percentages tell nearly all from all`(share: Double, text: String) {
    #expect(FigureText.percent(share) == text)
  }

  @Test(arguments: [
    (0.0, "0"), (0.02358, "0.0236"), (13.24, "13.2"), (-1234.5, "−1235"), (.nan, "–"),
    (2e-9, "2.00e-9"), (1e300, "1.00e300"),
  ])
  func `figures have three digits`(value: Double, text: String) {
    #expect(FigureText.figure(value) == text)
  }

  @Test func `fixed figures round to nearest and keep zeros`() {
    #expect(FigureText.fixed(0.0996, 2) == "0.10")
    #expect(FigureText.fixed(-0.001, 2) == "0.00")
    #expect(FigureText.fixed(12, 3) == "12.000")
    #expect(FigureText.count(1_234_567) == "1,234,567" && FigureText.count(-1000) == "−1,000")
  }
}
