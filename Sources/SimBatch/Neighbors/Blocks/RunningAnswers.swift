import CSimKernels

/// The best neighbors of every row among those that it has met so far: n × k reported scores, in
/// the order of the answer.
final class RunningAnswers: NeighborAnswers {
  let rowCount: Int
  /// k.
  let neighborCount: Int
  /// Whether lower reported values come first.
  private let lowerIsBetter: Bool
  private let neighbors: Memory<Int32>
  private let scores: Memory<Float>

  static func byteCount(rowCount: Int, neighborCount: Int) -> Int {
    rowCount * neighborCount * (MemoryLayout<Int32>.size + MemoryLayout<Float>.size)
  }

  init(rowCount: Int, neighborCount: Int, lowerIsBetter: Bool) throws(JobError) {
    self.rowCount = rowCount
    self.neighborCount = neighborCount
    self.lowerIsBetter = lowerIsBetter
    neighbors = try Memory(count: rowCount * neighborCount)
    scores = try Memory(count: rowCount * neighborCount)
    for entry in 0..<rowCount * neighborCount {
      neighbors.pointer[entry] = -1
      scores.pointer[entry] = .nan
    }
  }

  /// The key that a row must reach to be among the best of `row`: that of the last, where there are
  /// k.
  func leastKey(ofRow row: Int) -> Float {
    let last = (row + 1) * neighborCount - 1
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
      let first = (found.firstRow + index) * neighborCount
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

  func rows(_ range: Range<Int>, worker: Int) -> NeighborRows {
    let entries = range.lowerBound * neighborCount..<range.upperBound * neighborCount
    return NeighborRows(
      firstRow: range.lowerBound,
      neighborCount: neighborCount,
      neighbors: entries.map { neighbors[$0] },
      scores: entries.map { scores[$0] }
    )
  }

  /// Rows that are written or read at once.
  private static let runCount = 1 << 14

  /// Hands over all entries, for a file.
  func forEachRun(_ body: (NeighborRows) throws -> Void) rethrows {
    for first in stride(from: 0, to: rowCount, by: Self.runCount) {
      try body(rows(first..<min(first + Self.runCount, rowCount), worker: 0))
    }
  }

  /// Puts back what ``forEachRun(_:)`` gave.
  func restore(_ rows: NeighborRows) {
    let first = rows.firstRow * neighborCount
    for entry in rows.neighbors.indices {
      neighbors[first + entry] = rows.neighbors[entry]
      scores[first + entry] = rows.scores[entry]
    }
  }

  /// The runs of rows that ``forEachRun(_:)`` gives.
  var runs: [Range<Int>] {
    stride(from: 0, to: rowCount, by: Self.runCount).map {
      $0..<min($0 + Self.runCount, rowCount)
    }
  }
}
