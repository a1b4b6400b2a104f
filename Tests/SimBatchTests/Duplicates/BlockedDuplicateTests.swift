import Foundation
import Testing

@testable import SimBatch

/// All that a deduplication tells of rows.
struct WholeDecisions: Equatable {
  let decisions: [DuplicateDecisions.Decision]
  let groups: [Int?]
  let lowest: [UInt32?]
  let pairCount: Int
  let pairLines: String

  init(_ found: (decisions: DuplicateDecisions, report: DuplicateReport), pairs: String) {
    let rows = 0..<found.decisions.rowCount
    decisions = rows.map { found.decisions[$0] }
    groups = rows.map { found.decisions.group(of: $0) }
    lowest = rows.map { found.decisions.lowestScore(inGroupOf: $0)?.bitPattern }
    pairCount = found.report.result.pairs
    pairLines = pairs
  }

  /// Runs `body` with a file for pairs.
  init(
    _ measure: Measure,
    oldRowCount: Int? = nil,
    _ body: (PairOutput) throws -> (DuplicateDecisions, DuplicateReport)
  ) throws {
    let folder = try TemporaryFolder()
    let output = try PairOutput(folder("pairs.csv"), measure: measure, oldRowCount: oldRowCount)
    let found = try body(output)
    try #require(output.file).commit()
    self.init(found, pairs: try folder.text("pairs.csv"))
  }

  static func of(
    _ matrix: StoredMatrix,
    against old: StoredMatrix? = nil,
    only subset: [UInt32]? = nil,
    _ options: DuplicateOptions
  ) throws -> WholeDecisions {
    try WholeDecisions(options.measure, oldRowCount: old?.rowCount) {
      try DuplicateSearch(rows: matrix, against: old, options: options, only: subset)
        .run(pairs: $0)
    }
  }
}

/// Rows of small whole numbers, many of which are equal or have equal scores.
func tiedRows(_ n: Int, _ d: Int, seed: UInt64) -> [[Double]] {
  var rows = Rows.smallIntegers(n, d, seed: seed, range: -1...2)
  // No measure judges constant rows alike.
  for index in rows.indices where Set(rows[index]).count == 1 {
    rows[index] = (0..<d).map { Double($0 + index % 3 + 1) }
  }
  return rows
}

extension DuplicateTests {
  @Suite("by blocks")
  struct Blocks {
    private static let limits: [Measure: Float] = [
      .cosine: 0.8, .pearson: 0.9, .dot: 4, .euclidean: 1.5,
    ]

    private func expectSame(
      _ matrix: StoredMatrix,
      against old: StoredMatrix? = nil,
      only subset: [UInt32]? = nil,
      _ options: DuplicateOptions,
      blocks: [Int]
    ) throws {
      let whole = try WholeDecisions.of(matrix, against: old, only: subset, options)
      for side in blocks {
        var options = options
        options.resources.blockSide = side
        options.resources.tileSide = 16
        let found = try WholeDecisions.of(matrix, against: old, only: subset, options)
        #expect(found == whole, "\(options.measure), blocks of \(side)")
      }
    }

    private func keepOrders(_ count: Int) -> [KeepOrder] {
      [.first, .last, .central, .scores((0..<count).map { Double($0 * 37 % 11) })]
    }

    @Test(arguments: Measure.allCases)
    func `decide as all rows in one block do, in every keep order`(measure: Measure) throws {
      let limit = try #require(Self.limits[measure])
      let (tied, clustered) = (tiedRows(70, 4, seed: 3), clusteredRows(70, 5, seed: 4))
      for (order, rows) in zip(keepOrders(70), [tied, clustered, clustered, tied]) {
        let matrix = try storedMatrix(rows)
        for grouping in DuplicateGrouping.allCases {
          var options = DuplicateOptions(measure: measure, threshold: .limit(limit))
          options.grouping = grouping
          options.keepOrder = order
          try expectSame(matrix, options, blocks: [grouping == .connected ? 36 : 23])
        }
      }
    }

    @Test(arguments: Measure.allCases)
    func `decide against old rows, and only some rows, as all rows in one block do`(
      measure: Measure
    ) throws {
      let rows = tiedRows(90, 4, seed: 8)
      let (old, new) = (try storedMatrix(Array(rows[..<31])), try storedMatrix(Array(rows[31...])))
      let limit = try #require(Self.limits[measure])
      var options = DuplicateOptions(measure: measure, threshold: .limit(limit))
      let subset = (0..<59).filter { $0 % 3 != 1 }.map { UInt32($0) }
      try expectSame(new, against: old, only: subset, options, blocks: [17])
      for order in keepOrders(new.rowCount) {
        options.keepOrder = order
        try expectSame(new, against: old, options, blocks: [17])
      }
    }

    @Test func `leave identical rows apart that do not reach the limit, and bad rows out`() throws {
      // Under dot a row of length 1 reaches 4 with long rows only, not with its twins.
      let short: [[Double]] = [[1, 0], [0, 0.5]]
      let rows = (0..<40).map { index in
        index % 4 < 2 ? short[index % 4] : [Double(index % 5), 1.0]
      }
      var options = DuplicateOptions(measure: .dot, threshold: .limit(4))
      for order in keepOrders(rows.count) {
        options.keepOrder = order
        try expectSame(try storedMatrix(rows), options, blocks: [3, 11])
      }
      var bad = tiedRows(40, 3, seed: 2)
      for row in [0, 7, 8, 39] { bad[row] = [0, .nan, 0] }
      options = DuplicateOptions(measure: .cosine, threshold: .limit(0.9))
      options.rows.onBadRow = .skip
      options.rows.centerColumns = true
      try expectSame(try storedMatrix(bad), options, blocks: [8])
    }

    @Test func `of no rows, one row and equal rows`() throws {
      let options = DuplicateOptions(measure: .cosine, threshold: .limit(0.5))
      for rows in [[], [[1.0, 1]], Array(repeating: [1.0, 2], count: 9)] {
        let matrix = try storedMatrix(rows, dimensions: 2)
        try expectSame(matrix, options, blocks: [1, 4])
        try expectSame(matrix, against: storedMatrix([[1, 1], [3, 1]]), options, blocks: [1])
        let none = try storedMatrix([], dimensions: 2)
        try expectSame(matrix, against: none, options, blocks: [2])
      }
    }

    @Test(arguments: DuplicateGrouping.allCases)
    func `decide real rows as one block does`(grouping: DuplicateGrouping) throws {
      let matrix = try StoredMatrix.open(Documents.fixtures + "/descriptions.bin")
      var options = DuplicateOptions(measure: .cosine, threshold: .limit(0.7))
      options.grouping = grouping
      options.keepOrder = .central
      let whole = try WholeDecisions.of(matrix, options)
      options.resources.blockSide = 157
      #expect(try WholeDecisions.of(matrix, options) == whole)
    }

    @Test func `refuse more pairs than the maximum, identical rows counted`() throws {
      let matrix = try storedMatrix(
        Array(repeating: [1.0, 2], count: 30) + tiedRows(20, 2, seed: 1)
      )
      var options = DuplicateOptions(measure: .cosine, threshold: .limit(0.5))
      options.resources.blockSide = 9
      options.maximalPairs = 30 * 29 / 2 - 1
      #expect(throws: DuplicateError.self) { try WholeDecisions.of(matrix, options) }
      options.maximalPairs = 50 * 49 / 2
      _ = try WholeDecisions.of(matrix, options)
    }

    @Test func `are refused by a sample that finds far too many pairs, as one block is`() throws {
      let matrix = try storedMatrix(Rows.gaussian(PairEstimate.leastRowCount, 3, seed: 12))
      let old = try storedMatrix(Rows.gaussian(500, 3, seed: 13))
      var options = DuplicateOptions(measure: .cosine, threshold: .limit(0))
      options.maximalPairs = 1000
      for old in [nil, old] {
        options.resources.blockSide = nil
        let whole = #expect(throws: DuplicateError.self) {
          try decided(matrix, against: old, options)
        }
        options.resources.blockSide = 700
        let blocked = #expect(throws: DuplicateError.self) {
          try decided(matrix, against: old, options)
        }
        guard case .estimateExceedsMaximum? = whole else {
          Issue.record("\(String(describing: whole))")
          return
        }
        #expect(blocked == whole)
      }
    }

    @Test(arguments: DuplicateGrouping.allCases)
    func `find the limit of a target as all rows in one block do`(grouping: DuplicateGrouping)
      throws
    {
      for (rows, measure) in zip(
        [tiedRows(60, 4, seed: 5), clusteredRows(60, 4, seed: 6)],
        [
          Measure.dot, .cosine,
        ]
      ) {
        let matrix = try storedMatrix(rows)
        for order in keepOrders(rows.count) where !order.isCentral {
          var options = DuplicateOptions(measure: measure, threshold: .limit(0))
          options.grouping = grouping
          options.keepOrder = order
          for target in [4, 31, 60] {
            options.threshold = .target(rowCount: target, floor: target == 31 ? 0.1 : nil)
            try expectSame(matrix, options, blocks: [13, 29])
          }
        }
      }
    }

    @Test func `find the limit of a target against old rows, of some rows`() throws {
      let rows = clusteredRows(90, 4, seed: 8)
      let (old, new) = (try storedMatrix(Array(rows[..<31])), try storedMatrix(Array(rows[31...])))
      let options = DuplicateOptions(
        measure: .cosine,
        threshold: .target(rowCount: 9, floor: nil)
      )
      let subset = (0..<59).filter { $0 % 3 != 1 }.map { UInt32($0) }
      try expectSame(new, against: old, options, blocks: [17, 40])
      try expectSame(new, against: old, only: subset, options, blocks: [17])
    }

    // MARK: Memory

    /// Rows so wide that blocks of them take more than what else there is.
    private static let wideRows = clusteredRows(700, 2500, seed: 31)

    @Test(arguments: Measure.allCases)
    func `decide alike in all the memory that they want, in the least and between`(
      measure: Measure
    ) throws {
      let matrix = try storedMatrix(Self.wideRows)
      let limits: [Measure: Float] = [.cosine: 0.95, .pearson: 0.95, .dot: 2400, .euclidean: 16]
      var options = DuplicateOptions(
        measure: measure,
        threshold: .limit(try #require(limits[measure]))
      )
      options.resources.threads = 2
      let whole = try WholeDecisions.of(matrix, options)
      #expect(whole.decisions.contains(.kept) && whole.pairCount > 100)
      options.resources.memory = 1
      let search = try DuplicateSearch(rows: matrix, options: options)
      let most = DuplicateMemory(search, blockSide: 700, workers: 2).needed
      let error = #expect(throws: JobError.self) { try decided(matrix, options) }
      guard case .overBudget(let least, _)? = error, least < most else {
        Issue.record("\(String(describing: error))")
        return
      }
      for memory in [least, (least + most) / 2, most - 1, most] {
        options.resources.memory = memory
        let found = try WholeDecisions(measure) {
          let found = try DuplicateSearch(rows: matrix, options: options).run(pairs: $0)
          #expect((found.report.work.blockPairs > 1) == (memory < most))
          #expect(found.report.settings.memory.byteCount <= memory)
          return found
        }
        #expect(found == whole)
      }
      options.resources.memory = least - 1
      #expect(throws: JobError.overBudget(needed: least, budget: least - 1)) {
        try decided(matrix, options)
      }
    }

    @Test func `of a target leave room for its pairs`() throws {
      let matrix = try storedMatrix(Self.wideRows)
      var options = DuplicateOptions(
        measure: .cosine,
        threshold: .target(rowCount: 600, floor: nil)
      )
      func memory(_ bytes: Int) throws -> DuplicateMemory {
        options.resources.memory = bytes
        let search = try DuplicateSearch(rows: matrix, options: options)
        return try .fitting(search, blockSide: nil, workers: 2)
      }
      let needed = #expect(throws: JobError.self) { try memory(1) }
      guard case .overBudget(let least, _)? = needed else {
        Issue.record("\(String(describing: needed))")
        return
      }
      #expect(try memory(least).heldPairs == 4096 + 100)
      let more = try memory(least + 2_000_000)
      #expect(more.blockSide > 256 && more.blockSide < 700 && more.heldPairs > 4096 + 100)
      #expect(more.needed <= more.budget)
      #expect(try memory(1 << 31).blockSide == 700)
    }
  }
}
