/// Joins prepared rows whose pairs reach the limit: connected components, by union-find.
final class ConnectedGrouping {
  private var forest: DisjointSets

  init(rowCount: Int) { forest = DisjointSets(count: rowCount) }

  func take(_ pairs: [ScoredPair]) {
    for pair in pairs { forest.join(pair.row, pair.column) }
  }

  /// The components, each ascending, in the order of their first rows.
  func components() -> [[UInt32]] {
    var components: [[UInt32]] = []
    var places: [UInt32: Int] = [:]
    for row in 0..<UInt32(forest.count) {
      let root = forest.root(of: row)
      if let place = places[root] {
        components[place].append(row)
      } else {
        places[root] = components.count
        components.append([row])
      }
    }
    return components
  }
}

/// Sets of numbers that can be joined (Tarjan 1975, with path halving).
struct DisjointSets {
  private var parents: [UInt32]

  init(count: Int) { parents = Array(0..<UInt32(count)) }

  var count: Int { parents.count }

  /// - Complexity: O(log n) amortized, in practice constant.
  mutating func root(of number: UInt32) -> UInt32 {
    var number = number
    while parents[Int(number)] != number {
      parents[Int(number)] = parents[Int(parents[Int(number)])]
      number = parents[Int(number)]
    }
    return number
  }

  /// - Returns: whether they were apart.
  @discardableResult
  mutating func join(_ a: UInt32, _ b: UInt32) -> Bool {
    let (a, b) = (root(of: a), root(of: b))
    // The lower number becomes the root: the first row in keep order.
    if a != b { parents[Int(max(a, b))] = min(a, b) }
    return a != b
  }
}
