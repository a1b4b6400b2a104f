/// Gives neighbors the numbers that they have in the whole input, where only some of its rows take
/// part, and hands them on.
final class RenumberedSink: NeighborSink {
  private let sink: any NeighborSink
  private let numbers: RowNumbers

  init(_ sink: any NeighborSink, neighborNumbers numbers: RowNumbers) {
    self.sink = sink
    self.numbers = numbers
  }

  func write(_ rows: borrowing NeighborRows) throws {
    try sink.write(
      NeighborRows(
        firstRow: rows.firstRow,
        neighborCount: rows.neighborCount,
        neighbors: rows.neighbors.map { $0 < 0 ? $0 : Int32(numbers[Int($0)]) },
        scores: rows.scores,
        percentiles: rows.percentiles
      )
    )
  }

  func finish() throws { try sink.finish() }
}

/// Gives a graph a row for each row of the whole input, so that rows and columns count alike: those
/// that take no part have no neighbors.
final class SpreadRowsSink: NeighborSink {
  private let sink: any NeighborSink
  private let numbers: RowNumbers
  private var nextRow = 0

  /// Missing rows that are written at once.
  private static let runCount = 1 << 16

  init(_ sink: any NeighborSink, rowNumbers numbers: RowNumbers) {
    self.sink = sink
    self.numbers = numbers
  }

  func write(_ rows: borrowing NeighborRows) throws {
    for row in 0..<rows.rowCount {
      try writeMissingRows(upTo: numbers[rows.firstRow + row])
      let count = rows.neighborCount
      let entries = row * count..<(row + 1) * count
      try write(
        neighbors: Array(rows.neighbors[entries]),
        scores: Array(rows.scores[entries]),
        neighborCount: count
      )
    }
  }

  func finish() throws {
    try writeMissingRows(upTo: numbers.wholeCount)
    try sink.finish()
  }

  private func writeMissingRows(upTo end: Int) throws {
    while nextRow < end {
      let count = min(end - nextRow, Self.runCount)
      try write(
        neighbors: [Int32](repeating: -1, count: count),
        scores: [Float](repeating: .nan, count: count),
        neighborCount: 1
      )
    }
  }

  private func write(neighbors: [Int32], scores: [Float], neighborCount: Int) throws {
    let rows = NeighborRows(
      firstRow: nextRow,
      neighborCount: neighborCount,
      neighbors: neighbors,
      scores: scores
    )
    try sink.write(rows)
    nextRow += rows.rowCount
  }
}
