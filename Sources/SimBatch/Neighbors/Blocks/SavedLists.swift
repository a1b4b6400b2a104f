import CSimKernels

/// A neighbor comparison under way, as an earlier run saved it: the order of its rows, the tiles that
/// are done, and the candidate lists.
///
/// The bounds of candidates hold on every machine, so another one may resume.
struct SavedLists {
  let done: DoneTiles
  /// Prepared rows by position.
  let rowOrder: [UInt32]
  let columnOrder: [UInt32]
  let rows: CandidateLists.Saved
  /// nil where only rows collect.
  let columns: CandidateLists.Saved?

  /// - Parameters:
  ///   - sides: the prepared rows that are compared.
  ///   - columnsCollect: whether two sides collect neighbors in each other.
  /// - Throws: ``JobError/data(_:)`` where the values cannot be of this comparison.
  init(_ state: StateReader, of sides: PreparedSides, columnsCollect: Bool) throws(JobError) {
    var state = state
    let columnCount = sides.base.rowCount
    let rowCount = sides.queries?.rowCount ?? columnCount
    done = try DoneTiles(&state, rowCount: rowCount, columnCount: columnCount)
    rowOrder = try Self.order(&state, count: rowCount)
    columnOrder = sides.queries == nil ? rowOrder : try Self.order(&state, count: columnCount)
    rows = try CandidateLists.Saved(&state, rowCount: rowCount, otherCount: columnCount)
    columns =
      columnsCollect
      ? try CandidateLists.Saved(&state, rowCount: columnCount, otherCount: rowCount) : nil
  }

  private static func order(_ state: inout StateReader, count: Int) throws(JobError) -> [UInt32] {
    let order = try state.values(UInt32.self, count: count)
    var isThere = [Bool](repeating: false, count: count)
    for row in order where row < count { isThere[Int(row)] = true }
    guard isThere.allSatisfy({ $0 }) else {
      throw state.damaged("expected each of \(count) rows once in their order")
    }
    return order
  }
}

/// Saves a neighbor comparison under way; ``SavedLists`` reads it.
struct OpenLists: OpenComparison {
  let screening: NeighborScreening
  let comparison: NeighborComparison

  private var lists: [CandidateLists] {
    [comparison.rows.lists] + (comparison.columns.map { [$0.lists] } ?? [])
  }

  private var orders: [Memory<UInt32>] {
    let sides = screening.comparison
    return [sides.rows.preparedRow] + (sides.isSelfJoin ? [] : [sides.columns.preparedRow])
  }

  var byteCount: Int {
    screening.done.byteCount + orders.reduce(0) { $0 + 4 * $1.count }
      + lists.reduce(0) { $0 + $1.savedByteCount }
  }

  func write(to file: inout StateWriter) throws {
    try screening.done.write(to: &file)
    for order in orders { try file.append((0..<order.count).map { order[$0] }) }
    for lists in lists { try lists.write(to: &file) }
  }
}
