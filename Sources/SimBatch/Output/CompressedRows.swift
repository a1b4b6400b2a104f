/// A sparse matrix row by row (CSR): entry by entry a column and a value, ascending columns in
/// each row.
struct CompressedRows {
  /// Where each row's entries start, and where the last one's end: n + 1 numbers from 0.
  private(set) var starts = [0]
  private(set) var columns: [Int32] = []
  private(set) var values: [Float] = []
  /// The entries of a row while they are sorted: column, then the bits of the value.
  private var unsorted: [UInt64] = []

  init(capacity: Int = 0) {
    columns.reserveCapacity(capacity)
    values.reserveCapacity(capacity)
  }

  var rowCount: Int { starts.count - 1 }
  var entryCount: Int { columns.count }

  /// The places of a row's entries in ``columns`` and ``values``.
  func entries(ofRow row: Int) -> Range<Int> { starts[row]..<starts[row + 1] }

  /// Adds a row for each of `rows`, with an entry for each neighbor that is not missing.
  ///
  /// - Complexity: O(k · log k) a row.
  mutating func append(_ rows: borrowing NeighborRows) {
    let (neighbors, scores, count) = (rows.neighbors, rows.scores, rows.neighborCount)
    for first in stride(from: 0, to: neighbors.count, by: count) {
      unsorted.removeAll(keepingCapacity: true)
      for entry in first..<first + count where neighbors[entry] >= 0 {
        unsorted.append(UInt64(neighbors[entry]) << 32 | UInt64(scores[entry].bitPattern))
      }
      unsorted.sort()
      for entry in unsorted {
        append(
          column: Int32(entry >> 32),
          value: Float(bitPattern: UInt32(truncatingIfNeeded: entry))
        )
      }
      endRow()
    }
  }

  /// Adds an entry to the row that ``endRow()`` ends.
  private mutating func append(column: Int32, value: Float) {
    columns.append(column)
    values.append(value)
  }

  private mutating func endRow() { starts.append(columns.count) }

  /// Leaves no rows.
  mutating func removeAll() {
    starts.removeSubrange(1...)
    columns.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
  }

  /// A square matrix made symmetric by its transposed: entries where both have one, or where either
  /// has one.
  ///
  /// The score of a pair does not depend on its order: where both have an entry, it is the same.
  ///
  /// - Complexity: O(n + entries); as many bytes again for the transposed.
  func combinedWithTransposed(_ symmetry: GraphSymmetry) -> CompressedRows {
    let reverse = transposed()
    var combined = CompressedRows(capacity: entryCount)
    for row in 0..<rowCount {
      var (own, other) = (entries(ofRow: row), reverse.entries(ofRow: row))
      while !own.isEmpty || !other.isEmpty {
        let ownColumn = own.first.map { columns[$0] } ?? .max
        let otherColumn = other.first.map { reverse.columns[$0] } ?? .max
        if ownColumn == otherColumn || symmetry == .symmetric {
          combined.append(
            column: min(ownColumn, otherColumn),
            value: ownColumn <= otherColumn
              ? values[own.lowerBound] : reverse.values[other.lowerBound]
          )
        }
        if ownColumn <= otherColumn { own.removeFirst() }
        if otherColumn <= ownColumn { other.removeFirst() }
      }
      combined.endRow()
    }
    return combined
  }

  /// The transposed of a square matrix.
  private func transposed() -> CompressedRows {
    var transposed = CompressedRows()
    transposed.starts = [Int](repeating: 0, count: rowCount + 1)
    for column in columns { transposed.starts[Int(column) + 1] += 1 }
    for row in 0..<rowCount { transposed.starts[row + 1] += transposed.starts[row] }
    transposed.columns = [Int32](repeating: 0, count: entryCount)
    transposed.values = [Float](repeating: 0, count: entryCount)
    // Rows come in order, and so they lie in each column.
    var next = transposed.starts
    for row in 0..<rowCount {
      for entry in entries(ofRow: row) {
        let column = Int(columns[entry])
        transposed.columns[next[column]] = Int32(row)
        transposed.values[next[column]] = values[entry]
        next[column] += 1
      }
    }
    return transposed
  }
}
