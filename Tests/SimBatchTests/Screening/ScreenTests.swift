import Testing

@testable import SimBatch

/// Data that push each part of a bound to its edge.
enum HardRows: String, CaseIterable, Sendable {
  case gaussian, lowRank, tinyTails, oneHugeCoordinate, hugeLengths, allEqualButOne, signs, steep
  case clustered, nonNegative

  func rows(_ n: Int, _ d: Int, seed: UInt64) -> [[Double]] {
    let plain = Rows.gaussian(n, d, seed: seed)
    switch self {
    case .gaussian: return plain
    case .lowRank:
      let factors = Rows.gaussian(3, d, seed: seed + 1)
      return plain.map { row in
        (0..<d).map { l in (0..<3).reduce(0) { $0 + row[$1 % d] * factors[$1][l] } }
      }
    case .tinyTails: return plain.map { $0.enumerated().map { $1 * ($0 < d / 2 ? 1 : 1e-7) } }
    case .oneHugeCoordinate:
      return plain.map { $0.enumerated().map { $0 == d / 3 ? 1e6 * $1 : $1 } }
    case .hugeLengths:
      return plain.enumerated().map { index, row in
        row.map { $0 * Double(sign: .plus, exponent: index % 40, significand: 1) }
      }
    case .allEqualButOne:
      return plain.enumerated().map { index, row in
        index == 0 ? row : plain[1].map { $0 + Double(index) * 1e-9 }
      }
    case .signs: return plain.map { $0.map { $0 < 0 ? -127 : 127 } }
    case .steep: return plain.map { $0.enumerated().map { $1 / Double(1 + $0 * $0) } }
    case .clustered:
      return plain.enumerated().map { index, row in
        zip(plain[index % 7], row).map { $0 + 0.05 * $1 }
      }
    case .nonNegative: return plain.map { $0.map { abs($0) } }
    }
  }
}

/// Whatever the screen, the same bytes.
@Suite("Screens")
struct ScreenTests {
  private func expectSame(
    _ base: StoredMatrix,
    queries: StoredMatrix?,
    _ options: NeighborOptions,
    screens: [ScreenChoice],
    mustRun: Bool = false
  ) throws {
    var options = options
    options.resources.screen = .full
    let reference = try search(base, queries: queries, options)
    for screen in screens {
      options.resources.screen = screen
      let found = try search(base, queries: queries, options)
      let names = found.report.work.screens.map(\.screen)
      if mustRun {
        let name = if case .int8 = screen { "int8:" } else { "prefix:" }
        #expect(names.last?.hasPrefix(name) == true, "\(screen) ran as \(names)")
      }
      #expect(found.kept.neighbors == reference.kept.neighbors, "\(screen) \(options)")
      #expect(
        found.kept.scores.map(\.bitPattern) == reference.kept.scores.map(\.bitPattern),
        "\(screen) \(options)"
      )
    }
  }

  @Test(
    "do not change an answer, on data made against their bounds",
    arguments: HardRows.allCases,
    Measure.allCases
  )
  func hardRows(kind: HardRows, measure: Measure) throws {
    let d = 37
    let base = try storedMatrix(kind.rows(211, d, seed: 60).map { $0.map { Double(Float($0)) } })
    let queries = try storedMatrix(kind.rows(75, d, seed: 61).map { $0.map { Double(Float($0)) } })
    var options = NeighborOptions(measure: measure, count: 6)
    options.resources.threads = 2
    options.resources.tileSide = 96
    let screens: [ScreenChoice] = [
      .int8(columns: nil), .int8(columns: 16), .int8(columns: 1), .prefix(columns: 9),
      .prefix(columns: 1),
    ]
    for farthest in [false, true] {
      options.farthest = farthest
      try expectSame(base, queries: nil, options, screens: screens, mustRun: true)
      try expectSame(base, queries: queries, options, screens: screens, mustRun: true)
    }
  }

  @Test("do not change the answer to any of 200 random questions")
  func random() throws {
    var random = SplitMix64(seed: 2026)
    for number in 0..<200 {
      let d = Int.random(in: 1...70, using: &random)
      let kind = HardRows.allCases[Int.random(in: 0..<HardRows.allCases.count, using: &random)]
      let n = Int.random(in: 2...260, using: &random)
      var measure = Measure.allCases[number % 4]
      if d == 1, measure == .pearson { measure = .cosine }
      var options = NeighborOptions(measure: measure, count: Int.random(in: 1...30, using: &random))
      options.farthest = Bool.random(using: &random)
      options.rows.onBadRow = .skip
      options.rows.centerColumns = Bool.random(using: &random)
      options.resources.threads = Int.random(in: 1...3, using: &random)
      options.resources.tileSide = Int.random(in: 1...150, using: &random)
      if !options.farthest, Bool.random(using: &random) {
        options.limit = measure == .euclidean ? 3 : 0.25
      }
      let base = try storedMatrix(
        kind.rows(n, d, seed: UInt64(number)).map { $0.map { Double(Float($0)) } }
      )
      let queries =
        Bool.random(using: &random)
        ? try storedMatrix(Rows.gaussian(40, d, seed: UInt64(number) + 7)) : nil
      try expectSame(
        base,
        queries: queries,
        options,
        screens: [
          .int8(columns: nil), .int8(columns: Int.random(in: 1...80, using: &random)),
          .prefix(columns: Int.random(in: 1...80, using: &random)),
        ]
      )
    }
  }

  /// Large enough that auto looks beyond the full screen.
  private static let large = Result {
    try storedMatrix(HardRows.gaussian.rows(9000, 400, seed: 3))
  }

  @Test("are chosen by auto without changing the answer", arguments: Measure.allCases)
  func automatic(measure: Measure) throws {
    let base = try Self.large.get()
    var options = NeighborOptions(measure: measure, count: 10)
    options.resources.screen = .auto
    let hasInt8 = try Kernels.selected().table.pointee.has_int8_dot
    let work = try search(base, options).report.work
    #expect(!hasInt8 || work.screen != "full")
    // Pairs of all screens are all pairs, and what was chosen was expected to take some time.
    #expect(work.screens.reduce(0) { $0 + $1.pairs } == work.pairsCompared)
    #expect(work.screens.dropFirst().allSatisfy { ($0.expectedSecondsPerPair ?? 0) > 0 })
    for farthest in [false, true] {
      options.farthest = farthest
      try expectSame(base, queries: nil, options, screens: [.auto])
    }
  }

  @Test("find the same pairs", arguments: Measure.allCases, HardRows.allCases)
  func pairs(measure: Measure, kind: HardRows) throws {
    let matrix = try storedMatrix(kind.rows(180, 33, seed: 5).map { $0.map { Double(Float($0)) } })
    let kernels = try Kernels.selected()
    let sides = try PreparedSides(
      base: matrix,
      queries: nil,
      measure: measure,
      rows: RowOptions(),
      farthest: false,
      kernels: kernels,
      workers: 2
    )
    var reference: [[UInt32]]?
    for screen: ScreenChoice in [
      .full, .int8(columns: nil), .int8(columns: 12), .prefix(columns: 8),
    ] {
      let found = Synchronized<[[UInt32]]>([])
      var search = PairSearch(
        rows: sides.base,
        columns: sides.base,
        limit: measure == .euclidean ? 4 : 0.3,
        scale: sides.scale,
        kernels: kernels,
        tileSide: 96,
        workers: 2
      )
      search.screen = screen
      let work = try search.run { pairs in
        found.update { $0 += pairs.map { [$0.row, $0.column, $0.score.bitPattern] } }
        return true
      }.work
      let name =
        switch screen {
        case .int8: "int8:"
        case .prefix: "prefix:"
        default: "full"
        }
      #expect(work.name.hasPrefix(name), "\(screen) ran as \(work.name)")
      let sorted = found.value.sorted { $0.lexicographicallyPrecedes($1) }
      #expect(sorted == reference ?? sorted, "\(screen)")
      reference = reference ?? sorted
    }
  }

  @Test(
    "are written as they are read",
    arguments: [
      ("auto", ScreenChoice.auto), ("full", .full), ("prefix", .prefix(columns: nil)),
      ("prefix:96", .prefix(columns: 96)), ("int8:160", .int8(columns: 160)),
    ]
  )
  func names(text: String, choice: ScreenChoice) {
    #expect(ScreenChoice(argument: text) == choice)
  }

  @Test(
    "are refused by other names",
    arguments: ["", "Full", "full:3", "int8:0", "int8:x", "int8:3:4"]
  )
  func wrongNames(text: String) { #expect(ScreenChoice(argument: text) == nil) }
}
