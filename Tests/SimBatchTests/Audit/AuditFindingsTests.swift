import Testing

@testable import SimBatch

/// Planted truths are found, and nothing is claimed on rows without structure.
@Suite struct AuditFindingsTests {
  private func kinds(_ report: AuditReport, _ severity: AuditFinding.Severity? = nil) -> [String] {
    report.findings.filter { severity == nil || $0.severity == severity }.map(\.kind)
  }

  private func finding(_ kind: String, in report: AuditReport) throws -> AuditFinding {
    try #require(
      report.findings.first { $0.kind == kind },
      "\(report.findings.map(\.kind))"
    )
  }

  @Test(
    arguments: [Measure.pearson, .cosine],
    [(2, 4), (3, 8), (30, 3), (60, 16), (200, 5), (200, 64), (600, 12), (500, 200)]
  )
  func `nothing is warned of on isotropic random rows`(
    measure: Measure,
    shape: (n: Int, d: Int)
  ) throws {
    for seed: UInt64 in [1, 2, 3, 4] {
      let rows = Rows.gaussian(shape.n, shape.d, seed: seed &* 77)
      let report = try AuditReference.report(storedMatrix(rows), measure: measure, seed: seed)
      #expect(kinds(report, .warning).isEmpty, "\(report.findings)")
      // Notes about what a score is worth are true of any rows.
      let claims = Set(kinds(report)).subtracting(["score-scale", "faint-neighbors"])
      #expect(claims.isEmpty, "\(report.findings)")
    }
  }

  /// Long rows have the greatest products, and central ones the least distances, with rows of any
  /// kind: such hubs are real, and nothing else is there.
  @Test(arguments: [Measure.dot, .euclidean], [(60, 16), (300, 32)])
  func `only hubs are found on random rows by lengths`(
    measure: Measure,
    shape: (n: Int, d: Int)
  ) throws {
    for seed: UInt64 in [1, 2, 3] {
      let rows = Rows.gaussian(shape.n, shape.d, seed: seed &* 91)
      let report = try AuditReference.report(storedMatrix(rows), measure: measure)
      let claims = Set(kinds(report)).subtracting(["score-scale", "faint-neighbors"])
      #expect(claims.isSubset(of: ["hub", "orphans"]), "\(report.findings)")
    }
  }

  @Test(arguments: [Measure.pearson, .cosine, .dot])
  func `a vector added to all rows is found, and centring columns advised`(measure: Measure) throws
  {
    let common = Rows.gaussian(1, 24, seed: 20)[0]
    let rows = Rows.gaussian(300, 24, seed: 21).map { zip($0, common).map { $0 + 2 * $1 } }
    let matrix = try storedMatrix(rows)
    let report = try AuditReference.report(matrix, measure: measure)
    let found = try finding("common-direction", in: report)
    #expect(found.severity == .warning)
    #expect(found.advice?.contains("--center-columns") == true)
    let centred = try AuditReference.report(matrix, measure: measure, centerColumns: true)
    #expect(!kinds(centred).contains("common-direction"))
  }

  @Test func `a constant added to all components is nothing to pearson`() throws {
    let rows = Rows.gaussian(300, 24, seed: 22).map { row in row.map { $0 + 5 } }
    let matrix = try storedMatrix(rows)
    #expect(!kinds(try AuditReference.report(matrix)).contains("common-direction"))
    let cosine = try AuditReference.report(matrix, measure: .cosine)
    #expect(kinds(cosine, .warning) == ["common-direction"])
    #expect(kinds(cosine).contains("components-not-centred"))
  }

  @Test func `a hub is called by its name`() throws {
    // In many dimensions the mean of all rows is nearer to each than they are to each other.
    var rows = Rows.gaussian(400, 100, seed: 23)
    rows[137] = AuditReference.mean(rows)
    let names = RowIds((0..<400).map { "name\($0)" })
    let report = try AuditReference.report(
      storedMatrix(rows),
      measure: .euclidean,
      names: names
    )
    let found = try finding("hub", in: report)
    #expect(found.severity == .warning)
    #expect(found.text.hasPrefix("name137 is a hub"))
    #expect(report.hubness.hubs[0].row.row == 137 && report.hubness.hubs[0].lists == 399)
    #expect(kinds(report).contains("orphans"))
  }

  @Test func `rows that vary in few dimensions are found`() throws {
    let basis = Rows.gaussian(3, 60, seed: 24)
    let rows = Rows.gaussian(300, 3, seed: 25).map { weights in
      (0..<60).map { column in
        (0..<3).reduce(0.0) { $0 + weights[$1] * basis[$1][column] }
      }
    }
    let report = try AuditReference.report(storedMatrix(rows))
    #expect(kinds(report, .note).contains("low-dimension"))
    #expect(report.matrix.axesForShare.last?.axes ?? 60 <= 3)
  }

  @Test func `lengths that change who is near are found, and equal ones are not`() throws {
    let plain = Rows.gaussian(200, 30, seed: 33)
    let varied = plain.enumerated().map { index, row in row.map { $0 * Double(1 + index % 5) } }
    let found = try finding("norms-vary", in: AuditReference.report(storedMatrix(varied)))
    #expect(found.severity == .warning)
    #expect(found.text.contains("overlap at 10 is 0."))
    let equal = plain.map { AuditReference.unit($0, centred: false) }
    #expect(!kinds(try AuditReference.report(storedMatrix(equal))).contains("norms-vary"))
  }

  @Test func `leading dimensions that are enough are found`() throws {
    let rows = Rows.gaussian(300, 32, seed: 34).map { row in
      row.enumerated().map { $0 < 8 ? $1 : $1 / 1000 }
    }
    let report = try AuditReference.report(storedMatrix(rows), measure: .cosine)
    let found = try finding("truncation", in: report)
    #expect(found.text.contains("The first 8 of 32 dimensions keep 0.95"))
    #expect(found.advice?.contains("--dims 8") == true)
  }

  @Test func `components that are centred already are found`() throws {
    let rows = Rows.gaussian(50, 10, seed: 26).map { row in
      row.map { $0 - row.reduce(0, +) / 10 }
    }
    #expect(kinds(try AuditReference.report(storedMatrix(rows))).contains("components-centred"))
  }

  @Test func `bad rows and copies are found and counted`() throws {
    var rows = Rows.gaussian(60, 10, seed: 27)
    rows[4][2] = .nan
    rows[9] = [Double](repeating: 0, count: 10)
    rows[30] = [Double](repeating: 1, count: 10)
    rows[50] = rows[51]
    let report = try AuditReference.report(storedMatrix(rows))
    #expect(kinds(report, .warning) == ["bad-rows", "zero-rows", "constant-rows"])
    #expect(try finding("bad-rows", in: report).text.hasPrefix("1 row of 60 "))
    #expect(try finding("twins", in: report).text.hasPrefix("1 row (1.7%) "))
    #expect(report.hubness.rows == 57)
    let dot = try AuditReference.report(storedMatrix(rows), measure: .dot)
    #expect(kinds(dot, .warning).prefix(1) == ["bad-rows"])
    #expect(kinds(dot, .note).contains("zero-rows"))
  }

  @Test func `rows that are all equal are not called hubs`() throws {
    let rows = [[Double]](repeating: [1, 2, 3, 5], count: 200)
    let report = try AuditReference.report(storedMatrix(rows), measure: .cosine)
    #expect(kinds(report).contains("ties") && !kinds(report).contains("hub"))
    #expect(report.matrix.effectiveDimension.value == 0 && report.matrix.spectrum.isEmpty)
    #expect(report.matrix.repeatedRows == 199)
    #expect(report.scores.thresholds.allSatisfy { $0.score.value == 1 })
  }

  @Test(arguments: Measure.allCases, [0, 1, 2, 3])
  func `matrices of hardly any rows have a report`(measure: Measure, count: Int) throws {
    for d in [1, 3] {
      let matrix = try storedMatrix(Rows.gaussian(count, d, seed: 28), dimensions: d)
      let report = try AuditReference.report(matrix, measure: measure)
      #expect(report.matrix.rows == count)
      // Pearson cannot judge rows of one value.
      let pairs = measure == .pearson && d == 1 ? 0 : count * (count - 1) / 2
      #expect(report.scores.randomPairs.count == pairs)
      #expect(report.examples.rows.count == count)
      #expect(!AuditSummary.text(of: report).isEmpty)
    }
  }
}
