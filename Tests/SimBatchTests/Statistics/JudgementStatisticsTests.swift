import Testing

@testable import SimBatch

/// Likenesses with many ties, and labels.
private struct Example {
  let likeness: [Float]
  let labels: [Bool]

  init(count: Int, levels: Int, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    likeness = (0..<count).map { _ in Float(random.next(below: levels)) - 2 }
    // Both kinds occur.
    labels = (0..<count).map { $0 < 2 ? $0 == 0 : random.next(below: 3) == 0 }
  }

  /// Each example as often as it was drawn.
  func drawn(_ times: [Int32]) -> Example {
    let places = times.indices.flatMap { [Int](repeating: $0, count: Int(times[$0])) }
    return Example(likeness: places.map { likeness[$0] }, labels: places.map { labels[$0] })
  }

  private init(likeness: [Float], labels: [Bool]) {
    (self.likeness, self.labels) = (likeness, labels)
  }

  private func scores(_ label: Bool) -> [Float] {
    zip(likeness, labels).filter { $0.1 == label }.map(\.0)
  }

  /// By the definition: every positive example against every negative one.
  var areaUnderCurve: Double {
    var won = 0.0
    for positive in scores(true) {
      for negative in scores(false) {
        won += positive > negative ? 1 : positive == negative ? 0.5 : 0
      }
    }
    return won / (Double(scores(true).count) * Double(scores(false).count))
  }

  func quality(at threshold: Float) -> (precision: Double, recall: Double, count: Int) {
    let all = likeness.count { $0 >= threshold }
    let positives = scores(true).count { $0 >= threshold }
    return (Double(positives) / Double(all), Double(positives) / Double(scores(true).count), all)
  }

  var thresholds: [Float] { Set(likeness).sorted(by: >) }

  /// By the definition, threshold by threshold.
  var averagePrecision: Double {
    var (sum, before) = (0.0, 0.0)
    for threshold in thresholds {
      let (precision, recall, _) = quality(at: threshold)
      sum += (recall - before) * precision
      before = recall
    }
    return sum
  }
}

@Suite("Labels ranked by likeness")
struct RankedLabelsTests {
  @Test(
    "give the figures of the definitions, with ties",
    arguments: [(5, 2), (40, 3), (120, 7), (90, 1000)]
  )
  func definitions(count: Int, levels: Int) {
    let example = Example(count: count, levels: levels, seed: UInt64(count))
    let ranked = RankedLabels(likeness: example.likeness, labels: example.labels)
    #expect(ranked.figures().areaUnderCurve == example.areaUnderCurve)
    #expect(abs(ranked.figures().averagePrecision - example.averagePrecision) < 1e-13)
    let curve = ranked.curve
    #expect(curve.map(\.likeness) == example.thresholds)
    for point in curve {
      let (precision, recall, count) = example.quality(at: point.likeness)
      #expect(point.precision == precision && point.recall == recall && point.count == count)
      let quality = ranked.figures(mark: point.likeness)
      #expect(quality.precisionAtMark == precision && quality.recallAtMark == recall)
    }
    for wanted in [0.1, 0.33, 0.5, 0.9, 1] {
      let reaching = example.thresholds.filter { example.quality(at: $0).precision >= wanted }
      #expect(ranked.figures(precision: wanted).threshold == reaching.min())
    }
  }

  @Test("of a drawn sample are those of the sample itself")
  func drawing() {
    let example = Example(count: 60, levels: 9, seed: 3)
    let ranked = RankedLabels(likeness: example.likeness, labels: example.labels)
    var random = SplitMix64(seed: 4)
    for _ in 0..<20 {
      var times = [Int32](repeating: 0, count: 60)
      for _ in 0..<60 { times[random.next(below: 60)] += 1 }
      let sample = example.drawn(times)
      let own = RankedLabels(likeness: sample.likeness, labels: sample.labels)
      let figures = ranked.figures(times, precision: 0.4, mark: 1)
      #expect(figures.areaUnderCurve == sample.areaUnderCurve)
      #expect(abs(figures.averagePrecision - sample.averagePrecision) < 1e-13)
      #expect(figures.threshold == own.figures(precision: 0.4).threshold)
      #expect(figures.precisionAtMark == sample.quality(at: 1).precision)
    }
  }

  @Test("of one kind only have no area, and equal likenesses have one half")
  func edges() {
    let positive = RankedLabels(likeness: [1, 2], labels: [true, true])
    let negative = RankedLabels(likeness: [1, 2], labels: [false, false])
    #expect(positive.figures().areaUnderCurve.isNaN)
    #expect(negative.figures().averagePrecision.isNaN)
    #expect(RankedLabels(likeness: [], labels: []).curve.isEmpty)
    let flat = RankedLabels(likeness: [3, 3, 3, 3], labels: [true, false, false, false])
    let figures = flat.figures(precision: 0.25, mark: 4)
    #expect(figures.areaUnderCurve == 0.5 && figures.averagePrecision == 0.25)
    #expect(figures.threshold == 3 && flat.figures(precision: 0.26).threshold == nil)
    #expect(figures.precisionAtMark.isNaN && figures.recallAtMark == 0)
  }
}

@Suite("Compared figures")
struct ComparedFiguresTests {
  /// Means of two lists that share most of what they vary by.
  private func compared(gap: Double) -> ComparedFigures {
    var random = SplitMix64(seed: 8)
    let shared = (0..<80).map { _ in random.nextUniform() }
    let own = shared.map { $0 + gap + 0.01 * (random.nextUniform() - 0.5) }
    return Bootstrap(seed: 1).compare(count: 80) { drawn in
      [
        [shared, own].map { values in
          zip(values, drawn).reduce(0) { $0 + $1.0 * Double($1.1) } / 80
        }
      ]
    }[0]
  }

  @Test("tell a difference that is far smaller than the spread of each, as draws are shared")
  func paired() {
    let figures = compared(gap: 0.01)
    #expect(figures.best == 1)
    let lead = figures.leads()[0]
    let own = figures.estimate(0)
    #expect(lead.low > 0 && lead.high < 0.02 && own.high - own.low > 0.05)
    #expect(figures.leads()[1] == Estimate(value: 0, low: 0, high: 0, count: 80))
  }

  @Test("come from the draws of one generator, in order, by any workers", arguments: [1, 2, 5])
  func draws(workers: Int) {
    let bootstrap = Bootstrap(seed: 9, workers: workers)
    var random = SplitMix64(seed: 9)
    let expected = (0..<50).map { _ in Bootstrap.draw(30, &random) }
    #expect(bootstrap.figures(count: 30, replicates: 50) { $0 } == expected)
    #expect(bootstrap.figures(count: 0, replicates: 50) { $0 }.isEmpty)
    // One sample is drawn after the other for figures of two.
    var pairs = SplitMix64(seed: 9)
    let differences = (0..<40).map { _ in
      let one = Bootstrap.draw(7, &pairs)
      return Double(one[0] - Bootstrap.draw(5, &pairs)[0])
    }
    let found = bootstrap.estimate(counts: (7, 5), replicates: 40) { Double($0[0] - $1[0]) }
    #expect(found == Bootstrap.estimate(0, figures: differences, count: 12))
  }

  @Test("have the interval that the bootstrap of one figure has")
  func sameDraws() {
    let values = (0..<50).map { Double($0 * $0 % 37) }
    let alone = Bootstrap(seed: 6).mean(values)
    let figures = Bootstrap(seed: 6).compare(count: 50) { drawn in
      [[zip(values, drawn).reduce(0) { $0 + Double($1.1) * $1.0 } / 50]]
    }[0]
    #expect(figures.estimate(0) == alone)
  }

  @Test("claim too much in about one of twenty samples at most, of eight equals")
  func familywise() {
    var wrong = 0
    for trial in 0..<40 {
      var random = SplitMix64(seed: UInt64(1000 + trial))
      let lists = (0..<8).map { _ in (0..<40).map { _ in random.nextUniform() } }
      let figures = Bootstrap(seed: 1).compare(count: 40, replicates: 200) { drawn in
        [lists.map { zip($0, drawn).reduce(0) { $0 + Double($1.1) * $1.0 } / 40 }]
      }[0]
      if figures.leads().contains(where: { $0.low > 0 }) { wrong += 1 }
    }
    // 0.05 · 40 = 2 are expected; of a binomial, more than 8 come once in 10,000 runs.
    #expect(wrong <= 8)
  }

  @Test("leave out draws without a figure")
  func notFinite() {
    let figures = ComparedFigures(
      values: [1, .nan],
      replicates: [[0.5, .nan], [.nan, 2], [1.5, 3]],
      count: 4
    )
    #expect(figures.estimate(0).low >= 0.5 && figures.estimate(0).high <= 1.5)
    #expect(figures.estimate(0).count == 4)
  }
}

@Suite("Ranks of samples")
struct SampledRanksTests {
  @Test("correlate as Spearman does over the sample itself")
  func spearman() {
    var random = SplitMix64(seed: 12)
    let x = (0..<50).map { _ in Double(random.next(below: 8)) }
    let y = x.map { $0 + Double(random.next(below: 9)) }
    var drawn = [Int32](repeating: 1, count: 50)
    for _ in 0..<10 {
      let places = drawn.indices.flatMap { [Int](repeating: $0, count: Int(drawn[$0])) }
      let expected = Correlation.spearman(places.map { x[$0] }, places.map { y[$0] })
      let one = SampledRanks(x).centeredRanks(drawn)
      let other = SampledRanks(y).centeredRanks(drawn)
      #expect(abs(SampledRanks.correlation(one, other, drawn) - expected) < 1e-12)
      drawn = drawn.map { _ in 0 }
      for _ in 0..<50 { drawn[random.next(below: 50)] += 1 }
    }
  }

  @Test("that are all equal follow nothing; nothing follows labels that are")
  func constant() {
    let drawn: [Int32] = [1, 1, 1]
    let flat = SampledRanks([2, 2, 2]).centeredRanks(drawn)
    let steep = SampledRanks([1, 2, 3]).centeredRanks(drawn)
    #expect(SampledRanks.correlation(flat, steep, drawn, ofConstant: 0) == 0)
    #expect(SampledRanks.correlation(steep, flat, drawn).isNaN)
  }
}

@Suite("Numbers with so many decimals")
struct FixedTextTests {
  @Test(
    "are rounded to nearest",
    arguments: [
      (0.9304, 3, "0.930"), (0.9996, 3, "1.000"), (-1.5, 2, "-1.50"), (-0.0001, 3, "0.000"),
      (12.05, 1, "12.1"), (0, 1, "0.0"), (.nan, 3, "nan"), (.infinity, 3, "inf"),
    ] as [(Double, Int, String)]
  )
  func rounding(value: Double, decimals: Int, text: String) {
    #expect(value.text(decimals: decimals) == text)
  }
}
