import CSimKernels

/// What is known of every row of a matrix before any comparison: whether the measure can judge it,
/// the transformation that prepares it, and a hash of its bytes.
final class ExaminedRows: Sendable {
  let source: RowSource
  let measure: Measure
  /// By stored row.
  let info: Memory<sim_row_info>
  let hashes: Memory<UInt64>
  /// By stored row; `SIM_ROW_GOOD` where the row takes part.
  let states: Memory<UInt8>

  /// - Complexity: O(n · d), in parallel; reads every row once.
  init(_ source: RowSource, measure: Measure, kernels: Kernels, workers: Int) throws(JobError) {
    self.source = source
    self.measure = measure
    let count = source.rowCount
    let info = try Memory<sim_row_info>(count: count)
    let hashes = try Memory<UInt64>(count: count)
    let states = try Memory<UInt8>(count: count)
    let work = try Memory<Double>(count: workers * source.dimensions)
    Workers.forEachChunk(of: count, size: 512, workers: workers) { worker, range in
      var rows = source.kernelRows
      let space = work.pointer + worker * source.dimensions
      for row in range {
        let state = sim_examine_row(
          kernels.table,
          &rows,
          row,
          measure.kernelValue,
          info.pointer + row,
          space
        )
        states[row] = UInt8(state.rawValue)
        hashes[row] = sim_hash_row(&rows, row)
      }
      source.releasePages(of: range)
    }
    self.info = info
    self.hashes = hashes
    self.states = states
  }

  /// Rows that have been examined before: what was known of them then.
  init(
    _ source: RowSource,
    measure: Measure,
    info: Memory<sim_row_info>,
    hashes: Memory<UInt64>,
    states: Memory<UInt8>
  ) {
    precondition(
      [info.count, hashes.count, states.count] == [Int](repeating: source.rowCount, count: 3)
    )
    self.source = source
    self.measure = measure
    self.info = info
    self.hashes = hashes
    self.states = states
  }

  /// The first of `rows` that is not what it was when it was examined; nil if all are.
  ///
  /// - Complexity: O(rows · d), in parallel.
  func changedRow(in rows: Range<Int>, workers: Int) -> Int? {
    let changed = Synchronized<Int?>(nil)
    Workers.forEachChunk(of: rows.count, size: 512, workers: workers) { [source, hashes] _, range in
      var kernelRows = source.kernelRows
      for row in rows.lowerBound + range.lowerBound..<rows.lowerBound + range.upperBound
      where sim_hash_row(&kernelRows, row) != hashes[row] {
        changed.update { $0 = min($0 ?? row, row) }
        return
      }
    }
    return changed.value
  }

  func isGood(_ row: Int) -> Bool { states[row] == UInt8(SIM_ROW_GOOD.rawValue) }

  /// Number of rows that the measure cannot judge.
  var badRowCount: Int { (0..<source.rowCount).reduce(0) { $0 + (isGood($1) ? 0 : 1) } }

  /// Number of rows that take part.
  var goodRowCount: Int { source.rowCount - badRowCount }

  /// Why a row takes no part; nil for one that does.
  func reason(ofBadRow row: Int) -> BadRowReason? {
    isGood(row) ? nil : BadRowReason(sim_row_state(UInt32(states[row])), row: row, of: source)
  }

  /// The bad rows with what is wrong with them, in ascending order, at most `limit`.
  func badRows(limit: Int) -> [(row: Int, reason: BadRowReason)] {
    var found: [(row: Int, reason: BadRowReason)] = []
    for row in 0..<source.rowCount {
      guard let reason = reason(ofBadRow: row) else { continue }
      guard found.count < limit else { break }
      found.append((row, reason))
    }
    return found
  }

  /// The length of a row after mean rows are subtracted, before any scaling.
  func norm(_ row: Int) -> Double { info[row].norm / info[row].scale }

  /// - Throws: ``JobError/data(_:)`` naming the first bad rows and their count, unless there are
  ///   none or `policy` is to skip them.
  func apply(_ policy: BadRowPolicy) throws(JobError) {
    let first = badRows(limit: 3)
    guard policy == .fail, !first.isEmpty else { return }
    let named = first.map {
      "\(source.matrix.title(ofRow: $0.row)) \($0.reason)"
    }.joined(separator: ", ")
    let more = badRowCount - first.count
    throw .data(
      """
      \(source.matrix.name): \(measure.rawValue) cannot judge \(badRowCount) of \
      \(source.rowCount) rows: \(named)\(more > 0 ? " and \(more) more" : ""); \
      --on-bad-row skip leaves them out
      """
    )
  }
}

/// What to do about rows that the measure cannot judge.
public enum BadRowPolicy: String, CaseIterable, Sendable {
  /// Refuse the job.
  case fail
  /// Leave them out; they are counted and have no neighbors.
  case skip
}
