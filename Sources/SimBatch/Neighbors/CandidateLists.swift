import CSimKernels
import Synchronization

/// The candidate lists of all prepared rows of one side, shared by the workers.
///
/// A list may be changed only while the lock of its block is held. See `sim_top_k.h` for the
/// invariant that makes the answer exact.
final class CandidateLists: Sendable {
  private static let minimalSpare = 16

  let rowCount: Int
  let neighborCount: Int
  let capacity: Int
  private let blockSide: Int
  private let locks: [BlockLock]
  private let thresholds: Memory<Float>
  private let counts: Memory<UInt32>
  private let slots: Memory<sim_candidate>

  /// - Parameters:
  ///   - neighborCount: k ≥ 1, at most the rows there are to find.
  ///   - spareBytes: memory for slots beyond k; more makes long lists faster.
  ///   - threshold: the screen value that answers reach at least.
  init(
    rowCount: Int,
    neighborCount: Int,
    spareBytes: Int,
    threshold: Float,
    blockSide: Int
  ) throws(JobError) {
    self.rowCount = rowCount
    self.neighborCount = neighborCount
    capacity =
      neighborCount
      + Self.spare(rowCount: rowCount, neighborCount: neighborCount, spareBytes: spareBytes)
    self.blockSide = blockSide
    locks = (0..<(rowCount + blockSide - 1) / blockSide).map { _ in BlockLock() }
    thresholds = try Memory(count: rowCount, padding: RowBounds.padding)
    counts = try Memory(count: rowCount)
    slots = try Memory(count: rowCount * capacity)
    for row in 0..<rowCount { thresholds[row] = threshold }
  }

  /// Compacting costs O(capacity) and comes once in `spare` candidates: as many spare slots as
  /// neighbors make that a constant for each.
  private static func spare(rowCount: Int, neighborCount: Int, spareBytes: Int) -> Int {
    let affordable = spareBytes / (max(1, rowCount) * MemoryLayout<sim_candidate>.size)
    return max(minimalSpare, min(affordable, max(neighborCount, 2 * minimalSpare)))
  }

  /// Bytes of the lists of `rowCount` rows at the least.
  static func minimalByteCount(rowCount: Int, neighborCount: Int) -> Int {
    rowCount * ((neighborCount + minimalSpare) * MemoryLayout<sim_candidate>.size + 8)
  }

  /// The lists as kernels see them, with work space for one worker; valid while both are alive.
  func kernelLists(_ context: ListContext, space: WorkSpace) -> sim_top_k {
    sim_top_k(
      scoring: UnsafePointer(context.scoring.pointer),
      own: UnsafePointer(context.sides.pointer),
      other: UnsafePointer(context.sides.pointer + 1),
      own_bounds: UnsafePointer(context.bounds.pointer),
      other_bounds: UnsafePointer(context.bounds.pointer + 1),
      k: neighborCount,
      capacity: capacity,
      threshold: thresholds.pointer,
      count: counts.pointer,
      slots: slots.pointer,
      scratch_values: space.values.pointer,
      scratch_order: space.order.pointer
    )
  }

  /// Runs `body` while nobody else changes the lists of these blocks.
  func withBlocks(_ first: Int, _ second: Int?, _ body: () -> Void) {
    // Ascending order, so that two workers never wait for each other.
    guard let second, second != first else { return locks[first].mutex.withLock { _ in body() } }
    locks[min(first, second)].mutex.withLock { _ in
      locks[max(first, second)].mutex.withLock { _ in body() }
    }
  }

  /// The answers of a prepared row, best first, once `sim_finish_row` has run.
  func answers(of row: Int) -> [TwinExpansion.Answer] {
    (0..<Int(counts[row])).map { entry in
      let candidate = slots[row * capacity + entry]
      return TwinExpansion.Answer(preparedRow: candidate.row, score: candidate.lower)
    }
  }

  private final class BlockLock: Sendable {
    let mutex = Mutex(())
  }
}

/// What kernels need to know beside the lists; owns what they point to.
final class ListContext: Sendable {
  let own: PreparedSide
  let other: PreparedSide
  fileprivate let scoring: Memory<sim_scoring>
  fileprivate let sides: Memory<sim_side>
  fileprivate let bounds: Memory<sim_bounds>

  init(own: PreparedSide, other: PreparedSide, scoring: sim_scoring) throws(JobError) {
    self.own = own
    self.other = other
    self.scoring = try Memory([scoring])
    sides = try Memory([own.kernelSide, other.kernelSide])
    bounds = try Memory([own.bounds.kernelValue, other.bounds.kernelValue])
  }

  /// The key of a reported score: greater keys come first.
  func key(of score: Float) -> Float { sim_key(scoring.pointer, score) }

  /// The least screen value of a pair whose key is at least `key`.
  func screenValue(ofKey key: Float) -> Float {
    key == -.infinity ? key : sim_screen_value_of_key(scoring.pointer, key)
  }

  /// A list of pairs as kernels see it.
  func kernelPairs(
    threshold: Float,
    pairs: UnsafeMutablePointer<sim_pair>,
    capacity: Int,
    scratch: UnsafeMutablePointer<Double>
  ) -> sim_pair_list {
    sim_pair_list(
      scoring: UnsafePointer(scoring.pointer),
      own: UnsafePointer(sides.pointer),
      other: UnsafePointer(sides.pointer + 1),
      own_bounds: UnsafePointer(bounds.pointer),
      other_bounds: UnsafePointer(bounds.pointer + 1),
      threshold: threshold,
      pairs: pairs,
      count: 0,
      capacity: capacity,
      scratch_values: scratch
    )
  }
}

/// Scratch memory of one worker.
struct WorkSpace: Sendable {
  let values: Memory<Double>
  let order: Memory<UInt64>

  init(dimensions: Int, capacity: Int) throws(JobError) {
    values = try Memory(count: 2 * dimensions)
    order = try Memory(count: capacity)
  }
}
