import Synchronization

/// The tiles of a comparison that are left, handed out one by one. A self-join has those on and above
/// the diagonal.
///
/// They come diagonal by diagonal: the first ones give every row a threshold from its own block, and
/// tiles that are computed at the same time seldom share a block, so that threads seldom wait for
/// each other.
final class TileQueue: Sendable {
  /// Which blocks a tile compares.
  struct Place: Hashable, Sendable {
    let rowBlock: Int
    let columnBlock: Int
  }

  /// A tile: rows of one block against rows of another.
  struct Tile: Sendable {
    let rows: Range<Int>
    let columns: Range<Int>
    let rowBlock: Int
    let columnBlock: Int
    let isDiagonal: Bool

    /// Pairs of the tile that count.
    var pairCount: Int {
      isDiagonal ? rows.count * (rows.count - 1) / 2 : rows.count * columns.count
    }
  }

  private let rowCount: Int
  private let columnCount: Int
  let side: Int
  private let isSelfJoin: Bool
  /// The tiles that are handed out; nil for all, diagonal by diagonal.
  private let places: [Place]?
  private let shiftCount: Int
  private let cursor = Mutex<(shift: Int, block: Int)>((0, 0))
  private let done: DoneTiles
  /// Tiles that are handed out, at most, and those that were.
  private let mostTiles: Int
  private let taken = Counter()

  let rowBlocks: Int
  let columnBlocks: Int

  /// - Parameters:
  ///   - places: the tiles that are handed out; nil for all.
  ///   - mostTiles: how many are handed out, at most.
  ///   - done: the tiles that were compared before; finished tiles are added to it. nil for none.
  init(
    rowCount: Int,
    columnCount: Int,
    side: Int,
    isSelfJoin: Bool,
    only places: [Place]? = nil,
    mostTiles: Int = .max,
    done: DoneTiles? = nil
  ) {
    precondition(side > 0 && (!isSelfJoin || rowCount == columnCount))
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.side = side
    self.isSelfJoin = isSelfJoin
    rowBlocks = (rowCount + side - 1) / side
    columnBlocks = (columnCount + side - 1) / side
    self.done = done ?? DoneTiles(side: side, rowCount: rowCount, columnCount: columnCount)
    precondition(self.done.rowBlocks == rowBlocks && self.done.columnBlocks == columnBlocks)
    self.mostTiles = mostTiles
    self.places = places
    shiftCount = places == nil ? columnBlocks : 1
  }

  /// The pairs that count, and how many of them are in tiles that are done.
  ///
  /// - Complexity: O(tiles).
  func countPairs() -> (all: Int, done: Int) {
    let bits = done.bits
    var count = (all: 0, done: 0)
    for shift in 0..<shiftCount {
      for block in 0..<blocks(inShift: shift) {
        let tile = tile(shift: shift, block: block)
        count.all += tile.pairCount
        if done.isSet(tile.rowBlock, tile.columnBlock, in: bits) { count.done += tile.pairCount }
      }
    }
    return count
  }

  private func blocks(inShift shift: Int) -> Int {
    if let places { return places.count }
    return isSelfJoin ? rowBlocks - shift : rowBlocks
  }

  private func tile(shift: Int, block: Int) -> Tile {
    if let places { return tile(places[block].rowBlock, places[block].columnBlock) }
    return tile(block, (block + shift) % columnBlocks)
  }

  private func tile(_ block: Int, _ columnBlock: Int) -> Tile {
    Tile(
      rows: block * side..<min((block + 1) * side, rowCount),
      columns: columnBlock * side..<min((columnBlock + 1) * side, columnCount),
      rowBlock: block,
      columnBlock: columnBlock,
      isDiagonal: isSelfJoin && block == columnBlock
    )
  }

  /// The next tile that is not done, or nil when all are taken.
  func next() -> Tile? {
    while let tile = take() {
      guard done.contains(tile.rowBlock, tile.columnBlock) else {
        return taken.take() < mostTiles ? tile : nil
      }
    }
    return nil
  }

  private func take() -> Tile? {
    let taken: (shift: Int, block: Int)? = cursor.withLock { cursor in
      guard cursor.shift < shiftCount, rowBlocks > 0 else { return nil }
      if cursor.block >= blocks(inShift: cursor.shift) { cursor = (cursor.shift + 1, 0) }
      guard cursor.shift < shiftCount else { return nil }
      defer { cursor.block += 1 }
      return cursor
    }
    return taken.map { shift, block in
      tile(shift: shift, block: spread(block, of: blocks(inShift: shift)))
    }
  }

  /// Tiles taken one after the other lie far apart: neighbors on a diagonal share a block.
  private func spread(_ index: Int, of count: Int) -> Int {
    let lanes = min(Self.lanes, count)
    // The first `count % lanes` lanes are one longer.
    let (lane, step) = (index % lanes, index / lanes)
    return lane * (count / lanes) + min(lane, count % lanes) + step
  }

  private static let lanes = 8

  /// Hands out no more tiles.
  func stop() { cursor.withLock { $0 = (shiftCount, 0) } }

  /// What was done with tiles.
  struct Done {
    let tileCount: Int
    let pairCount: Int
    /// Seconds of all workers together.
    let seconds: Double
  }

  /// Runs `body` for every tile that is left, on the workers, and marks it as done.
  ///
  /// - Parameter body: returns false to stop; tiles under way are still finished.
  func forEachTile(
    workers: Int,
    progress: (any ProgressObserver)?,
    _ body: @escaping @Sendable (_ worker: Int, _ tile: Tile) -> Bool
  ) -> Done {
    let count = countPairs()
    let (pairs, tiles) = (Counter(), Counter())
    let seconds = Synchronized(0.0)
    Workers.run(workers) { worker in
      let start = StageClock.now
      while let tile = self.next() {
        if !body(worker, tile) { self.stop() }
        self.done.insert(tile.rowBlock, tile.columnBlock)
        tiles.add(1)
        pairs.add(tile.pairCount)
        progress?.progress(stage: "compare", done: count.done + pairs.current, total: count.all)
      }
      seconds.update { $0 += StageClock.now - start }
    }
    return Done(tileCount: tiles.current, pairCount: pairs.current, seconds: seconds.value)
  }

  /// The side of tiles that keeps `sgemm` near its full rate and still gives every worker several
  /// tiles: 1024, or less for few rows.
  static func defaultSide(rowCount: Int, columnCount: Int, workers: Int) -> Int {
    var side = 1024
    while side > 128 {
      let tiles = ((rowCount + side - 1) / side) * ((columnCount + side - 1) / side)
      if tiles >= 16 * workers { break }
      side /= 2
    }
    return side
  }
}
