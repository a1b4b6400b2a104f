/// A pair of rows with its score and what its texts have in common.
struct TextPair: Sendable {
  let pair: RowPair
  let score: Float
  /// 1 − Levenshtein share.
  let letters: Double
  /// Characters of the shorter text over those of the longer; 1 of two empty ones.
  let lengths: Double
}

/// Pairs of rows, measured by their score and their texts.
struct TextPairs: Sendable {
  /// Of a longer text only so many characters are compared: time grows with the product of lengths.
  static let mostCharacters = 2000
  /// Pairs that a worker takes at a time.
  private static let chunk = 64

  /// By position.
  private let texts: RowIds
  private let scorer: PairScorer
  private let workers: Int

  init(_ texts: RowIds, sides: ExaminedSides, means: AuditMeans) throws(JobError) {
    precondition(texts.count == means.base.rowCount, "a text for each row")
    self.texts = texts
    scorer = try PairScorer(sides, kernels: means.kernels, workers: means.workers)
    workers = means.workers
  }

  /// The pairs of rows that can be judged, in their order.
  ///
  /// - Complexity: O(pairs · (d + a · b / 64)) for texts of a and b characters, in parallel.
  func measured(_ pairs: [RowPair]) throws(JobError) -> [TextPair] {
    let scores = try scorer.scores(of: pairs)
    let judged = pairs.indices.filter { !scores[$0].isNaN }
    let letters = try Memory<Double>(count: judged.count)
    let lengths = try Memory<Double>(count: judged.count)
    Workers.forEachChunk(of: judged.count, size: Self.chunk, workers: workers) { _, range in
      for index in range {
        let pair = pairs[judged[index]]
        let (one, other) = (text(pair.row), text(pair.other))
        letters[index] = 1 - Double(EditDistance(one, other).share)
        let (shorter, longer) = (min(one.count, other.count), max(one.count, other.count))
        lengths[index] = longer == 0 ? 1 : Double(shorter) / Double(longer)
      }
    }
    return judged.enumerated().map { index, pair in
      TextPair(
        pair: pairs[pair],
        score: scores[pair],
        letters: letters[index],
        lengths: lengths[index]
      )
    }
  }

  /// The compared part of a text.
  private func text(_ position: Int) -> String {
    String(texts[position].prefix(Self.mostCharacters))
  }
}

/// Pairs that begin or end alike: random pairs hardly ever do.
///
/// Texts are sorted by their bytes, and once more by their bytes from the last to the first. Of the
/// pairs that follow each other in either order those are taken that share the greatest part of the
/// longer text, as a beginning or an end.
enum SortedTextPairs {
  /// Rows whose texts are sorted at most; a seeded sample of more.
  static let mostRows = 200_000

  /// At most `count` pairs of `rows`, those that share most first.
  ///
  /// - Parameter texts: by position.
  /// - Complexity: O(n log n) comparisons of texts.
  static func pairs(_ texts: RowIds, rows: [Int], count: Int, seed: UInt64) -> [RowPair] {
    let sample = RowSelection.sample(min(mostRows, rows.count), of: rows.count, seed: seed)
    let rows = sample.map { rows[$0] }
    var shares: [RowPair: Double] = [:]
    for isReversed in [false, true] {
      let keys = rows.map { row in
        var bytes: [UInt8] = []
        texts.appendUTF8(of: row, to: &bytes)
        return isReversed ? bytes.reversed() : bytes
      }
      let order = rows.indices.sorted {
        keys[$0] == keys[$1] ? $0 < $1 : keys[$0].lexicographicallyPrecedes(keys[$1])
      }
      for (one, other) in zip(order, order.dropFirst()) {
        let pair = RowPair(unordered: rows[one], rows[other])
        let common = zip(keys[one], keys[other]).prefix { $0 == $1 }.count
        let share = Double(common) / Double(max(1, keys[one].count, keys[other].count))
        shares[pair] = max(shares[pair] ?? 0, share)
      }
    }
    let best = shares.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
    return best.prefix(count).map(\.key)
  }
}

extension RowPair: Comparable {
  /// The lower row first.
  init(unordered one: Int, _ other: Int) {
    self.init(row: min(one, other), other: max(one, other))
  }

  public static func < (one: RowPair, other: RowPair) -> Bool {
    (one.row, one.other) < (other.row, other.other)
  }
}
