import Testing

@testable import SimBatch

@Suite("Evaluations")
struct EvaluationTests {
  /// Pairs of neighbors in a list of rows, with a label each.
  private func judged(_ labels: [Double]) throws -> JudgedPairs {
    try JudgedPairs(
      name: "test pairs",
      pairs: labels.indices.map { RowPair(row: 2 * $0, other: 2 * $0 + 1) },
      labels: labels
    )
  }

  private func evaluate(
    _ rows: [[Double]],
    _ labels: [Double],
    _ options: EvaluationOptions = EvaluationOptions(measure: .cosine)
  ) throws -> EvaluationReport {
    var options = options
    // As many draws as keep a debug build quick.
    options.replicates = 200
    return try PairEvaluation(rows: storedMatrix(rows), pairs: judged(labels), options: options)
      .run(commandInput: "in.npy")
  }

  private func variant(_ name: String, in report: EvaluationReport) throws
    -> EvaluationReport.Variant
  {
    try #require(report.variants.first { $0.name == name })
  }

  private func kinds(_ report: EvaluationReport) -> [String] { report.findings.map(\.kind) }

  private func randomLabels(_ count: Int, seed: UInt64) -> [Double] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in Double(random.next(below: 2)) }
  }

  @Test("give the figures of the definition for every variant")
  func figures() throws {
    let rows = Rows.gaussian(80, 16, seed: 61)
    let labels = randomLabels(40, seed: 62)
    let report = try evaluate(rows, labels)
    #expect(report.variants.count == 8 && report.comparedBy == .areaUnderCurve)
    let stored = values(of: try storedMatrix(rows))
    for (name, measure, centers, cut) in [
      ("pearson", Measure.pearson, false, 16), ("cosine", .cosine, false, 16),
      ("dot", .dot, false, 16), ("euclidean", .euclidean, false, 16),
      ("cosine, centred columns", .cosine, true, 16), ("cosine, first 8", .cosine, false, 8),
      ("cosine, first 4", .cosine, false, 4), ("cosine, first 2", .cosine, false, 2),
    ] {
      let brute = BruteForce(stored, measure: measure, dimensions: cut, centerColumns: centers)
      let scores = labels.indices.map { pair in
        let score = brute.score(brute.rows[2 * pair], brute.rows[2 * pair + 1])
        return measure.isDistance ? -score : score
      }
      var (won, pairs) = (0.0, 0.0)
      for one in labels.indices where labels[one] == 1 {
        for other in labels.indices where labels[other] == 0 {
          pairs += 1
          won += scores[one] > scores[other] ? 1 : scores[one] == scores[other] ? 0.5 : 0
        }
      }
      let found = try #require(variant(name, in: report).figures[.areaUnderCurve])
      #expect(found.value == won / pairs, "\(name)")
      #expect(found.low < found.value && found.value < found.high && found.count == 40)
    }
  }

  @Test("find that lengths were meant, where they decide labels")
  func normsMatter() throws {
    var random = SplitMix64(seed: 71)
    var (rows, labels): ([[Double]], [Double]) = ([], [])
    for pair in 0..<120 {
      // Directions say nothing; long rows belong together.
      let isAlike = pair % 2 == 0
      for _ in 0..<2 {
        let angle = 0.4 * random.nextUniform()
        let length = (isAlike ? 2 : 1) + 0.3 * random.nextUniform()
        rows.append([length, length * angle, length * angle * angle, 0.5 * length])
      }
      labels.append(isAlike ? 1 : 0)
    }
    let report = try evaluate(rows, labels)
    #expect(report.variants[0].name == "dot")
    #expect(report.variants[0].figures[.areaUnderCurve]?.value == 1)
    #expect(try variant("cosine", in: report).isWorse)
    #expect(kinds(report).first == "best" && report.findings[0].text.contains("'dot' is best"))
    #expect(report.findings[0].advice == "--metric dot")
  }

  @Test("seldom claim anything of labels that are random")
  func randomness() throws {
    var claims = 0
    for seed in 1...8 as ClosedRange<UInt64> {
      let report = try evaluate(
        Rows.gaussian(140, 16, seed: seed),
        randomLabels(70, seed: 100 + seed)
      )
      // The best of nine is called so only where it beats what the best of nine has by chance.
      let isChance = (report.leadOverChance?.low ?? 0) <= 0
      #expect((kinds(report)[0] == "chance") == isChance)
      #expect(kinds(report).contains("best") == !isChance)
      claims += isChance ? 0 : 1
    }
    // 0.05 · 8 are expected; of a binomial, more than 3 come once in 2,700 runs.
    #expect(claims <= 3)
  }

  @Test("claim nothing of a few pairs")
  func fewPairs() throws {
    let rows: [[Double]] = [[1, 2, 3], [1, 2, 3.1], [3, 1, 2], [1, 9, 4]]
    let report = try evaluate(rows, [1, 0])
    #expect(report.variants.allSatisfy { !$0.isWorse } && kinds(report)[0] == "few-judgements")
  }

  @Test("write thresholds that give exactly the pairs that reach them")
  func thresholds() throws {
    let rows = Rows.gaussian(200, 8, seed: 81)
    let brute = BruteForce(rows, measure: .cosine)
    let labels = (0..<100).map { pair -> Double in
      brute.score(rows[2 * pair], rows[2 * pair + 1]) + (pair % 5 == 0 ? 0.5 : 0) > 0.2 ? 1 : 0
    }
    var options = EvaluationOptions(measure: .cosine)
    options.precision = 0.9
    let report = try evaluate(rows, labels, options)
    for variant in report.variants {
      guard let threshold = variant.threshold else { continue }
      let words = threshold.commandLine.split(separator: " ")
      let text = try #require(words.dropLast().last)
      #expect(Float(text) == threshold.value && words.last == "in.npy")
      #expect(words.contains(variant.isDistance ? "--max-distance" : "--min-score"))
      let curve = try #require(variant.curve)
      let reaching = curve.filter { $0.precision >= 0.9 }
      #expect(reaching.last?.threshold == threshold.value)
      #expect(reaching.last?.pairs == threshold.pairs)
      #expect(reaching.last?.precision == threshold.precision.value)
      #expect(reaching.last?.recall == threshold.recall.value)
      #expect(threshold.estimate.value == Double(threshold.value))
    }
    #expect(report.variants[0].threshold != nil)
    #expect(kinds(report).contains("threshold") && kinds(report).contains("sampling"))
  }

  @Test("rank grades by Spearman's correlation")
  func grades() throws {
    let rows = Rows.gaussian(160, 6, seed: 91)
    let brute = BruteForce(rows, measure: .euclidean)
    let scores = (0..<80).map { brute.score(rows[2 * $0], rows[2 * $0 + 1]) }
    let labels = scores.map { -($0 * 2).rounded() }
    let report = try evaluate(rows, labels)
    #expect(report.comparedBy == .spearman && report.variants[0].name == "euclidean")
    let figure = try #require(report.variants[0].figures[.spearman])
    let expected = Correlation.spearman(scores.map { -$0 }, labels)
    #expect(abs(figure.value - expected) < 1e-12 && report.variants[0].curve == nil)
    #expect(report.variants[0].threshold == nil && report.settings.precision == nil)
  }

  @Test("leave out for all what one cannot judge, and variants that can judge nothing")
  func badRows() throws {
    var rows = Rows.gaussian(60, 4, seed: 95)
    rows[3] = [2, 2, 2, 2]  // constant: pearson
    rows[8] = [0, 0, 0, 0]  // zero: cosine
    let labels = randomLabels(30, seed: 96)
    let refused = #expect(throws: JobError.self) { try evaluate(rows, labels) }
    #expect(refused?.exitCode == .data)
    var options = EvaluationOptions(measure: .cosine)
    options.rows.onBadRow = .skip
    let report = try evaluate(rows, labels, options)
    #expect(report.judgements.used == 28 && report.judgements.unjudged == 2)
    #expect(report.variants.allSatisfy { $0.figures[.areaUnderCurve]?.count == 28 })
    #expect(kinds(report).contains("left-out"))
    #expect(report.variants[0].threshold?.commandLine.contains("--on-bad-row skip") != false)

    let flat = try evaluate(rows.map { [$0[0]] }, labels, options)
    #expect(flat.judgements.droppedVariants == ["pearson"])
    #expect(kinds(flat).contains("unjudged-variants"))
  }

  @Test("need both labels among the pairs that are left")
  func oneLabelLeft() throws {
    let rows: [[Double]] = [[1, 2], [2, 1], [0, 0], [1, 0], [3, 1], [1, 5]]
    var options = EvaluationOptions(measure: .cosine)
    options.rows.onBadRow = .skip
    let error = #expect(throws: JobError.self) { try evaluate(rows, [1, 0, 1], options) }
    #expect(error?.exitCode == .data && error?.description.contains("only 1 in 2 pairs") == true)
  }

  @Test("try the dimensions and the centring that options ask for, too")
  func ownVariant() throws {
    var options = EvaluationOptions(measure: .dot)
    options.rows.dimensions = 5
    options.rows.centerColumns = true
    let report = try evaluate(Rows.gaussian(60, 8, seed: 5), randomLabels(30, seed: 6), options)
    let own = try variant("dot, centred columns, first 5", in: report)
    #expect(own.commandLine == "--metric dot --center-columns --dims 5")
    options.rows.dimensions = 4
    options.rows.centerColumns = false
    #expect(options.variants(dimensions: 8).count == 7)
  }

  @Test("rank answers, and tell which measure finds them")
  func answers() throws {
    // Answers are the queries' nearest in direction; lengths are noise.
    var random = SplitMix64(seed: 7)
    let base = Rows.gaussian(400, 8, seed: 8).map { row in
      let length = 0.2 + 4 * random.nextUniform()
      return row.map { $0 * length }
    }
    let asked = (0..<60).map { query in base[5 * query].map { 0.3 * $0 } }
    let questions = (0..<60).map { JudgedAnswers.Question(query: $0, answers: [5 * $0]) }
    let report = try AnswerEvaluation(
      base: storedMatrix(base),
      queries: storedMatrix(asked),
      answers: JudgedAnswers(name: "test answers", questions: questions),
      options: EvaluationOptions(measure: .cosine)
    ).run()
    #expect(report.comparedBy == .meanReciprocalRank && report.judgements.kind == "answers")
    let cosine = try variant("cosine", in: report)
    #expect(cosine.figures[.hitsAt1]?.value == 1 && cosine.figures[.meanReciprocalRank]?.value == 1)
    #expect(!cosine.isWorse && report.variants[0].figures[.meanReciprocalRank]?.value == 1)
    #expect(try variant("dot", in: report).isWorse)
    let dot = BruteForce(base, queries: asked, measure: .dot)
    let ranks = (0..<60).map { query in
      let all = dot.answers(row: query, farthest: false, includeSelf: true)
      return 1 + all.prefix { $0.row != 5 * query }.count
    }
    let figures = try variant("dot", in: report).figures
    #expect(figures[.hitsAt1]?.value == Double(ranks.count { $0 <= 1 }) / 60)
    #expect(figures[.hitsAt10]?.value == Double(ranks.count { $0 <= 10 }) / 60)
    #expect(figures[.hitsAt100]?.value == Double(ranks.count { $0 <= 100 }) / 60)
    let reciprocal = ranks.reduce(0) { $0 + 1 / Double($1) } / 60
    #expect(abs((figures[.meanReciprocalRank]?.value ?? 0) - reciprocal) < 1e-12)
  }

  @Test("do not depend on threads")
  func threads() throws {
    let rows = Rows.gaussian(120, 8, seed: 15)
    let labels = randomLabels(60, seed: 16)
    let texts = try [1, 3].map { threads in
      var options = EvaluationOptions(measure: .cosine)
      options.resources.threads = threads
      return try evaluate(rows, labels, options).text
    }
    #expect(texts[0] == texts[1])
  }

  @Test("refuse a precision that is no share", arguments: [0, -0.1, 1.01, .nan])
  func precision(_ precision: Double) throws {
    var options = EvaluationOptions()
    options.precision = precision
    let rows: [[Double]] = [[1, 2, 3], [2, 1, 3], [0, 2, 1], [5, 1, 2]]
    let error = #expect(throws: JobError.self) { try evaluate(rows, [1, 0], options) }
    #expect(error?.exitCode == .usage)
  }
}
