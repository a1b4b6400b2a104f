/// Makes the section of nearest and farthest rows of a few rows.
enum ExampleSectionMaker {
  /// Rows that are drawn where none are asked for.
  static let drawnCount = 5

  /// - Parameters:
  ///   - positions: of the rows; drawn with the seed where there are none.
  ///   - texts: of all rows of the input, by number.
  /// - Complexity: O(examples · n · d).
  static func make(_ means: AuditMeans, positions: [Int], texts: RowIds?) throws -> ExampleSection {
    let count = means.base.rowCount
    let wanted =
      positions.isEmpty
      ? RowSelection.sample(
        min(drawnCount, count),
        of: count,
        seed: means.seed(for: .examples)
      ) : positions
    let rows = Set(wanted).sorted()
    guard !rows.isEmpty else { return ExampleSection(rows: []) }
    let queries = try means.base.copying(rowsAt: rows)
    func found(farthest: Bool) throws -> NeighborRows {
      var options = means.neighborOptions()
      options.farthest = farthest
      return try NeighborSearch(
        base: means.base,
        queries: queries,
        ownRows: rows.map { [$0] },
        options: options
      ).neighbors()
    }
    let (nearest, farthest) = (try found(farthest: false), try found(farthest: true))
    func described(_ lists: NeighborRows, _ query: Int) -> [ExampleSection.Neighbor] {
      lists.neighbors(of: query).map { neighbor in
        let row = means.named(neighbor.row)
        return ExampleSection.Neighbor(
          row: row,
          text: texts?[row.row],
          score: neighbor.score,
          percentile: means.null.percentile(of: neighbor.score)
        )
      }
    }
    return ExampleSection(
      rows: wanted.compactMap { position in
        guard let query = rows.firstIndex(of: position) else { return nil }
        let row = means.named(position)
        return ExampleSection.Example(
          row: row,
          text: texts?[row.row],
          nearest: described(nearest, query),
          farthest: described(farthest, query)
        )
      }
    )
  }

  /// The positions of rows: by name where rows have names, else by number.
  ///
  /// - Throws: ``JobError/usage(_:)`` for a row that is not there.
  /// - Complexity: O(bytes of the names) for each.
  static func positions(of examples: [String], in base: StoredMatrix, names: RowIds?)
    throws(JobError) -> [Int]
  {
    var positions: [Int] = []
    for example in examples {
      positions.append(try position(of: example, in: base, names: names))
    }
    return positions
  }

  private static func position(of example: String, in base: StoredMatrix, names: RowIds?)
    throws(JobError) -> Int
  {
    if let names {
      return try NamedRows(names.selecting(base.rowNumbers), matrixName: base.name)
        .find(example).row
    }
    guard let number = Int(example), number >= 0 else {
      throw .usage("\(base.name): no row is called '\(example)': its rows have no names")
    }
    guard let position = base.rowNumbers.position(of: number) else {
      let rows = base.rowCount.counted("row")
      throw .usage("\(base.name): row \(number) is not there; it has \(rows)")
    }
    return position
  }
}
