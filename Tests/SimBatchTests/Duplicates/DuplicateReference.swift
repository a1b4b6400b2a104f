@testable import SimBatch

/// An independent deduplication: all pairs in `Double`, decided row by row from the definitions.
struct DuplicateReference {
  let brute: BruteForce
  let limit: Float
  /// Rows in keep order.
  var order: [Int]
  /// Rows that are always kept.
  var old: [[Double]] = []

  init(_ rows: [[Double]], measure: Measure, limit: Float, old: [[Double]] = []) {
    brute = BruteForce(rows, measure: measure)
    self.limit = limit
    self.old = old
    order = Array(rows.indices)
  }

  private var isDistance: Bool { brute.measure == .euclidean }

  func score(_ x: [Double], _ y: [Double]) -> Float {
    // Identical rows score exactly 1, which a sum of rounded squares may miss.
    let isUnit = brute.measure == .cosine || brute.measure == .pearson
    return isUnit && x == y ? 1 : Float(brute.score(x, y))
  }

  func isAlike(_ score: Float) -> Bool { isDistance ? score <= limit : score >= limit }

  func isBetter(_ a: Float, than b: Float) -> Bool { isDistance ? a < b : a > b }

  /// The decision of each row, and its score.
  func representatives() -> [DuplicateDecisions.Decision] {
    var decisions = [DuplicateDecisions.Decision](repeating: .bad, count: brute.rows.count)
    var kept: [Int] = []
    for row in order where brute.isGood(brute.rows[row]) {
      var best: (DuplicateDecisions.Keeper, Float)?
      let candidates =
        old.enumerated().map { (DuplicateDecisions.Keeper.old($0), $1) }
        + kept.map { (.row($0), brute.rows[$0]) }
      for (keeper, values) in candidates {
        let score = score(values, brute.rows[row])
        guard isAlike(score) else { continue }
        if let best, !isBetter(score, than: best.1) { continue }
        best = (keeper, score)
      }
      if let best {
        decisions[row] = .duplicate(of: best.0, score: best.1)
      } else {
        decisions[row] = .kept
        kept.append(row)
      }
    }
    return decisions
  }

  /// Pairs of good rows that reach the limit, by row and column.
  func pairs() -> [(row: Int, other: Int, score: Float)] {
    var pairs: [(Int, Int, Float)] = []
    for row in brute.rows.indices where brute.isGood(brute.rows[row]) {
      for other in brute.rows.indices.dropFirst(row + 1) where brute.isGood(brute.rows[other]) {
        let score = score(brute.rows[row], brute.rows[other])
        if isAlike(score) { pairs.append((row, other, score)) }
      }
    }
    return pairs
  }

  /// How many others each row is alike.
  func degrees() -> [Int] {
    var degrees = [Int](repeating: 0, count: brute.rows.count)
    for pair in pairs() {
      degrees[pair.row] += 1
      degrees[pair.other] += 1
    }
    return degrees
  }

  /// The connected components of good rows, each in keep order, by their lowest rows.
  func components() -> [[Int]] {
    var component = Array(brute.rows.indices)
    var changes = true
    let pairs = pairs()
    while changes {
      changes = false
      for pair in pairs where component[pair.row] != component[pair.other] {
        let least = min(component[pair.row], component[pair.other])
        (component[pair.row], component[pair.other]) = (least, least)
        changes = true
      }
    }
    return brute.rows.indices.filter { component[$0] == $0 && brute.isGood(brute.rows[$0]) }
      .map { root in order.filter { component[$0] == root } }
  }

  /// The least alike two rows of a group.
  func lowestScore(_ group: [Int]) -> Float? {
    var scores: [Float] = []
    for (index, a) in group.enumerated() {
      for b in group.dropFirst(index + 1) { scores.append(score(brute.rows[a], brute.rows[b])) }
    }
    return isDistance ? scores.max() : scores.min()
  }
}

/// Clusters of rows around few centres, some rows repeated: many duplicates at any limit.
func clusteredRows(_ n: Int, _ d: Int, seed: UInt64, spread: Double = 0.4) -> [[Double]] {
  var random = SplitMix64(seed: seed)
  let centres = Rows.gaussian(max(2, n / 8), d, seed: seed &+ 1)
  var rows: [[Double]] = []
  for _ in 0..<n {
    if !rows.isEmpty, random.next() % 5 == 0 {
      rows.append(rows[Int.random(in: 0..<rows.count, using: &random)])
      continue
    }
    let centre = centres[Int.random(in: 0..<centres.count, using: &random)]
    rows.append(centre.map { $0 + spread * Double(random.nextSymmetricFloat()) })
  }
  return rows
}

/// The decisions of a search, row by row.
func decided(
  _ matrix: StoredMatrix,
  against old: StoredMatrix? = nil,
  _ options: DuplicateOptions
) throws -> [DuplicateDecisions.Decision] {
  let found = try DuplicateSearch(rows: matrix, against: old, options: options).run().decisions
  return (0..<found.rowCount).map { found[$0] }
}
