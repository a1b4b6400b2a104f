import CSimKernels

/// The best neighbors of rows among those that they have met so far: k reported scores of each, in
/// the order of the answer.
final class RunningAnswers: NeighborAnswers, SavedFindings {
  /// The stored rows that collect, in runs, and the places of their first entries.
  private let runs: [(rows: Range<Int>, first: Int)]
  private let entryCount: Int
  /// Stored rows that can be neighbors.
  private let columnCount: Int
  /// k.
  let neighborCount: Int
  /// Whether lower reported values come first.
  private let lowerIsBetter: Bool
  private let neighbors: Memory<Int32>
  private let scores: Memory<Float>

  static func byteCount(rowCount: Int, neighborCount: Int) -> Int {
    rowCount * neighborCount * (MemoryLayout<Int32>.size + MemoryLayout<Float>.size)
  }

  /// - Parameters:
  ///   - rows: the stored rows that collect, in runs without a row in common.
  ///   - columnCount: stored rows that can be neighbors.
  init(_ rows: [Range<Int>], columnCount: Int, neighborCount: Int, lowerIsBetter: Bool)
    throws(JobError)
  {
    var runs: [(rows: Range<Int>, first: Int)] = []
    var count = 0
    for run in rows {
      runs.append((run, count))
      count += run.count * neighborCount
    }
    self.runs = runs
    entryCount = count
    self.columnCount = columnCount
    self.neighborCount = neighborCount
    self.lowerIsBetter = lowerIsBetter
    neighbors = try Memory(count: count)
    scores = try Memory(count: count)
    for entry in 0..<count {
      neighbors.pointer[entry] = -1
      scores.pointer[entry] = .nan
    }
  }

  /// Whether any rows collect.
  var hasRows: Bool { !runs.isEmpty }

  /// The place of the first entry of a row that collects.
  private func firstEntry(ofRow row: Int) -> Int {
    guard let run = runs.first(where: { $0.rows.contains(row) }) else {
      preconditionFailure("row \(row) collects no neighbors here")
    }
    return run.first + (row - run.rows.lowerBound) * neighborCount
  }

  /// The key that a row must reach to be among the best of `row`: that of the last, where there are
  /// k.
  func leastKey(ofRow row: Int) -> Float {
    let last = firstEntry(ofRow: row) + neighborCount - 1
    return neighbors[last] < 0 ? -.infinity : key(scores[last])
  }

  private func key(_ score: Float) -> Float { lowerIsBetter ? -score : score }

  /// Takes in what rows found among rows that they had not met.
  ///
  /// Threads may take in disjoint runs at once.
  ///
  /// - Complexity: O(rows · k).
  func merge(_ found: NeighborRows) {
    precondition(found.neighborCount == neighborCount)
    var merged: [(row: Int32, score: Float)] = []
    merged.reserveCapacity(neighborCount)
    for index in 0..<found.rowCount where found.neighbors[index * neighborCount] >= 0 {
      let first = firstEntry(ofRow: found.firstRow + index)
      var (own, other) = (first, index * neighborCount)
      merged.removeAll(keepingCapacity: true)
      while merged.count < neighborCount {
        let hasOwn = own < first + neighborCount && neighbors[own] >= 0
        let hasOther = other < (index + 1) * neighborCount && found.neighbors[other] >= 0
        guard hasOwn || hasOther else { break }
        if hasOwn, !hasOther || !isBetter(found, other, than: own) {
          merged.append((neighbors[own], scores[own]))
          own += 1
        } else {
          merged.append((found.neighbors[other], found.scores[other]))
          other += 1
        }
      }
      for (place, entry) in merged.enumerated() {
        neighbors[first + place] = entry.row
        scores[first + place] = entry.score
      }
    }
  }

  private func isBetter(_ found: NeighborRows, _ entry: Int, than own: Int) -> Bool {
    let (new, old) = (key(found.scores[entry]), key(scores[own]))
    return new != old ? new > old : found.neighbors[entry] < neighbors[own]
  }

  /// - Parameter range: rows of one run.
  func rows(_ range: Range<Int>, worker: Int) -> NeighborRows {
    let first = range.isEmpty ? 0 : firstEntry(ofRow: range.lowerBound)
    let entries = first..<first + range.count * neighborCount
    return NeighborRows(
      firstRow: range.lowerBound,
      neighborCount: neighborCount,
      neighbors: entries.map { neighbors[$0] },
      scores: entries.map { scores[$0] }
    )
  }

  /// Entries that are written or read at once.
  private static let chunk = 1 << 18

  private var chunks: [Range<Int>] {
    stride(from: 0, to: entryCount, by: Self.chunk).map { $0..<min($0 + Self.chunk, entryCount) }
  }

  /// All row numbers, then all scores.
  func write(to file: inout StateWriter) throws {
    for entries in chunks { try file.append(entries.map { neighbors[$0] }) }
    for entries in chunks { try file.append(entries.map { scores[$0] }) }
  }

  func restore(from state: StateFile) throws {
    let found = try SavedAnswers(
      state,
      runs.map(\.rows),
      columnCount: columnCount,
      neighborCount: neighborCount
    )
    for run in runs {
      for first in stride(from: run.rows.lowerBound, to: run.rows.upperBound, by: 1 << 12) {
        let rows = try found.rows(first..<min(first + 1 << 12, run.rows.upperBound))
        let start = firstEntry(ofRow: first)
        for entry in rows.neighbors.indices {
          neighbors[start + entry] = rows.neighbors[entry]
          scores[start + entry] = rows.scores[entry]
        }
      }
    }
  }
}
