import Foundation
import Testing

@testable import SimBatch

/// Neighbor searches in shards give the bytes of searches in one piece.
@Suite("Neighbors in shards")
struct NeighborShardTests {
  private func withFolder(_ body: (PlanFolder) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("simbatch-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: path) }
    try body(PlanFolder(path.path))
  }

  private func request(_ folder: PlanFolder, _ count: Int) -> PlanRequest {
    PlanRequest(folder: folder, shardCount: count, words: ["in"], directory: "/")
  }

  private func run(_ search: NeighborSearch, _ shard: Int, _ plan: ShardPlan, _ folder: PlanFolder)
    throws -> ShardReport
  {
    let checkpoints = CheckpointOptions(path: folder.statePath(shard), stop: StopRequest())
    return try search.run(shard: shard, of: plan, in: folder, checkpoints: checkpoints)
  }

  private func expectSame(
    _ base: StoredMatrix,
    queries: StoredMatrix? = nil,
    _ options: NeighborOptions,
    shards: Int
  ) throws {
    let whole = try search(base, queries: queries, options)
    try withFolder { folder in
      let search = try NeighborSearch(base: base, queries: queries, options: options)
      let plan = try search.plan(request(folder, shards))
      // In no order, and one of them twice.
      for shard in (0..<shards).reversed() + [0] { _ = try run(search, shard, plan, folder) }
      let kept = KeptNeighbors()
      let report = try search.merge(plan, in: folder, to: kept)
      #expect(kept.neighbors == whole.kept.neighbors)
      #expect(kept.scores.map(\.bitPattern) == whole.kept.scores.map(\.bitPattern))
      #expect(report.work.pairsCompared > 0 || base.rowCount < 2)
    }
  }

  @Test(arguments: Measure.allCases, [false, true])
  func `find the neighbors of a search in one piece`(measure: Measure, farthest: Bool) throws {
    var options = NeighborOptions(measure: measure, count: 7)
    options.farthest = farthest
    options.rows.centerColumns = farthest
    let rows = Rows.withTwins(211, 13, seed: 7)
    try expectSame(try storedMatrix(rows), options, shards: 5)
    options.selfNeighbor = .include
    options.resources.blockSide = 23
    try expectSame(try storedMatrix(rows), options, shards: 3)
  }

  @Test(arguments: [1, 2, 3, 40])
  func `are the same for few rows, many ties, limits, more neighbors than rows`(shards: Int) throws
  {
    for count in 1...3 {
      let few = try storedMatrix(Rows.gaussian(count, 4, seed: 9))
      try expectSame(few, NeighborOptions(measure: .cosine, count: 2), shards: shards)
    }
    let ties = try storedMatrix(Rows.smallIntegers(150, 3, seed: 5, range: 1...2))
    try expectSame(ties, NeighborOptions(measure: .cosine, count: 12), shards: shards)
    var limited = NeighborOptions(measure: .euclidean, count: 500)
    limited.limit = 1.5
    try expectSame(ties, limited, shards: shards)
  }

  @Test(arguments: ["int8", "prefix:6", "full"])
  func `are the same under every screen, for queries, with bad rows`(screen: String) throws {
    var rows = Rows.withTwins(230, 24, seed: 2)
    rows[17] = [Double](repeating: 0, count: 24)
    var options = NeighborOptions(measure: .cosine, count: 5)
    options.rows.onBadRow = .skip
    options.resources.screen = try #require(ScreenChoice(argument: screen))
    let matrix = try storedMatrix(rows)
    try expectSame(matrix, options, shards: 6)
    try expectSame(matrix, queries: try storedMatrix(Array(rows[5..<70])), options, shards: 4)
  }

  @Test func `a shard that is stopped goes on where it was`() throws {
    var options = NeighborOptions(measure: .cosine, count: 5)
    options.resources.blockSide = 30
    let matrix = try storedMatrix(Rows.withTwins(400, 11, seed: 2))
    let search = try NeighborSearch(base: matrix, options: options)
    try withFolder { folder in
      let plan = try search.plan(request(folder, 2))
      let stop = StopRequest()
      let checkpoints = CheckpointOptions(path: folder.statePath(1), seconds: 0, stop: stop)
      let stopper = Stopper(stop, after: 4)
      #expect(throws: JobError.interrupted(state: folder.statePath(1))) {
        _ = try search.run(
          shard: 1,
          of: plan,
          in: folder,
          checkpoints: checkpoints,
          progress: stopper
        )
      }
      #expect(try run(search, 1, plan, folder).blockPairsResumed > 0)
      #expect(!FileManager.default.fileExists(atPath: folder.statePath(1)))
    }
  }

  @Test func `parts that are missing, damaged or of another plan are named`() throws {
    let options = NeighborOptions(measure: .cosine, count: 5)
    let matrix = try storedMatrix(Rows.withTwins(200, 11, seed: 2))
    let search = try NeighborSearch(base: matrix, options: options)
    try withFolder { folder in
      let plan = try search.plan(request(folder, 4))
      func merge() -> String {
        message { _ = try search.merge(plan, in: folder, to: KeptNeighbors()) }
      }
      for shard in [0, 3] { _ = try run(search, shard, plan, folder) }
      #expect(merge().hasPrefix("65 ") && merge().contains("2 of 4") && merge().contains("1-2"))
      for shard in [1, 2] { _ = try run(search, shard, plan, folder) }
      #expect(merge() == "no error")
      let part = URL(fileURLWithPath: folder.partPath(2))
      let bytes = try Data(contentsOf: part)
      var random = SplitMix64(seed: 3)
      for trial in 0..<40 {
        var damaged = bytes
        if trial.isMultiple(of: 4) {
          damaged.removeLast(1 + random.next(below: bytes.count))
        } else {
          damaged[random.next(below: bytes.count)] ^= UInt8(1 << random.next(below: 8))
        }
        try damaged.write(to: part)
        let found = merge()
        #expect(found.hasPrefix("65 ") && found.contains("shard 2"), "\(trial): \(found)")
        #expect(try ShardReport.ofFinished(2, of: plan, in: folder) == nil)
      }
      try Data(contentsOf: URL(fileURLWithPath: folder.partPath(1))).write(to: part)
      #expect(merge().contains("shard 2") && merge().contains("shard is 1 there, 2 here"))
      try withFolder { other in
        let otherPlan = try search.plan(request(other, 5))
        _ = try run(search, 2, otherPlan, other)
        try Data(contentsOf: URL(fileURLWithPath: other.partPath(2))).write(to: part)
      }
      #expect(merge().contains("another plan"))
      try bytes.write(to: part)
      #expect(merge() == "no error")
    }
  }

  @Test func `rows or options that have changed since the plan are named`() throws {
    let rows = Rows.withTwins(200, 11, seed: 2)
    let options = NeighborOptions(measure: .cosine, count: 5)
    let search = try NeighborSearch(base: try storedMatrix(rows), options: options)
    try withFolder { folder in
      let plan = try search.plan(request(folder, 2))
      var other = options
      other.count = 6
      let counted = try NeighborSearch(base: try storedMatrix(rows), options: other)
      let counts = message { _ = try run(counted, 0, plan, folder) }
      #expect(counts.hasPrefix("65 ") && counts.contains("top was 5 and is 6"), "\(counts)")
      var changed = rows
      changed[3][1] += 1
      let moved = try NeighborSearch(base: try storedMatrix(changed), options: options)
      let content = message { _ = try run(moved, 0, plan, folder) }
      #expect(content.hasPrefix("65 ") && content.contains("row 3 has changed"), "\(content)")
      // The same plan once more keeps what was done; another one is refused.
      _ = try run(search, 0, plan, folder)
      _ = try search.plan(request(folder, 2))
      #expect(try ShardReport.ofFinished(0, of: plan, in: folder)?.wasDone == true)
      let replanned = message { _ = try counted.plan(request(folder, 2)) }
      #expect(replanned.contains("another plan: top was 5 and is 6"), "\(replanned)")
    }
  }
}
