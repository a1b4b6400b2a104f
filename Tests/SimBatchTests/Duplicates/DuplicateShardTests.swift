import Foundation
import Testing

@testable import SimBatch

extension DuplicateTests {
  /// Jobs that are stopped and go on, and jobs that are divided.
  @Suite("in pieces")
  struct Pieces {
    private static let rows = clusteredRows(300, 6, seed: 12)

    private func options() -> DuplicateOptions {
      var options = DuplicateOptions(measure: .cosine, threshold: .limit(0.8))
      options.keepOrder = .central
      options.resources.blockSide = 60
      options.resources.threads = 2
      return options
    }

    /// Runs until it ends or is stopped, which happens after `limit` tiles.
    private func run(
      _ matrix: StoredMatrix,
      _ options: DuplicateOptions,
      state: String,
      limit: Int = .max,
      restarts: Bool = false
    ) throws -> (decisions: DuplicateDecisions, report: DuplicateReport) {
      let stop = StopRequest()
      var search = try DuplicateSearch(rows: matrix, options: options)
      search.checkpoints = CheckpointOptions(
        path: state,
        seconds: 0,
        restarts: restarts,
        stop: stop
      )
      let found = try search.run(progress: Stopper(stop, after: limit))
      search.removeState()
      return found
    }

    @Test(
      arguments: [
        DuplicateOptions.Threshold.limit(0.8), .target(rowCount: 90, floor: nil),
        .target(rowCount: 200, floor: 0.2),
      ]
    )
    func `go on where they were stopped, as often as it takes`(
      threshold: DuplicateOptions.Threshold
    ) throws {
      let matrix = try storedMatrix(Self.rows)
      let folder = try TemporaryFolder()
      let state = folder("out.simbatch-state")
      var options = options()
      options.threshold = threshold
      if case .target = threshold { options.keepOrder = .last }
      var whole = options
      whole.resources.blockSide = nil
      let expected = WholeDecisions(
        try DuplicateSearch(rows: matrix, options: whole).run(),
        pairs: ""
      )
      var stops = 0
      for _ in 0..<40 {
        do {
          let found = try run(matrix, options, state: state, limit: 3)
          #expect(WholeDecisions(found, pairs: "") == expected)
          #expect(found.report.work.blockPairsResumed > 0)
          break
        } catch JobError.interrupted(let saved) {
          #expect(saved == state || saved == nil)
          stops += 1
        }
      }
      #expect(stops > 1 && stops < 40)
      #expect(try folder.names.isEmpty)
    }

    @Test func `refuse states of other jobs and damaged ones, until they are forgotten`() throws {
      let matrix = try storedMatrix(Self.rows)
      let folder = try TemporaryFolder()
      let state = folder("out.simbatch-state")
      #expect(throws: JobError.interrupted(state: state)) {
        try run(matrix, options(), state: state, limit: 5)
      }
      let bytes = try folder.bytes("out.simbatch-state")
      func refusal(_ matrix: StoredMatrix, _ change: (inout DuplicateOptions) -> Void) -> String {
        var options = options()
        change(&options)
        return message { _ = try run(matrix, options, state: state) }
      }
      let limits = refusal(matrix) { $0.threshold = .limit(0.85) }
      #expect(limits.hasPrefix("65 ") && limits.contains("limit was 0.8 and is 0.85"), "\(limits)")
      let target = refusal(matrix) {
        $0.threshold = .target(rowCount: 90, floor: 0.5)
        $0.keepOrder = .first
      }
      #expect(
        target.contains("limit was 0.8 and is that of 90 rows, 0.5 at the least"),
        "\(target)"
      )
      let groups = refusal(matrix) { $0.grouping = .connected }
      #expect(groups.contains("group was representative and is connected"), "\(groups)")
      let values = refusal(matrix) { $0.keepOrder = .scores(Self.rows.map { $0[0] }) }
      #expect(values.contains("keep was central and is score"), "\(values)")
      var changed = Self.rows
      changed[299][2] += 1
      let content = refusal(try storedMatrix(changed)) { _ in }
      #expect(content.contains("the content of the input has changed"), "\(content)")
      var random = SplitMix64(seed: 4)
      for _ in 0..<20 {
        var damaged = bytes
        damaged[random.next(below: bytes.count)] ^= UInt8(1 << random.next(below: 8))
        try Data(damaged).write(to: URL(filePath: state))
        let found = message { _ = try run(matrix, options(), state: state) }
        #expect(found.hasPrefix("65 ") && found.contains("--restart"), "\(found)")
      }
      let fresh = try run(matrix, options(), state: state, restarts: true)
      #expect(fresh.report.work.blockPairsResumed == 0)
      #expect(try folder.names.isEmpty)
    }

    @Test(arguments: [UInt32(300), 17, .max])
    func `refuse a state that names a pair that cannot be, though its sum is right`(
      other: UInt32
    ) throws {
      let matrix = try storedMatrix(Self.rows)
      let folder = try TemporaryFolder()
      let state = folder("out.simbatch-state")
      #expect(throws: JobError.self) { try run(matrix, options(), state: state, limit: 5) }
      let file = try #require(try StateFile.readState(state))
      try StateFile.write(.state, file.lines, to: state, isPrivate: true) { payload in
        try payload.append([PairSpool.Pair(row: 17, other: other, score: 0.9)])
      }
      let found = message { _ = try run(matrix, options(), state: state) }
      #expect(found.hasPrefix("65 ") && found.contains("pairs of rows"), "\(found)")
    }

    // MARK: Shards

    private func planned(
      _ search: DuplicateSearch,
      shards: Int,
      in folder: PlanFolder
    ) throws -> ShardPlan {
      try search.plan(
        PlanRequest(folder: folder, shardCount: shards, words: [], directory: "/")
      )
    }

    private func run(
      _ shard: Int,
      _ search: DuplicateSearch,
      _ plan: ShardPlan,
      in folder: PlanFolder
    ) throws {
      _ = try search.run(
        shard: shard,
        of: plan,
        in: folder,
        checkpoints: CheckpointOptions(path: folder.statePath(shard), stop: StopRequest())
      )
    }

    private func expectSame(
      _ matrix: StoredMatrix,
      against old: StoredMatrix? = nil,
      _ options: DuplicateOptions,
      shards: Int
    ) throws {
      var whole = options
      whole.resources.blockSide = nil
      let expected = try WholeDecisions.of(matrix, against: old, whole)
      let temporary = try TemporaryFolder()
      let folder = PlanFolder(temporary("plan"))
      let search = try DuplicateSearch(rows: matrix, against: old, options: options)
      let plan = try planned(search, shards: shards, in: folder)
      for shard in (0..<shards).reversed() { try run(shard, search, plan, in: folder) }
      let merged = try WholeDecisions(options.measure, oldRowCount: old?.rowCount) {
        try search.merge(plan, in: folder, pairs: $0)
      }
      #expect(merged == expected, "\(shards) shards")
    }

    @Test(arguments: Measure.allCases, [2, 5])
    func `decide in shards as one machine does`(measure: Measure, shards: Int) throws {
      let rows = tiedRows(90, 4, seed: 31) + clusteredRows(40, 4, seed: 5)
      let limits: [Measure: Float] = [.cosine: 0.8, .pearson: 0.9, .dot: 4, .euclidean: 1.5]
      var options = DuplicateOptions(
        measure: measure,
        threshold: .limit(try #require(limits[measure]))
      )
      options.resources.blockSide = 19
      options.keepOrder = shards == 2 ? .last : .first
      try expectSame(storedMatrix(rows), options, shards: shards)
      options.keepOrder = .central
      let (old, new) = (Array(rows[..<47]), Array(rows[47...]))
      try expectSame(storedMatrix(new), against: storedMatrix(old), options, shards: shards)
      options.grouping = .connected
      try expectSame(storedMatrix(rows), options, shards: shards)
    }

    @Test(arguments: [1, 19, 30, 200])
    func `have no block of both old rows and others`(side: Int) {
      // Rows 0 to 46 are old; the shard's rows go beyond them.
      let region = PairRegion(rows: 0..<90, columns: 90..<130, isSelfJoin: true)
      let plan = BlockPlan(region, side: side, border: 47)
      #expect(plan.pairs.allSatisfy { $0.rows.upperBound <= 47 || $0.rows.lowerBound >= 47 })
      #expect(plan.pairs.allSatisfy { $0.rows.count <= side && $0.columns.count <= side })
      #expect(plan.pairCount == 90 * 40)
    }

    @Test func `name the shards whose parts are missing, damaged or of another plan`() throws {
      let temporary = try TemporaryFolder()
      let folder = PlanFolder(temporary("plan"))
      let search = try DuplicateSearch(rows: storedMatrix(Self.rows), options: options())
      let plan = try planned(search, shards: 4, in: folder)
      for shard in [0, 1, 3] { try run(shard, search, plan, in: folder) }
      let early = message { _ = try search.merge(plan, in: folder) }
      #expect(early.hasPrefix("65 ") && early.contains("not done: shard 2"), "\(early)")
      try run(2, search, plan, in: folder)
      var bytes = try temporary.bytes("plan/parts/1.part")
      bytes[bytes.count / 2] ^= 4
      try Data(bytes).write(to: URL(filePath: folder.partPath(1)))
      let damaged = message { _ = try search.merge(plan, in: folder) }
      #expect(damaged.hasPrefix("65 ") && damaged.contains("shard 1: "), "\(damaged)")
      try FileManager.default.removeItem(atPath: folder.partPath(1))
      try FileManager.default.copyItem(atPath: folder.partPath(3), toPath: folder.partPath(1))
      let foreign = message { _ = try search.merge(plan, in: folder) }
      #expect(foreign.hasPrefix("65 ") && foreign.contains("shard 1: "), "\(foreign)")
      var other = options()
      other.threshold = .limit(0.9)
      let search2 = try DuplicateSearch(rows: storedMatrix(Self.rows), options: other)
      let limits = message { _ = try search2.merge(plan, in: folder) }
      #expect(limits.hasPrefix("65 ") && limits.contains("limit was 0.8 and is 0.9"), "\(limits)")
    }

    @Test func `cannot look for a target`() throws {
      let temporary = try TemporaryFolder()
      let search = try DuplicateSearch(
        rows: storedMatrix(Self.rows),
        options: DuplicateOptions(
          measure: .cosine,
          threshold: .target(rowCount: 100, floor: nil)
        )
      )
      let found = message {
        _ = try planned(search, shards: 2, in: PlanFolder(temporary("plan")))
      }
      #expect(found.hasPrefix("64 ") && found.contains("--target"), "\(found)")
    }
  }
}
