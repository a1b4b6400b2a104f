import CSimKernels

extension CandidateLists {
  /// Lists as an earlier run saved them.
  struct Saved {
    let capacity: Int
    /// By position.
    let thresholds: [Float]
    let counts: [UInt32]
    /// Those of all positions, one list after another.
    let candidates: [sim_candidate]

    /// - Parameters:
    ///   - rowCount: positions that collect.
    ///   - otherCount: positions that can be candidates.
    /// - Throws: ``JobError/data(_:)`` where the values cannot be such lists.
    init(_ state: inout StateReader, rowCount: Int, otherCount: Int) throws(JobError) {
      let capacity = Int(try state.values(UInt32.self, count: 1)[0])
      thresholds = try state.values(Float.self, count: rowCount)
      let counts = try state.values(UInt32.self, count: rowCount)
      // A full list would have been compacted.
      guard counts.allSatisfy({ $0 < capacity }) else {
        throw state.damaged("expected lists of less than \(capacity) candidates, found longer ones")
      }
      let count = counts.reduce(0) { $0 + Int($1) }
      let candidates = try state.values(sim_candidate.self, count: count)
      guard candidates.allSatisfy({ $0.row < otherCount }) else {
        throw state.damaged("expected candidates below \(otherCount), found others")
      }
      (self.capacity, self.counts, self.candidates) = (capacity, counts, candidates)
    }
  }

  /// Bytes that ``write(to:)`` appends.
  var savedByteCount: Int {
    let candidates = (0..<rowCount).reduce(0) { $0 + Int(counts[$1]) }
    return 4 + 8 * rowCount + candidates * MemoryLayout<sim_candidate>.size
  }

  /// Positions that are written at once.
  private static let chunk = 1 << 14

  /// Appends the lists while nobody changes them.
  func write(to file: inout StateWriter) throws {
    try file.append([UInt32(capacity)])
    let chunks = stride(from: 0, to: rowCount, by: Self.chunk).map {
      $0..<min($0 + Self.chunk, rowCount)
    }
    for rows in chunks { try file.append(rows.map { thresholds[$0] }) }
    for rows in chunks { try file.append(rows.map { counts[$0] }) }
    for rows in chunks {
      var candidates: [sim_candidate] = []
      for row in rows {
        candidates += (0..<Int(counts[row])).map { slots[row * capacity + $0] }
      }
      try file.append(candidates)
    }
  }

  /// Fills empty lists with those of an earlier run.
  func restore(_ saved: Saved) {
    precondition(saved.counts.count == rowCount && saved.capacity <= capacity)
    var next = 0
    for row in 0..<rowCount {
      let count = Int(saved.counts[row])
      for entry in 0..<count { slots[row * capacity + entry] = saved.candidates[next + entry] }
      counts[row] = saved.counts[row]
      limits[row] = UInt32(min(capacity, max(count, neighborCount) + step))
      // Other seeds may have raised it further.
      thresholds[row] = max(thresholds[row], saved.thresholds[row])
      if let best {
        // The greatest lower bounds are among the candidates: no list drops them.
        let greatest = saved.candidates[next..<next + count].map(\.lower)
          .sorted(by: >).prefix(neighborCount)
        for (place, lower) in greatest.enumerated() {
          best[(row + 1) * neighborCount - 1 - place] = lower
        }
      }
      next += count
    }
  }
}
