/// Judgements dealt to folds such that no row of one fold is in another: what a fold is tested on,
/// the others cannot have learned by heart.
struct RowFolds: Sendable {
  static let count = 5

  /// The fold of each pair; nil for one whose rows are in two folds, which is left out.
  let folds: [Int?]
  /// Of each pair, the folds of its rows.
  private let ends: [(Int, Int)]

  /// Deals whole components of the graph of pairs, the largest first, each to the fold that has the
  /// fewest pairs. Where one component has more than a third of the pairs, that would leave a fold
  /// with nearly all: then rows are dealt one by one, and a pair between two folds is left out.
  ///
  /// - Parameters:
  ///   - pairs: of row numbers below `rowCount`.
  ///   - seed: of the order of equals.
  /// - Complexity: O(rows + pairs · log pairs).
  init(pairs: [RowPair], rowCount: Int, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var components = RowComponents(rowCount: rowCount)
    for pair in pairs { components.join(pair.row, pair.other) }
    var sizes = [Int](repeating: 0, count: rowCount)
    for pair in pairs { sizes[components.root(of: pair.row)] += 1 }
    var foldOfRow = [Int](repeating: 0, count: rowCount)
    if 3 * (sizes.max() ?? 0) > pairs.count {
      for row in 0..<rowCount { foldOfRow[row] = random.next(below: Self.count) }
    } else {
      let shuffled = (0..<rowCount).filter { sizes[$0] > 0 }.shuffled(using: &random)
      // A stable order of equals, so that the shuffle decides it.
      let order = shuffled.enumerated().sorted {
        let (one, other) = (sizes[$0.element], sizes[$1.element])
        return one != other ? one > other : $0.offset < $1.offset
      }
      var filled = [Int](repeating: 0, count: Self.count)
      for (_, root) in order {
        let fold = filled.indices.reduce(0) { filled[$1] < filled[$0] ? $1 : $0 }
        foldOfRow[root] = fold
        filled[fold] += sizes[root]
      }
      for row in 0..<rowCount { foldOfRow[row] = foldOfRow[components.root(of: row)] }
    }
    ends = pairs.map { (foldOfRow[$0.row], foldOfRow[$0.other]) }
    folds = ends.map { $0 == $1 ? $0 : nil }
  }

  /// The pairs of a fold.
  func pairs(of fold: Int) -> [Int] { folds.indices.filter { folds[$0] == fold } }

  /// The pairs that have no row in any of `left`.
  func pairs(without left: [Int]) -> [Int] {
    ends.indices.filter { !left.contains(ends[$0].0) && !left.contains(ends[$0].1) }
  }
}

/// Rows that pairs connect (Tarjan, Journal of the ACM 22, 1975).
private struct RowComponents {
  private var parents: [Int]

  init(rowCount: Int) { parents = Array(0..<rowCount) }

  /// The row that stands for the component of `row`.
  mutating func root(of row: Int) -> Int {
    var row = row
    while parents[row] != row {
      parents[row] = parents[parents[row]]
      row = parents[row]
    }
    return row
  }

  mutating func join(_ one: Int, _ other: Int) {
    let roots = (root(of: one), root(of: other))
    parents[max(roots.0, roots.1)] = min(roots.0, roots.1)
  }
}
