import Synchronization

/// Puts pairs of stored rows, which come in any order, in the order of their rows, in little memory.
///
/// Rows are divided into ranges. The pairs of a range wait in memory and go to a nameless file in
/// chunks, once there are so many; at the end one range after another is read back and sorted.
final class PairSpool: Sendable {
  /// Two stored rows. `other` is an old row's number, or that of a row plus the number of old rows,
  /// so that old rows come first.
  struct Pair: BitwiseCopyable {
    let row: UInt32
    let other: UInt32
    let score: Float
  }

  private static let rangeCount = 512
  /// Pairs of a chunk: 12 kB.
  private static let chunkCount = 1024

  /// Bytes of the pairs that wait in memory.
  static let byteCount = rangeCount * chunkCount * MemoryLayout<Pair>.stride

  private struct State: ~Copyable {
    var pending: [[Pair]]
    var chunks: [[Int]]
    var file: ScratchFile
    var failure: (any Error)?
  }

  private let rowsByRange: Int
  private let state: Mutex<State>

  init(rowCount: Int, directory: String, name: String) {
    rowsByRange = max(1, (rowCount + Self.rangeCount - 1) / Self.rangeCount)
    let ranges = (rowCount + rowsByRange - 1) / rowsByRange
    state = Mutex(
      State(
        pending: Array(repeating: [], count: ranges),
        chunks: Array(repeating: [], count: ranges),
        file: ScratchFile(in: directory, for: name),
        failure: nil
      )
    )
  }

  /// - Returns: false when the file could not be written; ``forEachRange(_:)`` throws why.
  func add(_ pairs: [Pair]) -> Bool {
    state.withLock { state in
      guard state.failure == nil else { return false }
      do {
        for pair in pairs {
          let range = Int(pair.row) / rowsByRange
          state.pending[range].append(pair)
          guard state.pending[range].count == Self.chunkCount else { continue }
          state.chunks[range].append(try state.file.append(state.pending[range]))
          state.pending[range].removeAll(keepingCapacity: true)
        }
        return true
      } catch {
        state.failure = error
        return false
      }
    }
  }

  /// Hands over all pairs in the order of `row`, then `other`.
  func forEachRange(_ body: ([Pair]) throws -> Void) throws {
    try state.withLock { state in
      if let failure = state.failure { throw failure }
      for range in state.pending.indices {
        var pairs = state.pending[range]
        state.pending[range] = []
        for offset in state.chunks[range] {
          pairs += try state.file.values(Pair.self, count: Self.chunkCount, at: offset)
        }
        pairs.sort { ($0.row, $0.other) < ($1.row, $1.other) }
        try body(pairs)
      }
    }
  }
}
