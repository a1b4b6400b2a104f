import Testing

@testable import SimBatch

@Suite("Fitting a map to judged pairs")
struct PairFitTests {
  /// Rows of `signal` dimensions that tell groups of two, and others of loud noise.
  static func planted(groups: Int, seed: UInt64) -> (rows: [[Double]], pairs: JudgedPairs?) {
    let signals = Rows.gaussian(groups, 4, seed: seed)
    let own = Rows.gaussian(2 * groups, 4, seed: seed + 1)
    let noise = Rows.gaussian(2 * groups, 12, seed: seed + 2)
    let rows = (0..<2 * groups).map { row -> [Double] in
      let signal = zip(signals[row / 2], own[row]).map { shared, own in shared + 0.2 * own }
      // Noise first, so that no leading dimensions are the answer.
      return noise[row].map { value in 2 * value } + signal
    }
    var (pairs, labels): ([RowPair], [Double]) = ([], [])
    for group in 0..<groups {
      pairs.append(RowPair(row: 2 * group, other: 2 * group + 1))
      labels.append(1)
      // Every group of ten is a ring of its own: components are small.
      let next = group / 10 * 10 + (group + 1) % 10
      pairs.append(RowPair(row: 2 * group, other: 2 * next + 1))
      labels.append(0)
    }
    return (rows, try? JudgedPairs(name: "judged", pairs: pairs, labels: labels))
  }

  static func fit(_ rows: [[Double]], _ pairs: JudgedPairs) throws -> (FitReport, LinearMap) {
    let file = try TemporaryMap()
    let report = try PairFit(rows: storedMatrix(rows), pairs: pairs)
      .run(to: MapOutput(file.path), commandLine: "simbatch --map map.npy")
    return (report, try LinearMap.open(file.path))
  }

  @Test("finds a subspace that alike rows share, hidden in noise")
  func planted() throws {
    let (rows, pairs) = Self.planted(groups: 200, seed: 3)
    let (report, map) = try Self.fit(rows, try #require(pairs))
    let own = try #require(report.contestants[0].figures[.areaUnderCurve])
    let plain = try #require(report.contestants[1].figures[.areaUnderCurve])
    #expect(own.value > 0.9 && plain.value < 0.75, "\(report.text)")
    #expect(report.helps && report.findings[0].kind == "gain")
    #expect(report.judgements.heldOut == 400 && report.judgements.betweenFolds == 0)
    // What is written tells pairs apart when it is applied.
    let mapped = values(of: try storedMatrix(rows).mapped(by: map))
    let truth = BruteForce(mapped, measure: .cosine)
    let judged = try #require(pairs)
    let scores = judged.pairs.map { Float(truth.score(mapped[$0.row], mapped[$0.other])) }
    let area = RankedLabels(likeness: scores, labels: judged.labels.map { $0 == 1 })
      .figures().areaUnderCurve
    #expect(area > own.value - 0.05)
  }

  @Test("claims nothing of random labels", arguments: [1, 2, 3] as [UInt64])
  func randomLabels(seed: UInt64) throws {
    let (rows, pairs) = Self.planted(groups: 150, seed: seed)
    var random = SplitMix64(seed: seed)
    let labels = try #require(pairs).pairs.map { _ in Double(random.next(below: 2)) }
    let judged = try JudgedPairs(name: "judged", pairs: #require(pairs).pairs, labels: labels)
    let (report, _) = try Self.fit(rows, judged)
    #expect(!report.helps)
    #expect(report.findings[0].kind == "no-gain")
    #expect(report.findings[0].text.contains("nothing is claimed"))
  }

  @Test("takes grades")
  func graded() throws {
    let (rows, pairs) = Self.planted(groups: 150, seed: 8)
    let binary = try #require(pairs)
    let labels = binary.labels.enumerated().map { $1 * 3 + ($0 % 3 == 0 ? 0.5 : 0) }
    let judged = try JudgedPairs(name: "judged", pairs: binary.pairs, labels: labels)
    let (report, _) = try Self.fit(rows, judged)
    #expect(report.comparedBy == .spearman && report.helps, "\(report.text)")
  }

  @Test("refuses pairs that are too few, and leaves out rows that cannot be judged")
  func refused() throws {
    let few = try JudgedPairs(
      name: "judged",
      pairs: [RowPair(row: 0, other: 1), RowPair(row: 2, other: 3)],
      labels: [0, 1]
    )
    #expect(throws: JobError.self) { try Self.fit(Rows.gaussian(4, 3, seed: 1), few) }
    var (rows, pairs) = Self.planted(groups: 100, seed: 4)
    rows[0][2] = .nan
    let (report, _) = try Self.fit(rows, try #require(pairs))
    #expect(report.judgements.unjudged == 2)
  }
}

@Suite("Folds of judged pairs")
struct RowFoldTests {
  @Test("share no row, and leave out nothing where components are small")
  func components() {
    let pairs = (0..<200).map { RowPair(row: $0, other: $0 / 4 * 4 + ($0 + 1) % 4) }
    let folds = RowFolds(pairs: pairs, rowCount: 200, seed: 1)
    #expect(folds.folds.allSatisfy { $0 != nil })
    let sizes = (0..<RowFolds.count).map { folds.pairs(of: $0).count }
    #expect(sizes == [40, 40, 40, 40, 40])
    requireApart(folds, pairs)
  }

  @Test("share no row where all rows are connected, and leave out pairs between them")
  func connected() {
    var random = SplitMix64(seed: 5)
    let pairs = (0..<2000).map { _ in
      let row = random.next(below: 100)
      return RowPair(row: row, other: (row + 1 + random.next(below: 99)) % 100)
    }
    let folds = RowFolds(pairs: pairs, rowCount: 100, seed: 1)
    #expect(folds.folds.contains { $0 == nil } && folds.folds.contains { $0 != nil })
    requireApart(folds, pairs)
  }

  private func requireApart(_ folds: RowFolds, _ pairs: [RowPair]) {
    for fold in 0..<RowFolds.count {
      func rows(_ places: [Int]) -> Set<Int> {
        Set(places.flatMap { [pairs[$0].row, pairs[$0].other] })
      }
      let tested = rows(folds.pairs(of: fold))
      #expect(!tested.isEmpty && tested.isDisjoint(with: rows(folds.pairs(without: [fold]))))
    }
  }
}
