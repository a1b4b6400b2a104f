/// What the full matrix holds, and with what means it is made.
public struct FullMatrixOptions: Sendable {
  public var measure: Measure
  /// Of a self-join, only the pairs i < j, packed row by row: n(n − 1)/2 scores.
  public var upper = false
  /// The order of rows and columns of a self-join.
  public var order = RowOrder.stored
  public var rows = RowOptions()
  public var resources = ResourceOptions()

  public init(measure: Measure = .pearson) { self.measure = measure }
}

/// What is known of a full matrix before it is computed.
public struct FullMatrixShape: Sendable, Equatable {
  /// q with queries, else n.
  public let rowCount: Int
  /// n.
  public let columnCount: Int
  /// Rows and columns are the same.
  public let isSelfJoin: Bool
  /// Only pairs i < j, in one line.
  public let isUpper: Bool
  public let measure: Measure

  /// Scores that are written.
  public var entryCount: Int {
    isUpper ? rowCount * max(0, rowCount - 1) / 2 : rowCount * columnCount
  }

  /// The place of the score of a pair among all that are written.
  ///
  /// Full: row · columns + column. Upper (i < j): n·i − i(i + 1)/2 + j − i − 1, as SciPy's
  /// `squareform` reads it.
  func index(row: Int, column: Int) -> Int {
    guard isUpper else { return row * columnCount + column }
    return row * columnCount - row * (row + 1) / 2 + column - row - 1
  }

  /// Each score that is computed off the diagonal is written twice.
  var isMirrored: Bool { isSelfJoin && !isUpper }

  /// Shape as arrays have it.
  var dimensions: [Int] { isUpper ? [entryCount] : [rowCount, columnCount] }
}
