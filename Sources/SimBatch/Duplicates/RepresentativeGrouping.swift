import Synchronization

/// Decides rows in keep order while their pairs come tile by tile, in any order of tiles.
///
/// A block (the rows of a tile) is decided once all tiles of its column have come: its rows are then
/// known to be duplicates of kept rows before the block, and the diagonal tile decides the rest in
/// order. Pairs of a tile whose rows are decided are used at once and forgotten. Only others are
/// held; where tiles come column by column these are a few tiles, however many pairs there are.
///
/// Identical rows are one set, decided by its first member in keep order. If that is kept, the
/// others are its duplicates, or kept as well where identical rows do not reach the limit (`dot`).
/// If it is dropped, so are the others, but a member that comes later may have a better keeper that
/// came in between: ``laterKeepers``.
final class RepresentativeGrouping: Sendable {
  /// What is known of the rows of a tile.
  private struct Block {
    /// Tiles of its column that have come and been settled.
    var settledTiles = 0
    var isDecided = false
    /// The pairs of the tile on the diagonal.
    var diagonal: [ScoredPair] = []
    /// Tiles of its row that wait until it is decided.
    var waiting: [(columnBlock: Int, pairs: [ScoredPair])] = []
    /// Pairs of a dropped row, better than its keeper, with a row of this block that may be kept
    /// and that comes before some member of the dropped row's set.
    var reversed: [ScoredPair] = []
  }

  private struct State {
    let keepers: KeeperTable
    /// By stored row that is not the first of its set: the best kept row after the first.
    var laterKeepers: [UInt32: KeeperTable.Keeper] = [:]
    var blocks: [Block] = []
  }

  private let oldCount: Int
  private let scoring: DuplicateScoring
  private let distinct: DistinctRows
  /// By stored row, its place in keep order; nil where that is its number.
  private let ranks: [UInt32]?
  private let state: Mutex<State>

  /// - Parameter order: the stored rows in keep order; nil for that of their numbers.
  init(_ sets: DuplicateSets, order: [UInt32]?) throws(JobError) {
    oldCount = sets.old?.count ?? 0
    scoring = sets.scoring
    distinct = sets.rows.distinct
    ranks = order.map { order in
      var ranks = [UInt32](repeating: 0, count: sets.rows.storedCount)
      for (rank, row) in order.enumerated() { ranks[Int(row)] = UInt32(rank) }
      return ranks
    }
    state = Mutex(State(keepers: try KeeperTable(count: sets.rows.count)))
  }

  /// Takes pairs of old rows with rows to be decided. All of them come before ``take(_:_:)``.
  func takeOld(_ pairs: [ScoredPair]) {
    state.withLock { state in
      for pair in pairs {
        let keeper = KeeperTable.Keeper(number: pair.row, key: scoring.key(pair.score))
        state.keepers.offer(keeper, to: pair.column)
      }
    }
  }

  /// Takes the pairs of one tile of the self-join. Every tile comes once, empty ones too.
  func take(_ tile: TileQueue.Tile, _ pairs: [ScoredPair]) {
    state.withLock { state in
      while state.blocks.count <= tile.columnBlock { state.blocks.append(Block()) }
      if tile.isDiagonal {
        state.blocks[tile.columnBlock].diagonal = pairs
      } else if state.blocks[tile.rowBlock].isDecided {
        settle(pairs, columnBlock: tile.columnBlock, &state)
      } else {
        state.blocks[tile.rowBlock].waiting.append((tile.columnBlock, pairs))
        return
      }
      cameIn(tile.columnBlock, &state)
    }
  }

  /// Takes pairs by ascending row, as if all rows were one block; ``finish()`` comes after the last.
  func takeInOrder(_ pairs: [ScoredPair]) {
    state.withLock { state in
      if state.blocks.isEmpty { state.blocks.append(Block()) }
      settle(pairs, columnBlock: 0, &state)
    }
  }

  /// Decides what waits, after ``takeInOrder(_:)``.
  func finish() {
    state.withLock { state in
      if !state.blocks.isEmpty { decide(0, &state) }
    }
  }

  /// A tile of the column has been settled; decides blocks that waited for it alone.
  private func cameIn(_ columnBlock: Int, _ state: inout State) {
    var columns = [columnBlock]
    while let block = columns.popLast() {
      state.blocks[block].settledTiles += 1
      guard state.blocks[block].settledTiles == block + 1 else { continue }
      decide(block, &state)
      let waiting = state.blocks[block].waiting
      state.blocks[block].waiting = []
      for (column, pairs) in waiting {
        settle(pairs, columnBlock: column, &state)
        columns.append(column)
      }
    }
  }

  private func decide(_ block: Int, _ state: inout State) {
    // Pairs come by ascending row, so a row's keeper is known before it can be one.
    settle(state.blocks[block].diagonal, columnBlock: block, &state)
    state.blocks[block].diagonal = []
    for pair in state.blocks[block].reversed where state.keepers[pair.column] == nil {
      let keeper = keeper(pair.column, pair.score)
      for member in distinct.members(of: pair.row).dropFirst()
      where isBefore(pair.column, member) {
        offer(keeper, toLater: member, &state)
      }
    }
    state.blocks[block].reversed = []
    state.blocks[block].isDecided = true
  }

  /// Uses pairs whose rows are decided: kept rows drop their columns.
  private func settle(_ pairs: [ScoredPair], columnBlock: Int, _ state: inout State) {
    for pair in pairs {
      if let ownKeeper = state.keepers[pair.row] {
        guard let last = distinct.twins[pair.row]?.last, state.keepers[pair.column] == nil,
          isBefore(pair.column, last), scoring.key(pair.score) > ownKeeper.key
        else { continue }
        state.blocks[columnBlock].reversed.append(pair)
        continue
      }
      state.keepers.offer(keeper(pair.row, pair.score), to: pair.column)
    }
  }

  private func offer(_ keeper: KeeperTable.Keeper, toLater row: UInt32, _ state: inout State) {
    if let present = state.laterKeepers[row], !keeper.isBetter(than: present) { return }
    state.laterKeepers[row] = keeper
  }

  private func keeper(_ row: UInt32, _ score: Float) -> KeeperTable.Keeper {
    KeeperTable.Keeper(number: UInt32(oldCount) + row, key: scoring.key(score))
  }

  /// Whether the first member of a prepared row comes before a stored row in keep order.
  private func isBefore(_ prepared: UInt32, _ stored: UInt32) -> Bool {
    let first = distinct.firstRows[Int(prepared)]
    guard let ranks else { return first < stored }
    return ranks[Int(first)] < ranks[Int(stored)]
  }

  /// The keeper of each stored row of a set, its members in keep order; nil for rows that are kept.
  ///
  /// - Parameter selfKey: of the set, where its members reach the limit with each other.
  func keepers(of prepared: UInt32, selfKey: Float?) -> [(row: UInt32, KeeperTable.Keeper?)] {
    let members = distinct.members(of: prepared)
    let number = UInt32(oldCount) + prepared
    return state.withLock { state in
      members.enumerated().map { index, row in
        guard let keeper = state.keepers[prepared] else {
          return (row, index == 0 ? nil : selfKey.map { .init(number: number, key: $0) })
        }
        guard let later = state.laterKeepers[row] else { return (row, keeper) }
        return (row, later.isBetter(than: keeper) ? later : keeper)
      }
    }
  }
}
