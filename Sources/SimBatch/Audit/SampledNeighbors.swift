/// Some rows of a matrix, and who is near them among all of it.
struct SampledNeighbors: Sendable {
  let base: StoredMatrix
  /// Positions, ascending.
  let rows: [Int]
  /// k.
  let count: Int
  let resources: ResourceOptions
  private let queries: StoredMatrix

  /// - Throws: ``JobError/outOfMemory(bytes:)``.
  init(of rows: [Int], in base: StoredMatrix, count: Int, resources: ResourceOptions)
    throws(JobError)
  {
    self.base = base
    self.rows = rows
    self.count = count
    self.resources = resources
    queries = try base.copying(rowsAt: rows)
  }

  /// The exact k nearest rows of each, itself left out; rows that `measure` cannot judge are skipped.
  ///
  /// - Precondition: there are rows.
  func nearest(_ measure: Measure, rows options: RowOptions) throws -> NeighborRows {
    var search = NeighborOptions(measure: measure, count: count)
    search.rows = options
    search.rows.onBadRow = .skip
    search.resources = resources
    return try NeighborSearch(
      base: base,
      queries: queries,
      ownRows: rows.map { [$0] },
      options: search
    ).neighbors()
  }

  /// By row: the share of the nearest that two answers have in common, of the longer one. 0 where
  /// only one of them has any, 1 where neither has.
  static func overlaps(_ one: NeighborRows, _ other: NeighborRows) -> [Double] {
    precondition(one.rowCount == other.rowCount)
    return (0..<one.rowCount).map { row in
      let mine = one.neighbors(of: one.firstRow + row).map(\.row)
      let theirs = other.neighbors(of: other.firstRow + row).map(\.row)
      let longer = max(mine.count, theirs.count)
      return longer == 0 ? 1 : Double(mine.count { theirs.contains($0) }) / Double(longer)
    }
  }
}
