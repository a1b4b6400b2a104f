import CSimKernels
import Synchronization

/// The candidate lists of all rows of one side, by position, shared by the workers.
///
/// A list may be changed only while the lock of its block is held. See `sim_top_k.h` for the
/// invariant that makes the answer exact.
final class CandidateLists: Sendable {
  private static let minimalSpare = 16

  let rowCount: Int
  let neighborCount: Int
  let capacity: Int
  /// Candidates between two compactions. Few, since an old threshold lets too much through, and
  /// more for long lists, whose compaction takes longer.
  var step: Int { best == nil ? max(4, neighborCount / 8) : capacity }
  /// Lists of at most so many neighbors keep their best lower bounds in order.
  private static let mostInOrder = 32
  /// Positions that share a lock.
  private let blockSide: Int
  private let locks: [BlockLock]
  let thresholds: Memory<Float>
  let counts: Memory<UInt32>
  let limits: Memory<UInt32>
  let slots: Memory<sim_candidate>
  let best: Memory<Float>?

  /// - Parameters:
  ///   - neighborCount: k ≥ 1, at most the rows there are to find.
  ///   - spareBytes: memory for slots beyond k; more makes long lists faster.
  ///   - threshold: the screen value that answers reach at least.
  ///   - saved: the lists of an earlier run; nil for empty ones.
  init(
    rowCount: Int,
    neighborCount: Int,
    spareBytes: Int,
    threshold: Float,
    blockSide: Int,
    saved: Saved? = nil
  ) throws(JobError) {
    self.rowCount = rowCount
    self.neighborCount = neighborCount
    let own =
      neighborCount
      + Self.spare(rowCount: rowCount, neighborCount: neighborCount, spareBytes: spareBytes)
    capacity = max(own, saved?.capacity ?? 0)
    self.blockSide = blockSide
    locks = (0..<(rowCount + blockSide - 1) / blockSide).map { _ in BlockLock() }
    thresholds = try Memory(count: rowCount, padding: RowBounds.padding)
    counts = try Memory(count: rowCount)
    limits = try Memory(count: rowCount)
    slots = try Memory(count: rowCount * capacity)
    best =
      neighborCount <= Self.mostInOrder ? try Memory(count: rowCount * neighborCount) : nil
    if let best {
      for index in 0..<best.count { best.pointer[index] = -.infinity }
    }
    for row in 0..<rowCount {
      thresholds[row] = threshold
      limits[row] = UInt32(min(capacity, neighborCount + step))
    }
    if let saved { restore(saved) }
  }

  /// Slots beyond k: room for steps, and for candidates that `Float` cannot tell apart.
  private static func spare(rowCount: Int, neighborCount: Int, spareBytes: Int) -> Int {
    let affordable = spareBytes / (max(1, rowCount) * MemoryLayout<sim_candidate>.size)
    return max(minimalSpare, min(affordable, max(neighborCount, 2 * minimalSpare)))
  }

  /// Bytes of the lists of `rowCount` rows at the least.
  static func minimalByteCount(rowCount: Int, neighborCount: Int) -> Int {
    rowCount * ((neighborCount + minimalSpare) * (MemoryLayout<sim_candidate>.size + 4) + 12)
  }

  /// The lists as kernels see them, with work space for one worker; valid while both are alive.
  func kernelLists(_ comparison: Comparison, _ end: Comparison.End, space: WorkSpace) -> sim_top_k {
    sim_top_k(
      scoring: comparison.scoring,
      own: comparison.kernelSide(end),
      other: comparison.kernelSide(end.opposite),
      own_bounds: comparison.bounds(end),
      other_bounds: comparison.bounds(end.opposite),
      k: neighborCount,
      capacity: capacity,
      threshold: thresholds.pointer,
      count: counts.pointer,
      limit: limits.pointer,
      step: step,
      slots: slots.pointer,
      best: best?.pointer,
      scratch_values: space.values.pointer,
      scratch_order: space.order.pointer
    )
  }

  /// Runs `body` while nobody else changes the lists of the blocks that these positions are in.
  func withLists(of rows: Range<Int>, _ columns: Range<Int>?, _ body: () -> Void) {
    // Ascending order, so that two workers never wait for each other.
    let blocks = Set(blocks(of: rows)).union(columns.map(blocks) ?? 0..<0).sorted()
    hold(blocks[...], body)
  }

  private func blocks(of range: Range<Int>) -> Range<Int> {
    range.isEmpty ? 0..<0 : range.lowerBound / blockSide..<(range.upperBound - 1) / blockSide + 1
  }

  private func hold(_ blocks: ArraySlice<Int>, _ body: () -> Void) {
    guard let first = blocks.first else { return body() }
    locks[first].mutex.withLock { _ in hold(blocks.dropFirst(), body) }
  }

  /// The answers at a position, best first, once `sim_finish_row` has run: stored row and score.
  func answers(at position: Int) -> [(storedRow: UInt32, score: Float)] {
    (0..<Int(counts[position])).map { entry in
      let candidate = slots[position * capacity + entry]
      return (candidate.row, candidate.lower)
    }
  }

  private final class BlockLock: Sendable {
    let mutex = Mutex(())
  }
}

/// Scratch memory of one worker.
struct WorkSpace: Sendable {
  let values: Memory<Double>
  let order: Memory<UInt64>

  init(dimensions: Int, capacity: Int, tileSide: Int) throws(JobError) {
    values = try Memory(count: dimensions)
    order = try Memory(count: max(capacity, tileSide / 2 + 1), padding: 8)
  }
}
