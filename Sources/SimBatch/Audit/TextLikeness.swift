import CSimKernels

/// Looks whether similarity follows the surface of texts.
///
/// Scores are set against likeness of letters and of lengths: over at most ``pairCount`` random
/// pairs, and over pairs of a row with its nearest other row. Pairs are drawn with the seed, and
/// each set of two rows counts once. Of texts beyond ``TextPairs/mostCharacters`` characters only
/// these are compared.
struct TextLikeness: Sendable {
  /// Pairs of each kind, at most.
  static let pairCount = 20_000
  /// Rows whose nearest row is looked for, at most, where it is not known.
  static let nearestCount = 5000
  /// Pairs that are shown of each kind.
  static let shownCount = 5
  /// Samples drawn for an interval.
  private static let replicates = 400

  private let means: AuditMeans
  /// By position.
  private let texts: RowIds
  private let sides: ExaminedSides
  private let pairs: TextPairs

  /// - Parameter texts: of all rows of the input of the base, by number.
  /// - Complexity: O(n · d), in parallel.
  init(_ means: AuditMeans, texts: RowIds) throws(JobError) {
    var rows = means.rows
    rows.onBadRow = .skip
    self.means = means
    let texts = texts.selecting(means.base.rowNumbers)
    self.texts = texts
    sides = try ExaminedSides(
      base: means.base,
      queries: nil,
      measure: means.measure,
      rows: rows,
      kernels: means.kernels,
      workers: means.workers
    )
    pairs = try TextPairs(texts, sides: sides, means: means)
  }

  /// - Parameter nearest: by position, the nearest other row of every row (−1 for none), where it is
  ///   known already.
  /// - Throws: ``JobError`` for too little memory or a broken BLAS.
  /// - Complexity: O(sample · n · d) unless nearest rows are known, and that of
  ///   ``TextPairs/measured(_:)``.
  func section(nearest known: [Int32]? = nil) throws -> TextSection {
    var random = SplitMix64(seed: means.seed(for: .texts))
    let drawn = NullDistribution.randomPairs(
      Self.pairCount,
      baseCount: means.base.rowCount,
      queryCount: nil,
      seed: random.next()
    )
    let chance = try pairs.measured(Self.distinct(drawn))
    let nearest = try pairs.measured(try nearestPairs(known, seed: random.next()))
    let good = (0..<means.base.rowCount).filter { sides.base.isGood($0) }
    let alike = try pairs.measured(
      SortedTextPairs.pairs(texts, rows: good, count: Self.pairCount, seed: random.next())
    )
    let bootstrap = Bootstrap(seed: random.next(), workers: means.workers)
    func correlation(_ pairs: [TextPair], _ likeness: KeyPath<TextPair, Double>) -> Estimate {
      bootstrap.spearman(
        pairs.map { self.likeness($0) },
        pairs.map { $0[keyPath: likeness] },
        replicates: Self.replicates
      )
    }
    let shown = disagreements(chance + nearest + alike, chance: chance)
    return TextSection(
      pairs: chance.count,
      letters: correlation(chance, \.letters),
      lengths: correlation(chance, \.lengths),
      nearestPairs: nearest.count,
      nearestLetters: correlation(nearest, \.letters),
      nearestLengths: correlation(nearest, \.lengths),
      alikeOnSurface: shown.onSurface.map { described($0) },
      alikeInMeaning: shown.inMeaning.map { described($0) }
    )
  }

  /// The score, greater for rows that are more alike.
  private func likeness(_ pair: TextPair) -> Double {
    means.measure.isDistance ? -Double(pair.score) : Double(pair.score)
  }

  /// The first of each set of two rows.
  private static func distinct(_ pairs: [RowPair]) -> [RowPair] {
    var seen: Set<RowPair> = []
    return pairs.map { RowPair(unordered: $0.row, $0.other) }.filter { seen.insert($0).inserted }
  }

  private func nearestPairs(_ known: [Int32]?, seed: UInt64) throws -> [RowPair] {
    let good = (0..<means.base.rowCount).filter { sides.base.isGood($0) }
    let most = known == nil ? Self.nearestCount : Self.pairCount
    let rows = RowSelection.sample(min(most, good.count), of: good.count, seed: seed)
      .map { good[$0] }
    guard !rows.isEmpty else { return [] }
    let found: [Int32]
    if let known {
      precondition(known.count == means.base.rowCount, "a nearest row for each")
      found = rows.map { known[$0] }
    } else {
      let sample = try SampledNeighbors(
        of: rows,
        in: means.base,
        count: 1,
        resources: means.resources
      )
      found = try sample.nearest(means.measure, rows: means.rows).neighbors
    }
    return Self.distinct(
      zip(rows, found).filter { $0.1 >= 0 }.map { RowPair(row: $0.0, other: Int($0.1)) }
    )
  }

  /// The pairs that are most more alike by letters than by score, and the other way round, each in
  /// standard deviations from the mean of random pairs; none of identical rows, and no row twice.
  private func disagreements(_ pairs: [TextPair], chance: [TextPair])
    -> (onSurface: [TextPair], inMeaning: [TextPair])
  {
    var seen: Set<RowPair> = []
    let pairs = pairs.filter { seen.insert($0.pair).inserted }
    let byLetters = Self.standardized(pairs.map(\.letters), by: chance.map(\.letters))
    let byScore = Self.standardized(pairs.map(likeness), by: chance.map(likeness))
    func first(_ sign: Double) -> [TextPair] {
      let order = pairs.indices.sorted {
        let (one, other) = (
          sign * (byLetters[$0] - byScore[$0]), sign * (byLetters[$1] - byScore[$1])
        )
        return one != other ? one > other : pairs[$0].pair < pairs[$1].pair
      }
      var used: Set<Int> = []
      var shown: [TextPair] = []
      for index in order where shown.count < Self.shownCount {
        guard sign * (byLetters[index] - byScore[index]) > 0 else { break }
        let pair = pairs[index].pair
        guard !used.contains(pair.row), !used.contains(pair.other), !areIdentical(pair) else {
          continue
        }
        used.formUnion([pair.row, pair.other])
        shown.append(pairs[index])
      }
      return shown
    }
    return (first(1), first(-1))
  }

  /// Deviations from the mean of `reference`, in its standard deviations; 0 where that has none.
  private static func standardized(_ values: [Double], by reference: [Double]) -> [Double] {
    let count = Double(max(1, reference.count))
    let mean = reference.reduce(0, +) / count
    let variance = reference.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    return values.map { variance > 0 ? ($0 - mean) / variance.squareRoot() : 0 }
  }

  private func areIdentical(_ pair: RowPair) -> Bool {
    var rows = sides.base.source.kernelRows
    return sides.base.hashes[pair.row] == sides.base.hashes[pair.other]
      && sim_rows_equal(&rows, pair.row, pair.other)
  }

  private func described(_ pair: TextPair) -> TextSection.TextPair {
    TextSection.TextPair(
      row: means.named(pair.pair.row),
      other: means.named(pair.pair.other),
      rowText: texts[pair.pair.row],
      otherText: texts[pair.pair.other],
      score: pair.score,
      percentile: means.null.percentile(of: pair.score),
      letters: pair.letters
    )
  }
}
