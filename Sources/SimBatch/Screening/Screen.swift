import CSimKernels

/// Finds, tile by tile, the pairs that may matter.
///
/// For every pair a screen has an upper bound of its screen value. It hands over the pairs whose
/// bound reaches the threshold of their row or their column, with a `Float` product that is as
/// near as ``ScreenBounds`` says. Nothing after it knows which screen ran.
protocol Screen: Sendable {
  /// Screens the tiles that are left.
  ///
  /// - Parameters:
  ///   - tiles: of the comparison that the screen was made for.
  ///   - handle: called on the worker that screened the tile.
  func run(
    _ tiles: TileQueue,
    progress: (any ProgressObserver)?,
    handle: @escaping TileHandler
  ) throws(JobError) -> ScreenWork
}

/// Takes the candidates of a tile: calls `handOver` with a collector.
///
/// - Returns: false to stop; tiles under way are still handed over.
typealias TileHandler =
  @Sendable (
    _ worker: Int, _ tile: TileQueue.Tile, _ handOver: (inout sim_collector) -> Void
  ) -> Bool

/// The screen values that candidates must be able to reach, by position.
///
/// They may rise while a screen runs; an older, lower value only lets more through.
struct Thresholds: Sendable {
  let rows: Memory<Float>
  /// nil where only rows collect.
  let columns: Memory<Float>?
}

/// What a screen did.
struct ScreenWork: Sendable {
  /// `full`, or for example `int8:160`.
  var name: String
  /// Pairs bounded.
  var pairCount: Int
  /// Operations of the products that bounded them, counting only what these pairs needed.
  var operations: Double
  /// Whether these are operations on 8-bit whole numbers.
  var isInteger = false
  /// Pairs left after the first level, and after the second (0 where there is none).
  var firstLevelPairs = 0
  var secondLevelPairs = 0
  /// Seconds inside these products, added over workers.
  var productSeconds: Double
  /// Of a search by blocks: pairs of blocks, those that an earlier run had done, bytes of stored
  /// rows that were read to prepare blocks.
  var blockPairs = 1
  var blockPairsResumed = 0
  var bytesRead: Int?
  /// Bytes of prepared rows that are in scratch files, and that were read of them.
  var scratchBytes = 0
  var scratchBytesRead = 0
  /// The screens that ran, one after the other; those of one name as one.
  var uses: [ScreenUse] = []

  /// - Parameters:
  ///   - width: columns of the products that bounded the pairs.
  init(name: String, _ done: TileQueue.Done, width: Int, productSeconds: Double) {
    self.name = name
    pairCount = done.pairCount
    operations = 2 * Double(done.pairCount) * Double(width)
    self.productSeconds = productSeconds
    uses = [ScreenUse(screen: name, done)]
  }

  /// Pairs that nothing screened.
  init(name: String, pairCount: Int, operations: Double, productSeconds: Double) {
    self.name = name
    self.pairCount = pairCount
    self.operations = operations
    self.productSeconds = productSeconds
  }

  /// Nothing yet.
  static let none = ScreenWork(name: "none", pairCount: 0, operations: 0, productSeconds: 0)

  /// Takes in what a further screen did, and its name.
  mutating func add(_ other: ScreenWork) {
    name = other.name
    isInteger = other.isInteger
    pairCount += other.pairCount
    operations += other.operations
    firstLevelPairs += other.firstLevelPairs
    secondLevelPairs += other.secondLevelPairs
    productSeconds += other.productSeconds
    for use in other.uses where use.tiles > 0 {
      if let last = uses.last, last.screen == use.screen {
        uses[uses.count - 1].add(use)
      } else {
        uses.append(use)
      }
    }
  }
}

/// What a screen did before another was chosen.
struct ScreenUse: Sendable {
  let screen: String
  private(set) var tiles: Int
  private(set) var pairs: Int
  /// Seconds of all workers together.
  private(set) var seconds: Double
  /// What the choice expected of a pair; nil where there was none.
  var expectedSecondsPerPair: Double?

  init(screen: String, _ done: TileQueue.Done) {
    self.screen = screen
    (tiles, pairs, seconds) = (done.tileCount, done.pairCount, done.seconds)
  }

  mutating func add(_ other: ScreenUse) {
    tiles += other.tiles
    pairs += other.pairs
    seconds += other.seconds
  }
}
