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
  /// k: the neighbors that were asked for. Binary formats have so many entries a row, whatever there
  /// is to find; see ``NeighborFormat``.
  public let neighborCount: Int
  /// Rows that neighbors are looked for among; in a self-join n.
  public let columnCount: Int
  public let valueName: ValueName
  /// The numbers of the rows in their input; nil where all of it takes part.
  public let rowNumbers: RowNumbers?
  /// The numbers of the neighbors in theirs, likewise.
  public let neighborNumbers: RowNumbers?
  /// Where rows are questions: the numbers of the rows that they ask about, nil for a sum of rows.
  public let questionRows: [Int?]?
  /// Names of the rows, by position, for a column `row_id`.
  public let rowIds: (any RowNaming)?
  /// Names of the neighbors, by number, for a column `neighbor_id`; in a self-join the same.
  public let neighborIds: (any RowNaming)?
  /// Whether entries have percentiles, for a column `percentile`.
  public let isCalibrated: Bool

  /// - Parameter columnCount: nil in a self-join.
  public init(
    rowCount: Int,
    neighborCount: Int,
    columnCount: Int? = nil,
    valueName: ValueName,
    rowNumbers: RowNumbers? = nil,
    neighborNumbers: RowNumbers? = nil,
    questionRows: [Int?]? = nil,
    rowIds: (any RowNaming)? = nil,
    neighborIds: (any RowNaming)? = nil,
    isCalibrated: Bool = false
  ) {
    precondition(rowCount >= 0 && neighborCount > 0)
    precondition(rowNumbers == nil || rowNumbers?.count == rowCount)
    precondition(questionRows == nil || questionRows?.count == rowCount)
    self.rowCount = rowCount
    self.neighborCount = neighborCount
    self.columnCount = columnCount ?? rowCount
    self.valueName = valueName
    self.rowNumbers = rowNumbers.flatMap { $0.isWhole ? nil : $0 }
    self.neighborNumbers = neighborNumbers.flatMap { $0.isWhole ? nil : $0 }
    self.rowIds = rowIds
    self.questionRows = questionRows
    self.neighborIds = neighborIds
    self.isCalibrated = isCalibrated
  }

  /// Neighbors that a row has at the most: k, or all rows that there are if those are fewer.
  var mostNeighbors: Int { min(neighborCount, columnCount) }

  /// The number of the row at `position`, in its input; nil for a sum of rows.
  func number(ofRow position: Int) -> Int? {
    if let questionRows { return questionRows[position] }
    return rowNumbers.map { $0[position] } ?? position
  }

  /// The table of a graph of all rows of the inputs, of which these are some.
  var spread: NeighborTable {
    NeighborTable(
      rowCount: rowNumbers?.wholeCount ?? rowCount,
      neighborCount: neighborCount,
      columnCount: neighborNumbers?.wholeCount ?? columnCount,
      valueName: valueName
    )
  }
}

/// Checks for a sink that its rows come in order, once each, and all of them.
struct RowCursor {
  private let rowCount: Int
  private let neighborCount: Int
  private let isCalibrated: Bool
  private var nextRow = 0

  init(_ table: NeighborTable) {
    rowCount = table.rowCount
    neighborCount = table.neighborCount
    isCalibrated = table.isCalibrated
  }

  mutating func advance(over rows: borrowing NeighborRows) {
    precondition(rows.firstRow == nextRow && rows.neighborCount <= neighborCount)
    precondition(!isCalibrated || rows.percentiles != nil, "percentiles were promised")
    nextRow += rows.rowCount
    precondition(nextRow <= rowCount)
  }

  func checkEnd() {
    precondition(nextRow == rowCount, "\(rowCount - nextRow) rows were not written")
  }
}
