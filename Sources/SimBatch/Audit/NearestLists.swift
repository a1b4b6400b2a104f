/// The exact k nearest of all rows, or of a sample among itself where they are many: what hubness,
/// the scores of nearest neighbors and the pairs beyond a threshold are read from.
struct NearestLists {
  /// The rows that were compared.
  let rows: StoredMatrix
  /// Whether these are all.
  let isWhole: Bool
  let lists: NeighborRows
  /// Rows that the measure can judge, by position.
  let goodRows: [Int]

  /// Rows that are compared at most.
  static let mostRows = 100_000
  /// Multiplications and additions of a comparison, at most: half a minute of two processors.
  private static let mostOperations = 4e12

  /// - Complexity: O(n² · d / 2), at most ``mostOperations``.
  init(_ means: AuditMeans) throws {
    let d = means.rows.dimensions ?? means.base.dimensionCount
    let most = min(Self.mostRows, max(1000, Int((Self.mostOperations / Double(d)).squareRoot())))
    isWhole = means.base.rowCount <= most
    rows =
      isWhole
      ? means.base
      : try means.base.selecting(RowSelection(sampleCount: most, seed: means.seed(for: .hubness)))
    let search = try NeighborSearch(base: rows, options: means.neighborOptions())
    lists = try search.neighbors(progress: means.progress)
    // A row of two or more good ones has a neighbor.
    let (found, k) = (lists.neighbors, lists.neighborCount)
    goodRows = (0..<rows.rowCount).filter { found[$0 * k] >= 0 }
  }

  /// By position: the nearest other row, or −1.
  var first: [Int32] {
    (0..<rows.rowCount).map { lists.neighbors[$0 * lists.neighborCount] }
  }

  /// Scores of rows with their nearest.
  var nearestScores: [Double] {
    goodRows.map { Double(lists.scores[$0 * lists.neighborCount]) }
  }

  /// By position: the lists that each row is in.
  var occurrences: [Int] {
    var counts = [Int](repeating: 0, count: rows.rowCount)
    for neighbor in lists.neighbors where neighbor >= 0 { counts[Int(neighbor)] += 1 }
    return counts
  }

  /// Pairs of two rows in either's list that are at least as alike as `score`, each counted once.
  ///
  /// - Complexity: O(n · k), and O(k) more for each pair.
  func pairs(atLeastAsAlikeAs score: Double, isDistance: Bool) -> Int {
    let k = lists.neighborCount
    var count = 0
    for row in goodRows {
      for entry in row * k..<(row + 1) * k {
        let other = Int(lists.neighbors[entry])
        let own = Double(lists.scores[entry])
        // Lists are in order of likeness.
        guard other >= 0, isDistance ? own <= score : own >= score else { break }
        let isInBoth = lists.neighbors[other * k..<(other + 1) * k].contains(Int32(row))
        if row < other || !isInBoth { count += 1 }
      }
    }
    return count
  }

  func named(_ position: Int, _ names: RowIds?) -> NamedRow {
    let number = rows.rowNumbers[position]
    return NamedRow(row: number, id: names?[number])
  }
}
