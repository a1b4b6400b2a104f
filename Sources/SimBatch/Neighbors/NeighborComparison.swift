import CSimKernels

/// The middle of a neighbor search: screened tiles go into candidate lists, and what is left in
/// them is verified.
final class NeighborComparison {
  private let sides: PreparedSides
  private let isSelfJoin: Bool
  private let lists: CandidateLists
  private let context: ListContext
  private let spaces: [WorkSpace]
  private let screen: FullScreen
  private let workers: Int
  private let scoring: sim_scoring
  private let leastKey: Float
  let expansion: TwinExpansion

  init(
    sides: PreparedSides,
    options: NeighborOptions,
    neighborCount: Int,
    plan: MemoryPlan,
    kernels: Kernels,
    workers: Int
  ) throws(JobError) {
    let own = sides.queries ?? sides.base
    let other = sides.base
    isSelfJoin = sides.queries == nil
    self.sides = sides
    self.workers = workers
    let scoring = sim_scoring(
      kernels: kernels.table,
      measure: options.measure.kernelValue,
      farthest: options.farthest,
      scale: sides.scale
    )
    self.scoring = scoring
    let key: (Float) -> Float = { score in
      withUnsafePointer(to: scoring) { sim_key($0, score) }
    }
    let leastKey = options.limit.map(key) ?? -.infinity
    self.leastKey = leastKey
    let leastValue =
      leastKey == -.infinity
      ? -Float.infinity : withUnsafePointer(to: scoring) { sim_screen_value_of_key($0, leastKey) }

    // A list holds other sets of rows than its own; there may be fewer than k of them.
    let possible = max(1, isSelfJoin ? other.rowCount - 1 : other.rowCount)
    lists = try CandidateLists(
      rowCount: own.rowCount,
      neighborCount: min(neighborCount, possible),
      spareBytes: plan.spareBytes,
      threshold: leastValue,
      blockSide: plan.tileSide
    )
    context = try ListContext(own: own, other: other, scoring: scoring)
    var spaces: [WorkSpace] = []
    for _ in 0..<workers {
      spaces.append(try WorkSpace(dimensions: own.dimensions, capacity: lists.capacity))
    }
    self.spaces = spaces
    screen = FullScreen(
      rows: own,
      columns: other,
      isSelfJoin: isSelfJoin,
      sign: options.farthest ? -1 : 1,
      tileSide: plan.tileSide,
      workers: workers
    )
    expansion = TwinExpansion(
      own: own.distinct,
      other: other.distinct,
      isSelfJoin: isSelfJoin,
      includeSelf: options.includeSelf,
      neighborCount: neighborCount,
      key: key,
      leastKey: leastKey
    )
  }

  /// Screens every tile and offers what may matter to the lists.
  func collect(progress: (any ProgressObserver)?) throws(JobError) -> ScreenWork {
    let (lists, context, spaces, isSelfJoin) = (lists, context, spaces, isSelfJoin)
    return try screen.run(progress: progress) { worker, tile, product in
      var product = product
      var kernelLists = lists.kernelLists(context, space: spaces[worker])
      lists.withBlocks(tile.rowBlock, isSelfJoin ? tile.columnBlock : nil) {
        withUnsafeMutablePointer(to: &kernelLists) { pointer in
          var collector = sim_collector(lists: pointer, both_sides: isSelfJoin, pairs: nil)
          sim_collect_tile(&product, &collector)
        }
      }
      return true
    }
  }

  /// Scores what is left in the lists in `Double`; from here on they hold the answer.
  ///
  /// - Returns: candidates scored.
  func verify() throws(JobError) -> Int {
    let (lists, context, spaces, leastKey) = (lists, context, spaces, leastKey)
    let verified = Counter()
    Workers.forEachChunk(of: lists.rowCount, size: 256, workers: workers) { worker, range in
      var kernelLists = lists.kernelLists(context, space: spaces[worker])
      var scored = 0
      for row in range { scored += sim_finish_row(&kernelLists, UInt32(row), leastKey) }
      verified.add(scored)
    }
    return verified.current
  }

  /// The sets of rows that answer a stored row, best first; none for a bad row.
  func answers(ofStoredRow row: Int) -> [TwinExpansion.Answer] {
    let prepared = context.own.distinct.preparedRow[row]
    guard prepared != DistinctRows.none else { return [] }
    return lists.answers(of: Int(prepared))
  }

  /// The score that two identical rows have.
  func selfScore(_ preparedRow: UInt32) -> Float {
    var scoring = scoring
    var side = context.own.kernelSide
    let space = spaces[0]
    let stored = Int(context.own.distinct.firstRows[Int(preparedRow)])
    let norm = context.own.examined.info[stored].norm
    sim_expand_row(&scoring, &side, stored, space.values.pointer)
    return sim_reported_score(
      &scoring,
      space.values.pointer,
      norm,
      space.values.pointer,
      norm,
      context.own.dimensions
    )
  }
}
