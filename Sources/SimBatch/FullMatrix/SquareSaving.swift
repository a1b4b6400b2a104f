import Synchronization

/// Knows which squares of a matrix are in its file, and saves this while others are being made, so that
/// an interrupted job goes on where it was, with whatever memory and threads.
final class SquareSaving: SavedFindings, @unchecked Sendable {
  private let grid: SquareGrid
  private let file: AtomicFile.Pieces
  /// Used by whoever has `turn`.
  private let checkpoints: Checkpoints
  private let turn = Mutex(())
  private let state: Synchronized<State>
  /// Squares, pairs and near pairs of earlier runs.
  private(set) var earlier = BlockWork.none

  private struct State {
    /// A bit for each square of the grid.
    var words: [UInt64]
    var squareCount = 0
    var pairCount = 0
    var nearPairCount = 0
  }

  /// - Parameter file: has what an earlier run wrote, if it left a state.
  /// - Throws: ``JobError/data(_:)`` where the state cannot be of this job.
  init(_ grid: SquareGrid, file: AtomicFile, _ checkpoints: Checkpoints) throws {
    self.grid = grid
    self.checkpoints = checkpoints
    self.file = file.pieces
    state = Synchronized(State(words: [UInt64](repeating: 0, count: (grid.count + 63) / 64)))
    if file.isResumed {
      earlier = try checkpoints.restore(self, pairs: grid.usedCount) ?? .none
      state.update {
        $0.squareCount = earlier.pairs
        $0.pairCount = earlier.work.pairCount
      }
    }
  }

  /// Whether all of these are in the file.
  func holds(_ squares: [ScoreBlock]) -> Bool {
    var holds = true
    state.update { state in
      holds = squares.allSatisfy { square in
        let index = grid.index(of: square)
        return state.words[index / 64] >> UInt64(index % 64) & 1 == 1
      }
    }
    return holds
  }

  /// Squares have been written; saves that if it is time to.
  ///
  /// - Parameter nearPairs: pairs that were scored in `Double` in this run.
  func add(_ squares: [ScoreBlock], nearPairs: Int) throws {
    state.update { state in
      for square in squares {
        let index = grid.index(of: square)
        let bit = UInt64(1) << UInt64(index % 64)
        guard state.words[index / 64] & bit == 0 else { continue }
        state.words[index / 64] |= bit
        state.squareCount += 1
        state.pairCount += square.rows.count * square.columns.count
      }
      state.nearPairCount = nearPairs
    }
    // One thread saves; the others go on.
    try turn.withLockIfAvailable { _ in try checkpoints.saveIfDue(self, done) }
  }

  /// All is in the file: an interruption from now on should not cost what took so long.
  func finish() throws { try checkpoints.saveIfBegun(self, done) }

  /// - Throws: ``JobError/interrupted(state:)``, with the state saved.
  func interrupt() throws -> Never { try checkpoints.interrupt(self, done) }

  /// The matrix is in place.
  func remove() { checkpoints.remove() }

  private var done: BlockWork {
    let state = state.value
    var done = earlier
    done.pairs = state.squareCount
    done.work.name = "full"
    done.work.pairCount = state.pairCount
    done.verified = earlier.verified + state.nearPairCount
    return done
  }

  func write(to writer: inout StateWriter) throws {
    // A state must not tell of squares that a power cut could take back.
    let words = state.value.words
    try file.keep()
    try file.synchronizeContent()
    try writer.append(words)
  }

  func restore(from saved: StateFile) throws {
    let count = (grid.count + 63) / 64
    try saved.requirePayload(count * MemoryLayout<UInt64>.size)
    let words = saved.values(UInt64.self, count: count, at: 0)
    state.update { $0.words = words }
  }
}
