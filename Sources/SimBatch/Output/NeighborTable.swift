/// What a sink of neighbors knows before the first row: the shape and the names.
public struct NeighborTable: Sendable {
  /// What a reported value is, as a column or key of the text formats.
  public enum ValueName: String, Sendable {
    /// Higher is more alike.
    case score
    /// Lower is more alike.
    case distance
  }

  /// n.
  public let rowCount: Int
  /// k: entries a row has.
  public let neighborCount: Int
  /// Rows that neighbors are looked for among; in a self-join n.
  public let columnCount: Int
  public let valueName: ValueName
  /// Names of the rows, for a column `row_id`.
  public let rowIds: (any RowNaming)?
  /// Numbers that rows go by instead of their place in the output, with nil for a row that has
  /// none; nil where rows go by their place.
  public let rowNumbers: [Int?]?
  /// Names of the neighbors, for a column `neighbor_id`; in a self-join the same.
  public let neighborIds: (any RowNaming)?

  /// - Parameter columnCount: nil in a self-join.
  public init(
    rowCount: Int,
    neighborCount: Int,
    columnCount: Int? = nil,
    valueName: ValueName,
    rowIds: (any RowNaming)? = nil,
    rowNumbers: [Int?]? = nil,
    neighborIds: (any RowNaming)? = nil
  ) {
    precondition(rowCount >= 0 && neighborCount > 0)
    precondition(rowNumbers == nil || rowNumbers?.count == rowCount)
    self.rowCount = rowCount
    self.neighborCount = neighborCount
    self.columnCount = columnCount ?? rowCount
    self.valueName = valueName
    self.rowIds = rowIds
    self.rowNumbers = rowNumbers
    self.neighborIds = neighborIds
  }

  /// The number that a row goes by; nil where it has none.
  func number(ofRow row: Int) -> Int? {
    guard let rowNumbers else { return row }
    return rowNumbers[row]
  }
}

/// Checks for a sink that its rows come in order, once each, and all of them.
struct RowCursor {
  private let rowCount: Int
  private let neighborCount: Int
  private var nextRow = 0

  init(_ table: NeighborTable) {
    rowCount = table.rowCount
    neighborCount = table.neighborCount
  }

  mutating func advance(over rows: borrowing NeighborRows) {
    precondition(rows.firstRow == nextRow && rows.neighborCount == neighborCount)
    nextRow += rows.rowCount
    precondition(nextRow <= rowCount)
  }

  func checkEnd() {
    precondition(nextRow == rowCount, "\(rowCount - nextRow) rows were not written")
  }
}
