import Foundation
import Testing

@testable import SimBatch

/// A full matrix in shards has the bytes of one in one piece.
@Suite("Shards of a full matrix")
struct MatrixShardTests {
  private static let rows = FullMatrixTests.rows(1700, 5, seed: 3)

  private func job(
    _ measure: Measure = .cosine,
    rows: [[Double]] = rows,
    queries: [[Double]]? = nil,
    order: RowOrder = .stored,
    upper: Bool = false,
    threads: Int = 2
  ) throws -> FullMatrixJob {
    var options = FullMatrixOptions(measure: measure)
    options.rows.onBadRow = .skip
    options.order = order
    options.upper = upper
    options.resources.threads = threads
    return try FullMatrixJob(
      base: storedMatrix(rows),
      queries: queries.map { try storedMatrix($0) },
      options: options
    )
  }

  /// Plans a job and runs some of its shards.
  private func shards(
    _ job: FullMatrixJob,
    _ count: Int,
    in folder: PlanFolder,
    without missing: Set<Int> = []
  ) throws -> ShardPlan {
    let plan = try job.plan(
      PlanRequest(folder: folder, shardCount: count, words: [], directory: "/")
    )
    for shard in 0..<count where !missing.contains(shard) {
      let report = try run(job, shard, of: plan, in: folder)
      #expect(!report.wasDone)
    }
    return plan
  }

  private func run(_ job: FullMatrixJob, _ shard: Int, of plan: ShardPlan, in folder: PlanFolder)
    throws -> ShardReport
  {
    try job.run(
      shard: shard,
      of: plan,
      in: folder,
      checkpoints: CheckpointOptions(path: folder.statePath(shard), stop: StopRequest())
    )
  }

  private func expectMerged(
    _ job: FullMatrixJob,
    _ plan: ShardPlan,
    _ folder: TemporaryFolder,
    _ name: String,
    type: ScoreType? = nil
  ) throws {
    func output(_ path: String) throws -> FullMatrixOutput {
      try FullMatrixOutput(folder(path), scoreType: type, size: 100, for: job.shape)
    }
    let whole = try job.run(to: output("whole-\(name)"))
    let merged = try job.merge(plan, in: PlanFolder(folder("plan")), to: output(name))
    let isSame = try folder.bytes(name) == folder.bytes("whole-\(name)")
    #expect(isSame, "\(name)")
    #expect(merged.result.nearPairs == whole.result.nearPairs)
  }

  @Test("merge into the bytes of one piece", arguments: Measure.allCases, [1, 5])
  func same(measure: Measure, count: Int) throws {
    let folder = try TemporaryFolder()
    let plan = try shards(job(measure), count, in: PlanFolder(folder("plan")))
    for threads in [1, 3] {
      let job = try job(measure, threads: threads)
      try expectMerged(job, plan, folder, "a.npy")
      try expectMerged(job, plan, folder, "b.npy", type: measure == .cosine ? .f2 : nil)
      try expectMerged(job, plan, folder, "c.png")
    }
    try expectMerged(job(measure, upper: true), plan, folder, "u.npy")
  }

  @Test("merge with queries, in an order, and of few rows")
  func others() throws {
    let queries = Array(Self.rows[200..<1300])
    let order = RowOrder.given((0..<1700).reversed().map { UInt32($0) })
    for (name, job) in [
      ("q.fbin", try job(queries: queries)), ("o.npy", try job(order: order)),
      ("c.npy", try job(order: .cluster)), ("few.csv", try job(rows: Array(Self.rows[..<3]))),
    ] {
      let folder = try TemporaryFolder()
      let plan = try shards(job, 4, in: PlanFolder(folder("plan")))
      try expectMerged(job, plan, folder, name)
    }
  }

  @Test("are refused where one is missing, damaged, cut short or of another plan, and made again")
  func faults() throws {
    let folder = try TemporaryFolder()
    let (planned, other) = (PlanFolder(folder("plan")), PlanFolder(folder("other")))
    let job = try job()
    let plan = try shards(job, 3, in: planned, without: [1])
    let foreign = try self.job(.dot)
    _ = try shards(foreign, 3, in: other)
    func expectRefused(_ words: String...) throws {
      let output = try FullMatrixOutput(folder("a.npy"), for: job.shape)
      let error = #expect(throws: JobError.self) { try job.merge(plan, in: planned, to: output) }
      #expect(error?.exitCode == .data)
      for word in words {
        #expect(error?.description.contains(word) == true, "\(String(describing: error))")
      }
    }
    try expectRefused("not done: shard 1")
    _ = try run(job, 1, of: plan, in: planned)
    let piece = "plan/parts/1.part.0"
    let good = try folder.bytes(piece)
    for place in [20, 400, good.count / 2, good.count - 1] {
      var bytes = good
      bytes[place] ^= 4
      try Data(bytes).write(to: URL(filePath: folder(piece)))
      try expectRefused("shard 1: ", "1.part.0")
      #expect(try ShardReport.ofFinished(1, of: plan, in: planned) == nil)
    }
    try Data(good.dropLast(9)).write(to: URL(filePath: folder(piece)))
    try expectRefused("shard 1: ", "1.part.0", "damaged")
    try Data(folder.bytes("other/parts/1.part.0")).write(to: URL(filePath: folder(piece)))
    try expectRefused("shard 1: ", "1.part.0", "another part")
    try Data(folder.bytes("plan/parts/0.part.0")).write(to: URL(filePath: folder(piece)))
    try expectRefused("shard 1: ", "another part")
    try FileManager.default.removeItem(atPath: folder(piece))
    try expectRefused("shard 1: ", "1.part.0")

    _ = try run(job, 1, of: plan, in: planned)
    #expect(try ShardReport.ofFinished(1, of: plan, in: planned)?.wasDone == true)
    let isSame = try folder.bytes(piece) == good
    #expect(isSame)
    try expectMerged(job, plan, folder, "a.npy")
    #expect(throws: JobError.self) { try run(foreign, 1, of: plan, in: planned) }
  }

  @Test("have pieces that hold each square of their region once, one after another")
  func layout() {
    for (isSelfJoin, rows, columns) in [
      (true, 0..<30_000, 0..<30_000), (true, 512..<20_480, 9_216..<30_000),
      (true, 0..<512, 0..<512), (false, 0..<1_000, 8_704..<30_000), (true, 0..<0, 0..<0),
    ] {
      let shape = FullMatrixShape(
        rowCount: isSelfJoin ? 30_000 : 1_000,
        columnCount: 30_000,
        isSelfJoin: isSelfJoin,
        isUpper: false,
        measure: .dot
      )
      let grid = SquareGrid(shape)
      let region = PairRegion(rows: rows, columns: columns, isSelfJoin: isSelfJoin)
      var seen = Set<Int>()
      for piece in PartLayout.pieces(of: region) {
        let layout = PartLayout(grid, piece)
        var next = 0
        for square in grid.squares(of: piece) {
          #expect(seen.insert(grid.index(of: square)).inserted)
          #expect(layout.firstValue(of: square) == next)
          next += square.rows.count * square.columns.count
        }
        #expect(layout.valueCount == next)
      }
      #expect(seen == Set(grid.squares(of: region).map { grid.index(of: $0) }))
    }
  }
}
