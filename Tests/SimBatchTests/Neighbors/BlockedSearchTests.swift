import Foundation
import Testing

@testable import SimBatch

/// Searches by blocks give the bytes of searches in one piece.
@Suite("Searches by blocks")
struct BlockedSearchTests {
  private func expectSame(
    _ base: StoredMatrix,
    queries: StoredMatrix? = nil,
    _ options: NeighborOptions,
    blocks: [Int]
  ) throws {
    let whole = try search(base, queries: queries, options)
    for side in blocks {
      var options = options
      options.resources.blockSide = side
      let found = try search(base, queries: queries, options)
      #expect(found.report.work.blockPairs > 1)
      #expect(found.kept.neighbors == whole.kept.neighbors, "blocks of \(side)")
      #expect(
        found.kept.scores.map(\.bitPattern) == whole.kept.scores.map(\.bitPattern),
        "blocks of \(side)"
      )
    }
  }

  /// Rows of which some have twins in their own block, in others, or in both.
  private func rows(_ n: Int, _ d: Int) -> [[Double]] {
    var rows = Rows.withTwins(n, d, seed: 7)
    for row in stride(from: 0, to: n - 50, by: 37) { rows[row + 49] = rows[row] }
    return rows
  }

  @Test(arguments: Measure.allCases, [false, true])
  func `find the neighbors of a search in one piece`(measure: Measure, farthest: Bool) throws {
    let matrix = try storedMatrix(rows(211, 13))
    var options = NeighborOptions(measure: measure, count: 9)
    options.farthest = farthest
    try expectSame(matrix, options, blocks: [50, 105, 106, 210])
    // Some hundred pairs of blocks.
    try expectSame(try storedMatrix(Rows.withTwins(23, 5, seed: 3)), options, blocks: [1, 2, 22])
    options.selfNeighbor = .include
    try expectSame(matrix, options, blocks: [64])
  }

  @Test(arguments: ["int8", "int8:8", "prefix:6", "full"])
  func `are the same under every screen`(screen: String) throws {
    let matrix = try storedMatrix(rows(300, 24))
    var options = NeighborOptions(measure: .cosine, count: 5)
    options.resources.screen = try #require(ScreenChoice(argument: screen))
    try expectSame(matrix, options, blocks: [97, 160])
  }

  @Test func `are the same for queries, limits, many ties, more neighbors than rows`() throws {
    let matrix = try storedMatrix(rows(160, 7))
    let queries = try storedMatrix(Rows.gaussian(90, 7, seed: 3) + [[Double]](rows(60, 7)[0..<20]))
    try expectSame(matrix, queries: queries, NeighborOptions(measure: .dot, count: 6), blocks: [33])
    var limited = NeighborOptions(measure: .cosine, count: 20)
    limited.limit = 0.4
    try expectSame(matrix, limited, blocks: [41])
    try expectSame(matrix, NeighborOptions(measure: .euclidean, count: 500), blocks: [70])
    let ties = try storedMatrix(Rows.smallIntegers(240, 3, seed: 5, range: 1...2))
    try expectSame(ties, NeighborOptions(measure: .cosine, count: 12), blocks: [19, 120])
  }

  @Test func `leave out the rows that a search in one piece leaves out`() throws {
    var rows = rows(140, 6)
    for row in [0, 63, 64, 139] { rows[row] = [Double](repeating: 0, count: 6) }
    rows[70][2] = .nan
    var options = NeighborOptions(measure: .cosine, count: 4)
    options.rows.onBadRow = .skip
    options.rows.centerColumns = true
    options.rows.dimensions = 5
    try expectSame(try storedMatrix(rows), options, blocks: [32, 64])
  }
}

@Suite("The order of blocks")
struct BlockPlanTests {
  @Test(arguments: [0, 1, 2, 5, 9, 10, 11, 64], [1, 3, 10])
  func `of a self-join meets every pair of blocks once, and a block itself first`(
    count: Int,
    side: Int
  ) {
    let plan = BlockPlan(side: side, baseCount: count, queryCount: nil)
    #expect(plan.pairCount == count * max(0, count - 1) / 2)
    var met: Set<Range<Int>> = []
    for (index, pair) in plan.pairs.enumerated() {
      if pair.rows == pair.columns { met.insert(pair.rows) }
      #expect(met.contains(pair.rows) && met.contains(pair.columns))
      guard index > 0 else { continue }
      let before = plan.pairs[index - 1]
      // Only where a new block meets itself may nothing be shared.
      let shares = Set([pair.rows, pair.columns]).intersection([before.rows, before.columns])
      #expect(!shares.isEmpty || pair.rows == pair.columns)
    }
  }

  @Test(arguments: [1, 7, 20], [1, 13, 40])
  func `of queries meets every pair once, and shares a block with the one before`(
    queries: Int,
    base: Int
  ) {
    let plan = BlockPlan(side: 4, baseCount: base, queryCount: queries)
    #expect(plan.pairCount == queries * base)
    for (pair, before) in zip(plan.pairs.dropFirst(), plan.pairs) {
      #expect(pair.rows == before.rows || pair.columns == before.columns)
    }
  }
}

@Suite("Regions of pairs")
struct PairRegionTests {
  private typealias Cell = [Int]

  /// The pairs of a region by its definition.
  private func cells(_ rows: Range<Int>, _ columns: Range<Int>, isSelfJoin: Bool) -> Set<Cell> {
    var cells: Set<Cell> = []
    for row in rows {
      for column in columns where !isSelfJoin || row < column { cells.insert([row, column]) }
    }
    return cells
  }

  @Test func `are cut into blocks that have each of their pairs once, and no other`() {
    var random = SplitMix64(seed: 8)
    for _ in 0..<400 {
      let numbers = (0..<4).map { _ in random.next(below: 12) }
      let rows = min(numbers[0], numbers[1])..<max(numbers[0], numbers[1])
      let columns = min(numbers[2], numbers[3])..<max(numbers[2], numbers[3])
      for isSelfJoin in [true, false] {
        let region = PairRegion(rows: rows, columns: columns, isSelfJoin: isSelfJoin)
        let wanted = cells(rows, columns, isSelfJoin: isSelfJoin)
        #expect(region.pairCount == wanted.count, "\(rows) \(columns)")
        let plan = BlockPlan(region, side: 1 + random.next(below: 6))
        let found = plan.pairs.flatMap { cells($0.rows, $0.columns, isSelfJoin: isSelfJoin) }
        #expect(found.count == wanted.count && Set(found) == wanted, "\(rows) \(columns)")
        #expect(plan.pairCount == wanted.count)
        let collecting = Set(region.collectingRows.flatMap { Array($0) })
        for cell in wanted {
          #expect(collecting.contains(cell[0]))
          if isSelfJoin { #expect(collecting.contains(cell[1])) }
        }
      }
    }
  }
}

/// Searches that stop and go on.
@Suite("States of searches")
struct SearchStateTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("simbatch-\(UUID().uuidString)")

  private func options(_ side: Int? = 60) -> NeighborOptions {
    var options = NeighborOptions(measure: .cosine, count: 5)
    options.resources.blockSide = side
    options.resources.threads = 2
    return options
  }

  private func withState(_ body: (String) throws -> Void) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.appendingPathComponent("out.simbatch-state").path)
  }

  /// Runs until it ends or is stopped, which happens after `limit` tiles.
  private func run(
    _ matrix: StoredMatrix,
    _ options: NeighborOptions,
    state: String,
    limit: Int = .max,
    seconds: Double = 0,
    restarts: Bool = false
  ) throws -> (kept: KeptNeighbors, report: NeighborReport) {
    let stop = StopRequest()
    var search = try NeighborSearch(base: matrix, options: options)
    search.checkpoints = CheckpointOptions(
      path: state,
      seconds: seconds,
      restarts: restarts,
      stop: stop
    )
    let kept = KeptNeighbors()
    return (kept, try search.run(to: kept, progress: Stopper(stop, after: limit)))
  }

  @Test(arguments: [0.0, 1e6])
  func `a search that is stopped goes on where it was, as often as it takes`(
    seconds: Double
  ) throws {
    let matrix = try storedMatrix(Rows.withTwins(400, 11, seed: 2))
    let whole = try search(matrix, NeighborOptions(measure: .cosine, count: 5))
    try withState { state in
      var resumed = 0
      for _ in 0..<200 {
        do {
          let found = try run(matrix, options(), state: state, limit: 3, seconds: seconds)
          #expect(found.kept.neighbors == whole.kept.neighbors)
          #expect(found.kept.scores.map(\.bitPattern) == whole.kept.scores.map(\.bitPattern))
          resumed = found.report.work.blockPairsResumed
          #expect(found.report.work.blockPairs == 28)
          break
        } catch JobError.interrupted(let saved) {
          #expect(saved == state || saved == nil)
        }
      }
      #expect(resumed > 0)
      #expect(!FileManager.default.fileExists(atPath: state))
    }
  }

  /// A job in one piece has one pair of blocks, within which it stops and resumes.
  @Test(
    arguments: [1, 3, 40],
    [ScreenChoice.full, .prefix(columns: 6), .int8(columns: nil)]
  )
  func `a search in one piece that is stopped within a pair of blocks resumes there`(
    count: Int,
    screen: ScreenChoice
  ) throws {
    let matrix = try storedMatrix(Rows.withTwins(400, 11, seed: 2))
    let queries = try storedMatrix(Rows.withTwins(130, 11, seed: 3))
    for asked in [nil, queries] {
      var options = options(nil)
      options.count = count
      options.resources.tileSide = 48
      options.resources.screen = screen
      let whole = KeptNeighbors()
      let job = try NeighborSearch(base: matrix, queries: asked, options: options)
      let pairs = try job.run(to: whole).work.pairsCompared
      try withState { state in
        var stops = 0
        while true {
          let stop = StopRequest()
          var search = job
          search.checkpoints = CheckpointOptions(path: state, seconds: 0, stop: stop)
          let kept = KeptNeighbors()
          do {
            let report = try search.run(to: kept, progress: Stopper(stop, after: 2))
            #expect(kept.neighbors == whole.neighbors)
            #expect(kept.scores.map(\.bitPattern) == whole.scores.map(\.bitPattern))
            #expect(report.work.pairsCompared == pairs)
            break
          } catch JobError.interrupted(let saved) {
            #expect(saved == state)
            stops += 1
          }
        }
        #expect(stops > 0)
        #expect(!FileManager.default.fileExists(atPath: state))
      }
    }
  }

  private func stopped(_ matrix: StoredMatrix, state: String) throws {
    #expect(throws: JobError.interrupted(state: state)) {
      _ = try run(matrix, options(), state: state, limit: 8)
    }
    #expect(FileManager.default.fileExists(atPath: state))
  }

  @Test func `a state of another search is refused, with what differs, until it is forgotten`()
    throws
  {
    let rows = Rows.withTwins(400, 11, seed: 2)
    let matrix = try storedMatrix(rows)
    try withState { state in
      try stopped(matrix, state: state)
      var other = options()
      other.count = 6
      let counts = message { _ = try run(matrix, other, state: state) }
      #expect(counts.hasPrefix("65 ") && counts.contains("top was 5 and is 6"), "\(counts)")
      other = options()
      other.measure = .pearson
      let measures = message { _ = try run(matrix, other, state: state) }
      #expect(measures.contains("metric was cosine and is pearson"), "\(measures)")
      var changed = rows
      changed[399][3] += 1
      let changedMatrix = try storedMatrix(changed)
      let content = message { _ = try run(changedMatrix, options(), state: state) }
      #expect(content.contains("the content of the input has changed"), "\(content)")
      let fresh = try run(changedMatrix, options(), state: state, restarts: true)
      #expect(fresh.report.work.blockPairsResumed == 0)
      #expect(!FileManager.default.fileExists(atPath: state))
    }
  }

  @Test func `a state that is damaged in any byte, or cut, is refused`() throws {
    let matrix = try storedMatrix(Rows.withTwins(400, 11, seed: 2))
    try withState { state in
      try stopped(matrix, state: state)
      let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: state)))
      var random = SplitMix64(seed: 4)
      for trial in 0..<60 {
        var damaged = bytes
        if trial.isMultiple(of: 3) {
          damaged.removeLast(1 + random.next(below: bytes.count))
        } else {
          damaged[random.next(below: bytes.count)] ^= UInt8(1 << random.next(below: 8))
        }
        try Data(damaged).write(to: URL(fileURLWithPath: state))
        let found = message { _ = try run(matrix, options(), state: state) }
        #expect(found.hasPrefix("65 "), "\(trial): \(found)")
      }
      try Data(bytes).write(to: URL(fileURLWithPath: state))
      #expect(try run(matrix, options(), state: state).report.work.blockPairsResumed > 0)
    }
  }

  /// Puts the sum of what is before it at the end of a state.
  private func write(_ content: [UInt8], to state: String) throws {
    let sum = content.withUnsafeBytes { Checksum.value(of: $0) }
    try Data(content + littleEndian(sum)).write(to: URL(fileURLWithPath: state))
  }

  @Test(
    arguments: [
      ("block pairs done = ", "29"), ("block pairs done = ", "9223372036854775807"),
      ("pairs compared = ", "9223372036854775807"), ("verified = ", "-1"),
      ("operations = ", "nan"), ("product seconds = ", "-inf"), ("block rows = ", "0"),
    ]
  )
  func `a state that says what no search does is refused, though its sum is right`(
    line: String,
    digits: String
  ) throws {
    let matrix = try storedMatrix(Rows.withTwins(400, 11, seed: 2))
    try withState { state in
      try stopped(matrix, state: state)
      var bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: state))).dropLast(8)
      let start = try #require(bytes.firstRange(of: Array("\n\(line)".utf8))).upperBound
      let end = try #require(bytes[start...].firstIndex(of: 0x0A))
      bytes.replaceSubrange(start..<end, with: Array(digits.utf8))
      try write(Array(bytes), to: state)
      let found = message { _ = try run(matrix, options(), state: state) }
      #expect(found.hasPrefix("65 ") && found.contains("--restart"), "\(found)")
    }
  }

  @Test(arguments: [Int32(400), -2, .max])
  func `a state that names a row that is not there is refused`(row: Int32) throws {
    let matrix = try storedMatrix(Rows.withTwins(400, 11, seed: 2))
    try withState { state in
      try stopped(matrix, state: state)
      var bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: state))).dropLast(8)
      let head = try #require(bytes.firstRange(of: [0x0A, 0x0A])).upperBound
      let start = (head + 63) / 64 * 64
      bytes.replaceSubrange(start..<start + 4, with: littleEndian(row))
      try write(Array(bytes), to: state)
      let found = message { _ = try run(matrix, options(), state: state) }
      #expect(found.hasPrefix("65 ") && found.contains("row numbers below 400"), "\(found)")
    }
  }

  @Test func `blocks of more rows than there are are one block`() throws {
    let matrix = try storedMatrix(Rows.withTwins(40, 5, seed: 2))
    let whole = try search(matrix, NeighborOptions(measure: .cosine, count: 5))
    let found = try search(matrix, options(.max))
    #expect(found.kept.neighbors == whole.kept.neighbors)
    #expect(found.report.work.blockPairs == 1)
  }
}
