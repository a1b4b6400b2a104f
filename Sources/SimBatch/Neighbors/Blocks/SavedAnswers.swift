/// The answers in a state or a part: what ``RunningAnswers`` has written.
struct SavedAnswers: Sendable {
  private let state: StateFile
  private let runs: [(rows: Range<Int>, first: Int)]
  private let entryCount: Int
  private let columnCount: Int
  private let neighborCount: Int

  /// - Parameters: as of ``RunningAnswers``.
  /// - Throws: ``JobError/data(_:)`` where they are not as many as there should be.
  init(_ state: StateFile, _ rows: [Range<Int>], columnCount: Int, neighborCount: Int)
    throws(JobError)
  {
    self.state = state
    self.columnCount = columnCount
    self.neighborCount = neighborCount
    var runs: [(rows: Range<Int>, first: Int)] = []
    var count = 0
    for run in rows {
      runs.append((run, count))
      count += run.count * neighborCount
    }
    self.runs = runs
    entryCount = count
    try state.requirePayload(
      RunningAnswers.byteCount(rowCount: count / neighborCount, neighborCount: neighborCount)
    )
  }

  /// The answers of those of `range` that collected, in runs.
  func runs(in range: Range<Int>) throws(JobError) -> [NeighborRows] {
    var found: [NeighborRows] = []
    for run in runs {
      let rows = run.rows.clamped(to: range)
      if !rows.isEmpty { found.append(try self.rows(rows)) }
    }
    return found
  }

  /// - Parameter range: rows of one run.
  /// - Throws: ``JobError/data(_:)`` for neighbors that there are not.
  func rows(_ range: Range<Int>) throws(JobError) -> NeighborRows {
    guard let run = runs.first(where: { $0.rows.contains(range.lowerBound) }) else {
      preconditionFailure("row \(range.lowerBound) collected no neighbors")
    }
    let first = run.first + (range.lowerBound - run.rows.lowerBound) * neighborCount
    let count = range.count * neighborCount
    let neighbors = state.values(Int32.self, count: count, at: 4 * first)
    guard neighbors.allSatisfy((-1..<Int32(columnCount)).contains) else {
      throw state.damaged("expected row numbers below \(columnCount), found others")
    }
    return NeighborRows(
      firstRow: range.lowerBound,
      neighborCount: neighborCount,
      neighbors: neighbors,
      scores: state.values(Float.self, count: count, at: 4 * (entryCount + first))
    )
  }
}
