/// A rectangle of pairs: a run of rows against a run of columns. Of a self-join only its pairs of
/// different rows, the lower one first.
struct PairRegion: Equatable, Codable, Sendable {
  let rows: Range<Int>
  let columns: Range<Int>
  let isSelfJoin: Bool

  /// Of a self-join, rows and columns that have no pairs are left out.
  init(rows: Range<Int>, columns: Range<Int>, isSelfJoin: Bool) {
    self.isSelfJoin = isSelfJoin
    guard isSelfJoin else {
      (self.rows, self.columns) = (rows, columns)
      return
    }
    let first = min(max(columns.lowerBound, rows.lowerBound), columns.upperBound)
    self.columns = first..<columns.upperBound
    self.rows = rows.clamped(to: 0..<max(columns.upperBound, 0))
  }

  /// All pairs of a matrix with itself, or of queries with it.
  init(baseCount: Int, queryCount: Int?) {
    self.init(
      rows: 0..<(queryCount ?? baseCount),
      columns: 0..<baseCount,
      isSelfJoin: queryCount == nil
    )
  }

  /// Rows that are columns as well.
  var overlap: Range<Int> {
    isSelfJoin ? rows.clamped(to: columns) : columns.lowerBound..<columns.lowerBound
  }

  /// Pairs of rows.
  var pairCount: Int {
    guard isSelfJoin else { return rows.count * columns.count }
    let before = rows.lowerBound..<min(rows.upperBound, columns.lowerBound)
    let after = columns.upperBound - overlap.upperBound
    let own = overlap.count
    return before.count * columns.count + own * max(0, own - 1) / 2 + own * after
  }

  /// The stored rows that collect what the region finds: runs without a row in common, ascending. Of
  /// a self-join rows and columns, else the rows.
  var collectingRows: [Range<Int>] {
    guard isSelfJoin else { return rows.isEmpty ? [] : [rows] }
    if rows.upperBound >= columns.lowerBound, !rows.isEmpty {
      return [rows.lowerBound..<max(rows.upperBound, columns.upperBound)]
    }
    return [rows, columns].filter { !$0.isEmpty }
  }

  /// Stored rows that have to be read.
  var rowCount: Int {
    isSelfJoin ? collectingRows.reduce(0) { $0 + $1.count } : rows.count + columns.count
  }
}
