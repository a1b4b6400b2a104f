import Testing

@testable import SimBatch

@Suite("Scores and texts")
struct TextLikenessTests {
  private static let words = [
    "tool", "library", "game", "fast", "small", "reads", "writes", "images", "sound", "for",
  ]

  /// Random words, a text a row.
  private static func texts(_ count: Int, seed: UInt64) -> [String] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      (0..<(2 + random.next(below: 6))).map { _ in words[random.next(below: words.count)] }
        .joined(separator: " ")
    }
  }

  private static func section(
    _ rows: [[Double]],
    _ texts: [String],
    measure: Measure = .cosine,
    nearest: [Int32]? = nil
  ) throws -> TextSection {
    let means = try sectionMeans(rows, dimensions: 6, measure: measure)
    return try TextLikeness(means, texts: RowIds(texts)).section(nearest: nearest)
  }

  /// Levenshtein's distance, by its table.
  private static func edits(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var line = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = line[0]
      line[0] = i + 1
      for (j, y) in b.enumerated() {
        let replaced = diagonal + (x == y ? 0 : 1)
        diagonal = line[j + 1]
        line[j + 1] = min(replaced, diagonal + 1, line[j] + 1)
      }
    }
    return line[b.count]
  }

  private static func letters(_ a: String, _ b: String) -> Double {
    let longer = max(a.count, b.count)
    return longer == 0 ? 1 : 1 - Double(Float(edits(a, b)) / Float(longer))
  }

  @Test(
    "Letters, lengths and scores of pairs are those of brute force",
    arguments: Measure.allCases
  )
  func measured(measure: Measure) throws {
    let texts = Self.texts(25, seed: 1) + ["", "", "é", "e\u{301}"]
    let rows = Rows.gaussian(29, 6, seed: 2)
    let means = try sectionMeans(rows, measure: measure)
    let sides = try ExaminedSides(
      base: means.base,
      queries: nil,
      measure: measure,
      rows: means.rows,
      kernels: means.kernels,
      workers: 2
    )
    let pairs = (0..<29).flatMap { row in (0..<row).map { RowPair(row: $0, other: row) } }
    let found = try TextPairs(RowIds(texts), sides: sides, means: means).measured(pairs)
    let reference = BruteForce(values(of: means.base), measure: measure)
    #expect(found.map(\.pair) == pairs)
    for pair in found {
      let (one, other) = (texts[pair.pair.row], texts[pair.pair.other])
      let longer = max(one.count, other.count)
      #expect(pair.letters == Self.letters(one, other))
      #expect(
        pair.lengths == (longer == 0 ? 1 : Double(min(one.count, other.count)) / Double(longer))
      )
      let score = reference.score(reference.rows[pair.pair.row], reference.rows[pair.pair.other])
      // Rounded once to `Float`, from a `Double` that may differ in its last bits.
      #expect(abs(Double(pair.score) - score) <= 0x1p-23 * max(1, abs(score)))
    }
  }

  @Test("Of a long text the first 2,000 characters are compared")
  func longTexts() throws {
    let start = String(repeating: "ab", count: 1000)
    let means = try sectionMeans(Rows.gaussian(2, 6, seed: 3))
    let sides = try ExaminedSides(
      base: means.base,
      queries: nil,
      measure: .cosine,
      rows: means.rows,
      kernels: means.kernels,
      workers: 1
    )
    let texts = RowIds([start + "x", start + String(repeating: "y", count: 500)])
    let found = try TextPairs(texts, sides: sides, means: means)
      .measured([RowPair(row: 0, other: 1)])
    #expect(found.first?.letters == 1 && found.first?.lengths == 1)
  }

  @Test("Spearman's correlation and its interval, with equal values")
  func spearman() {
    var random = SplitMix64(seed: 4)
    let x = (0..<400).map { _ in Double(random.next(below: 40)) }
    let y = x.map { $0 + Double(random.next(below: 60)) }
    let found = Bootstrap(seed: 5).spearman(x, y, replicates: 400)
    let expected = SectionReference.spearman(x, y)
    #expect(abs(found.value - expected) < 1e-12)
    #expect(found.low < expected && expected < found.high)
    // About 4 standard errors wide, each at most 1/√n (for correlation 0).
    #expect(found.high - found.low < 4.5 / 20)
  }

  @Test("Ranks of a drawn sample are those of its values written out")
  func drawnRanks() {
    let values = [5.0, 1, 5, 3, 2, 3]
    let drawn: [Int32] = [2, 1, 0, 3, 0, 1]
    let written = values.indices.flatMap { [Double](repeating: values[$0], count: Int(drawn[$0])) }
    let expected = SectionReference.ranks(written)
    let ranks = SampledRanks(values).centeredRanks(drawn)
    for (value, rank) in zip(written, expected) {
      let index = values.indices.first { values[$0] == value && drawn[$0] > 0 } ?? 0
      #expect(ranks[index] == rank - Double(written.count + 1) / 2)
    }
  }

  @Test("Random rows follow no texts; rows made from texts do", arguments: [false, true])
  func correlation(isMade: Bool) throws {
    let texts = Self.texts(60, seed: 6)
    var random = SplitMix64(seed: 7)
    let rows = texts.map { text in
      (0..<6).map { index in
        isMade
          ? Double(text.count { $0 == Array("telsan")[index] }) + 0.1
          : Double(random.nextSymmetricFloat())
      }
    }
    let found = try Self.section(rows, texts, measure: .euclidean)
    #expect(found.pairs == 60 * 59 / 2)
    if isMade {
      #expect(found.letters.low > 0.2 && found.lengths.low > 0.2)
    } else {
      // Pairs share rows: of 60 rows, 4/√60 lies beyond chance.
      #expect(abs(found.letters.value) < 0.52 && abs(found.lengths.value) < 0.52)
    }
  }

  @Test("Twins by their letters that lie far apart are found, and twins in meaning")
  func planted() throws {
    var texts = Self.texts(80, seed: 8)
    var rows = Rows.gaussian(80, 6, seed: 9)
    texts[20] = "draws maps of caves and other places, version 1"
    texts[70] = "draws maps of caves and other places, version 2"
    // Longer than others, so that opposite means farthest by distance, too.
    rows[20] = rows[20].map { 3 * $0 }
    rows[70] = rows[20].map { -$0 }
    texts[30] = "qqqq"
    texts[65] = "zz zz zz zz zz zz zz"
    rows[65] = rows[30].enumerated().map { $1 + ($0 == 0 ? 1e-3 : 0) }
    // Identical rows are no pair to show.
    rows[60] = rows[50]
    texts[60] = "wwwwwwwwwwwwwwwww"
    for measure in Measure.allCases where measure != .dot {
      let found = try Self.section(rows, texts, measure: measure)
      let surface = try #require(found.alikeOnSurface.first)
      #expect(surface.row.row == 20 && surface.other.row == 70)
      #expect(surface.letters == Self.letters(texts[20], texts[70]))
      #expect(surface.percentile < 0.05)
      #expect(surface.rowText == texts[20] && surface.otherText == texts[70])
      let meaning = found.alikeInMeaning.map { [$0.row.row, $0.other.row] }
      #expect(meaning.contains([30, 65]))
      #expect(!meaning.contains([50, 60]))
      for shown in [found.alikeOnSurface, found.alikeInMeaning] {
        let rows = shown.flatMap { [$0.row.row, $0.other.row] }
        #expect(rows.count == 10 && Set(rows).count == rows.count)
      }
    }
  }

  @Test("Pairs that begin or end alike are found among all")
  func sortedPairs() {
    var texts = Self.texts(60, seed: 10)
    texts[7] = "1 begins like this and that"
    texts[51] = "1 begins like this or other"
    texts[9] = "Q ends like this, as others do"
    texts[33] = "R ends like this, as others do"
    let pairs = SortedTextPairs.pairs(RowIds(texts), rows: Array(0..<60), count: 500, seed: 1)
    #expect(pairs.contains(RowPair(row: 7, other: 51)))
    #expect(pairs.contains(RowPair(row: 9, other: 33)))
    #expect(Set(pairs).count == pairs.count && pairs.allSatisfy { $0.row < $0.other })
    // Those that share most come first.
    let best = SortedTextPairs.pairs(RowIds(texts), rows: [7, 9, 33, 51], count: 1, seed: 1)
    #expect(best == [RowPair(row: 9, other: 33)])
  }

  @Test("Known nearest rows give what a search gives")
  func knownNearest() throws {
    let (rows, texts) = (Rows.gaussian(50, 6, seed: 11), Self.texts(50, seed: 12))
    let reference = BruteForce(rows, measure: .cosine)
    let nearest = rows.indices.map {
      Int32(reference.answers(row: $0, farthest: false, includeSelf: false)[0].row)
    }
    let (known, found) = try (
      Self.section(rows, texts, nearest: nearest), Self.section(rows, texts)
    )
    #expect(known.nearestPairs == found.nearestPairs)
    #expect(known.nearestLetters.value == found.nearestLetters.value)
    let pairs = Set(nearest.enumerated().map { RowPair(unordered: $0, Int($1)) })
    #expect(found.nearestPairs == pairs.count)
    let letters = pairs.sorted().map { Self.letters(texts[$0.row], texts[$0.other]) }
    let scores = pairs.sorted().map {
      Double(Float(reference.score(rows[$0.row], rows[$0.other])))
    }
    #expect(abs(found.nearestLetters.value - SectionReference.spearman(scores, letters)) < 1e-9)
  }

  @Test("No rows, one, two or three of them, and rows all equal", arguments: [0, 1, 2, 3, 12])
  func fewRows(count: Int) throws {
    let rows =
      count == 12
      ? [[Double]](repeating: [1, 2, 3, 4, 5, 6], count: 12) : Rows.gaussian(count, 6, seed: 13)
    let found = try Self.section(rows, Self.texts(count, seed: 14))
    #expect(found.pairs == count * (count - 1) / 2)
    #expect(found.letters.value.isNaN == (count < 3 || count == 12))
    if count == 12 { #expect(found.alikeOnSurface.isEmpty && found.alikeInMeaning.isEmpty) }
  }

  @Test("Bad rows are in no pair")
  func badRows() throws {
    var rows = Rows.gaussian(30, 6, seed: 15)
    rows[4] = [Double](repeating: 0, count: 6)
    rows[11] = [Double](repeating: .nan, count: 6)
    let found = try Self.section(rows, Self.texts(30, seed: 16))
    #expect(found.pairs == 28 * 27 / 2)
    let shown = (found.alikeOnSurface + found.alikeInMeaning).flatMap {
      [$0.row.row, $0.other.row]
    }
    #expect(!shown.contains(4) && !shown.contains(11))
  }
}
