import Synchronization

/// Pairs that were found somewhere, in any order, each once.
///
/// Of each set of identical rows they name the lowest stored row.
protocol PairSource {
  func forEachRun(_ body: ([PairSpool.Pair]) throws -> Void) throws
}

/// The pairs that pieces of a job have found: few in memory, more in a nameless file.
///
/// Those of a piece count once the piece is done; a job that is stopped within one forgets them.
final class FoundPairs: PairSource, SavedFindings, Sendable {
  private struct State: ~Copyable {
    var file: ScratchFile
    /// Pairs after those of the file.
    var pending: [PairSpool.Pair] = []
    /// Pairs of pieces that are done.
    var count = 0
    var failure: (any Error)?

    /// Pairs of the file, and all.
    var filedCount: Int { file.byteCount / FoundPairs.pairSize }
    var allCount: Int { filedCount + pending.count }
  }

  let rows: PairRows
  private let tally: PairTally
  private let held: PairTally?
  private let state: Mutex<State>

  /// Pairs that are written or read at once: 192 kB.
  private static let runCount = 1 << 14
  fileprivate static let pairSize = MemoryLayout<PairSpool.Pair>.stride

  /// - Parameters:
  ///   - limit: what pairs reach.
  ///   - maximalPairs: pairs of stored rows that may be found.
  ///   - held: counts pairs of sets of rows that are decided, where only so many may be found.
  ///   - directory: where the file lies.
  ///   - name: the output that it is for, which errors name.
  init(
    _ rows: PairRows,
    limit: Float,
    maximalPairs: Int,
    held: PairTally? = nil,
    directory: String,
    name: String
  ) throws {
    self.rows = rows
    self.held = held
    tally = PairTally(maximum: maximalPairs)
    state = Mutex(State(file: ScratchFile(in: directory, for: name)))
    _ = tally.add(try rows.identicalPairCount(reaching: limit))
  }

  /// - Returns: false when there are too many, or the file could not be written; ``check()`` throws
  ///   why.
  func add(_ pairs: [PairSpool.Pair]) -> Bool {
    guard tally.add(pairs.reduce(0) { $0 + rows.storedPairCount($1) }),
      held?.add(pairs.count { rows.isOwn($0) }) ?? true
    else { return false }
    return state.withLock { state in
      state.pending += pairs
      return state.pending.count < Self.runCount || Self.flush(&state)
    }
  }

  private static func flush(_ state: inout State) -> Bool {
    guard state.failure == nil else { return false }
    do {
      _ = try state.file.append(state.pending)
      state.pending.removeAll(keepingCapacity: true)
      return true
    } catch {
      state.failure = error
      return false
    }
  }

  /// - Throws: ``DuplicateError/pairsExceedMaximum(found:maximum:)`` and the like; what writing failed
  ///   with.
  private func check() throws {
    try tally.check()
    try held?.check()
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  /// A piece is done.
  func finishPiece() throws {
    state.withLock { $0.count = $0.allCount }
    try check()
  }

  func forEachRun(_ body: ([PairSpool.Pair]) throws -> Void) throws {
    let total = state.withLock { $0.count }
    for first in stride(from: 0, to: total, by: Self.runCount) {
      try body(try state.withLock { try pairs(first..<min(first + Self.runCount, total), of: $0) })
    }
  }

  private func pairs(_ range: Range<Int>, of state: borrowing State) throws -> [PairSpool.Pair] {
    let filed = range.clamped(to: 0..<state.filedCount)
    let waiting = range.clamped(to: state.filedCount..<state.allCount)
    let pairs = try state.file.values(
      PairSpool.Pair.self,
      count: filed.count,
      at: filed.lowerBound * Self.pairSize
    )
    return pairs
      + state.pending[waiting.lowerBound - state.filedCount..<waiting.upperBound - state.filedCount]
  }

  func write(to file: inout StateWriter) throws {
    try forEachRun { try file.append($0) }
  }

  func restore(from state: StateFile) throws {
    try SavedPairs(state, rows).forEachRun { _ = add($0) }
    try finishPiece()
  }
}

/// The pairs of a state or of a part.
struct SavedPairs: PairSource {
  private let file: StateFile
  private let rows: PairRows

  private static let runCount = 1 << 14
  private static let pairSize = MemoryLayout<PairSpool.Pair>.stride

  /// - Throws: ``JobError/data(_:)`` where the file does not hold pairs.
  init(_ file: StateFile, _ rows: PairRows) throws(JobError) {
    guard file.payload.count.isMultiple(of: Self.pairSize) else {
      throw file.damaged(
        "expected pairs of \(Self.pairSize) bytes, found \(file.payload.count.counted("byte"))"
      )
    }
    self.file = file
    self.rows = rows
  }

  /// - Throws: ``JobError/data(_:)`` for a pair of rows that are not there.
  func forEachRun(_ body: ([PairSpool.Pair]) throws -> Void) throws {
    let total = file.payload.count / Self.pairSize
    for first in stride(from: 0, to: total, by: Self.runCount) {
      let pairs = file.values(
        PairSpool.Pair.self,
        count: min(Self.runCount, total - first),
        at: first * Self.pairSize
      )
      guard pairs.allSatisfy(rows.hasPair) else {
        throw file.damaged("expected pairs of rows that take part, found others")
      }
      try body(pairs)
      file.bytes.releasePages(0..<file.bytes.count)
    }
  }
}
