import Glibc

@testable import SimBatch

/// Reports with made-up figures, as a page may have to show them.
struct SampleReport {
  var rowCount = 63_666
  var dimensions = 384
  var name = "debian-minilm-f16.npy"
  var ids = ["libssl-dev", "firefox-esr", "python3-numpy", "r-cran-ggplot2", "cowsay", "vim"]
  var text = "A secure sockets layer toolkit, with headers and static libraries"
  var hasTexts = true
  /// 0: all values of a spread are the same.
  var widthFactor = 1.0
  var hasQueries = true
  var findings = [
    AuditFinding(
      "norms-vary",
      .warning,
      "Norms vary by 40%: dot and cosine rank differently; overlap at 10 is 0.61 (0.59–0.63).",
      advice: "--metric cosine, unless the length of a row means something"
    ),
    AuditFinding(
      "spectrum",
      .note,
      "The rows spread as 92 (90–95) equal directions would, of 384."
    ),
  ]
  var estimate = { (value: Double, half: Double) in
    Estimate(value: value, low: value - half, high: value + half, count: 1000)
  }

  var report: AuditReport {
    AuditReport(
      findings: findings,
      matrix: matrix,
      scores: scores,
      agreement: agreement,
      hubness: hubness,
      examples: ExampleSection(rows: rowCount == 0 ? [] : [example, example]),
      texts: hasTexts ? texts : nil,
      queries: hasQueries ? queries : nil,
      settings: .init(
        metric: "cosine",
        dimensions: dimensions,
        centerColumns: false,
        onBadRow: "skip",
        seed: 71,
        neighbors: 10,
        threads: 2
      ),
      software: .init(
        simbatch: "0.7.0",
        openBLAS: "OpenBLAS 0.3.21",
        blasKernel: "SkylakeX",
        kernels: "avx512"
      ),
      seconds: ["compare": 31.4, "examine": 0.42, "agreement": 12.1],
      totalSeconds: 44.2
    )
  }

  /// A bell about `center`; nothing where there are no rows.
  func spread(_ center: Double, _ usualDeviation: Double) -> Spread {
    let deviation = usualDeviation * widthFactor
    let (low, high) = (center - 4 * deviation, center + 4 * deviation)
    let shares = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1]
    let scores = [-4, -2.33, -1.64, -0.67, 0, 0.67, 1.64, 2.33, 4.0]
    let isEmpty = rowCount < 2
    return Spread(
      count: isEmpty ? 0 : 100_000,
      mean: isEmpty ? .exact(.nan, count: 0) : estimate(center, deviation / 50),
      standardDeviation: isEmpty ? .nan : deviation,
      quantiles: isEmpty
        ? []
        : zip(shares, scores).map { share, score in
          .init(share: share, value: estimate(center + score * deviation, deviation / 20))
        },
      histogram: .init(
        low: isEmpty ? .nan : low,
        high: isEmpty ? .nan : high,
        counts: isEmpty
          ? []
          : (0..<64).map { step in
            let z = (Double(step) + 0.5) / 8 - 4
            return Int(10_000 * exp(-z * z / 2))
          }
      )
    )
  }

  func named(_ row: Int) -> NamedRow {
    NamedRow(row: row, id: ids.isEmpty ? nil : ids[row % ids.count])
  }

  private var matrix: MatrixSection {
    let spectrum = (0..<dimensions).map { 0.06 * pow(Double($0 + 1), -0.8) }
    return MatrixSection(
      name: name,
      format: "npy",
      elementType: "float16",
      rows: rowCount,
      dimensions: dimensions,
      notFiniteRows: 2,
      zeroRows: 0,
      constantRows: 1,
      repeatedRows: 1234,
      norms: spread(5.6, 0.4),
      normVariation: 0.0714,
      commonDirection: estimate(0.312, 0.004),
      componentMeanShare: estimate(0.00012, 0.00001),
      spectrum: spectrum,
      effectiveDimension: estimate(92.3, 2.4),
      axesForShare: [(0.5, 40), (0.9, 170), (0.99, 301)].map { .init(share: $0, axes: $1) }
    )
  }

  private var scores: ScoreSection {
    ScoreSection(
      valueName: "score",
      randomPairs: spread(0.097, 0.09),
      nearest: spread(0.74, 0.06),
      thresholds: [
        .init(
          name: "n",
          pairs: Double(rowCount),
          score: estimate(0.552, 0.012),
          isExtrapolated: false,
          pairsFound: 481_223,
          pairsExpected: 31_833
        ),
        .init(
          name: "n²",
          pairs: Double(rowCount) * Double(rowCount),
          score: estimate(0.914, 0.05),
          isExtrapolated: true,
          pairsFound: nil,
          pairsExpected: 0.5
        ),
      ],
      scale: (0...10).map { step in
        let z = Double(step) * 1.1 - 1
        return .init(
          score: Double(step) / 10,
          percentile: 0.5 * erfc(-z / 2.0.squareRoot()),
          standardScore: z
        )
      }
    )
  }

  private var agreement: AgreementSection {
    let names = [
      "pearson", "cosine", "dot", "euclidean", "cosine, centred columns", "first 192 dimensions",
      "first 96 dimensions", "first 48 dimensions",
    ]
    func table(_ power: Double) -> [[Estimate?]] {
      names.indices.map { row in
        names.indices.map { column in
          let distance = Double(abs(row - column))
          if row == 3 && column == 5 { return nil }
          return row == column
            ? .exact(1, count: 300) : estimate(pow(0.7, distance * power), 0.012)
        }
      }
    }
    let counts = [6, 12, 24, 48, 96, 192, 384]
    return AgreementSection(
      variants: names,
      commandLines: names.map { "--metric \($0)" },
      neighbors: 10,
      rows: 300,
      rankedRows: 100,
      overlap: table(1),
      rankCorrelation: table(0.3),
      truncation: counts.map {
        .init(dimensions: $0, overlap: estimate(pow(Double($0) / 384, 0.35), 0.02))
      },
      principalAxes: counts.map {
        .init(dimensions: $0, overlap: estimate(pow(Double($0) / 384, 0.12), 0.02))
      },
      axisRows: rowCount,
      wantedOverlap: 0.95,
      enoughDimensions: nil,
      enoughAxes: 250
    )
  }

  private var hubness: HubnessSection {
    let bins = [0, 1] + (1..<13).map { 1 << $0 }
    return HubnessSection(
      neighbors: 10,
      rows: min(rowCount, 20_000),
      skewness: estimate(4.31, 0.7),
      orphanShare: estimate(0.123, 0.004),
      topShare: estimate(0.071, 0.003),
      tiedShare: 0,
      hubs: rowCount == 0 ? [] : (0..<8).map { .init(row: named($0), lists: 6_000 / ($0 + 1)) },
      histogram: rowCount == 0
        ? []
        : bins.map { low in
          .init(low: low, high: max(low, 2 * low - 1), rows: 20_000 / ((low - 4) * (low - 4) + 2))
        }
    )
  }

  private var example: ExampleSection.Example {
    func neighbors(_ score: Float) -> [ExampleSection.Neighbor] {
      (0..<3).map { place in
        .init(
          row: named(place + 1),
          text: hasTexts ? text : nil,
          score: score - Float(place) / 50,
          percentile: score > 0 ? 0.9999 : 0.001
        )
      }
    }
    return .init(
      row: named(0),
      text: hasTexts ? text : nil,
      nearest: neighbors(0.83),
      farthest: neighbors(-0.21)
    )
  }

  private var texts: TextSection {
    let pairs = (0..<3).map { place in
      TextSection.TextPair(
        row: named(place),
        other: named(place + 1),
        rowText: text,
        otherText: text,
        score: 0.31,
        percentile: 0.97,
        letters: 0.91
      )
    }
    return TextSection(
      pairs: 20_000,
      letters: estimate(0.21, 0.01),
      lengths: estimate(-0.003, 0.013),
      nearestPairs: 2000,
      nearestLetters: estimate(0.42, 0.03),
      nearestLengths: estimate(0.11, 0.04),
      alikeOnSurface: pairs,
      alikeInMeaning: pairs
    )
  }

  private var queries: QuerySection {
    QuerySection(
      name: "names-minilm-f32.npy",
      rows: 2000,
      meanDistance: estimate(0.41, 0.01),
      separability: estimate(0.987, 0.003),
      nearestBase: spread(0.64, 0.1),
      nearestQuery: spread(0.71, 0.09),
      questionsFindQuestions: estimate(0.62, 0.02),
      expectedShare: 0.03
    )
  }
}
