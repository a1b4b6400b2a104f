import FoundationEssentials
import Testing

@testable import SimBatch

/// Jobs whose prepared rows are in scratch files give the answers of jobs in memory.
@Suite("Scratch files take prepared rows")
struct ScratchJobTests {
  /// Runs a job with all the memory that it wants, and then with too little for its rows: just too
  /// little, and the least that is enough.
  private func forEachBudget(
    _ resources: ResourceOptions,
    _ run: (ResourceOptions) throws -> Void
  ) throws {
    func needed(_ resources: ResourceOptions) throws -> Int {
      var resources = resources
      resources.memory = 1
      let error = #expect(throws: JobError.self) { try run(resources) }
      guard case .overBudget(let needed, _) = error else { return 0 }
      return needed
    }
    let most = try needed(resources)
    var scratch = resources
    scratch.scratch = ScratchFolder("/tmp")
    let least = try needed(scratch)
    try #require(least > 0 && least < most)
    for memory in [least, (least + most) / 2, most - 1] {
      scratch.memory = memory
      try run(scratch)
    }
    scratch.memory = least - 1
    #expect(throws: JobError.overBudget(needed: least, budget: least - 1)) { try run(scratch) }
  }

  private func expectSame(
    _ matrix: StoredMatrix,
    against old: StoredMatrix? = nil,
    _ options: DuplicateOptions
  ) throws {
    var options = options
    options.resources.tileSide = 16
    options.resources.threads = 2
    let whole = try decided(matrix, against: old, options)
    // Old rows may leave none to keep.
    #expect(old != nil || whole.contains(.kept))
    try forEachBudget(options.resources) { resources in
      options.resources = resources
      let search = try DuplicateSearch(rows: matrix, against: old, options: options)
      let (found, report) = try search.run()
      #expect((0..<found.rowCount).map { found[$0] } == whole)
      let bytes = try #require(report.work.scratchBytes)
      #expect(try #require(report.work.scratchBytesRead) >= bytes)
      #expect(report.work.screen == "full")
    }
  }

  private func limit(_ measure: Measure) -> Float {
    switch measure {
    case .euclidean: 0.8
    case .dot: 5
    case .cosine, .pearson: 0.6
    }
  }

  @Test("Representatives", arguments: Measure.allCases)
  func representatives(measure: Measure) throws {
    let matrix = try storedMatrix(clusteredRows(400, 5, seed: 31))
    var options = DuplicateOptions(measure: measure, threshold: .limit(limit(measure)))
    try expectSame(matrix, options)
    options.keepOrder = .last
    try expectSame(matrix, options)
    options.keepOrder = .central
    try expectSame(matrix, options)
    let old = try storedMatrix(clusteredRows(170, 5, seed: 31))
    options.keepOrder = .first
    try expectSame(matrix, against: old, options)
  }

  @Test("Connected groups, bad rows, other types and dimensions")
  func others() throws {
    var rows = clusteredRows(420, 6, seed: 8)
    var options = DuplicateOptions(measure: .cosine, threshold: .limit(0.7))
    options.grouping = .connected
    try expectSame(try storedMatrix(rows, as: .f64), options)
    options.grouping = .representative
    options.threshold = .limit(0.8)
    rows[0][1] = .nan
    for row in [17, 100, 419] { rows[row] = [Double](repeating: 0, count: 6) }
    options.rows.onBadRow = .skip
    options.rows.centerColumns = true
    options.rows.dimensions = 5
    try expectSame(try storedMatrix(rows), options)
  }

  @Test("The full matrix", arguments: Measure.allCases)
  func fullMatrix(measure: Measure) throws {
    var rows = Rows.gaussian(2100, 9, seed: 4)
    rows[7] = [Double](repeating: 0, count: 9)
    let matrix = try storedMatrix(rows)
    var options = FullMatrixOptions(measure: measure)
    options.rows.onBadRow = .skip
    options.resources.threads = 1
    options.resources.tileSide = 100
    let whole = try WrittenMatrix(matrix, options)
    try forEachBudget(options.resources) { resources in
      options.resources = resources
      let found = try WrittenMatrix(matrix, options)
      #expect(found.dimensions == whole.dimensions)
      let differs = zip(found.scores, whole.scores).contains { $0.bitPattern != $1.bitPattern }
      #expect(!differs)
      #expect(try #require(found.report.work.scratchBytes) > 0)
    }
  }

  @Test("Neighbors of rows that are in a scratch file themselves")
  func neighbors() throws {
    let folder = try InputScratch()
    let sample = InputSample(rowCount: 400, dimensionCount: 5)
    let path = try folder.file("a.fbin", sample.bin())
    var reading = MatrixReadingOptions()
    (reading.memory, reading.scratch) = (20, ScratchFolder("/tmp"))
    let held = try StoredMatrix.open([path, path], options: reading)
    #expect(held.bytes.scratchByteCount > 0)
    var options = NeighborOptions(measure: .cosine, count: 7)
    let whole = KeptNeighbors()
    _ = try NeighborSearch(base: StoredMatrix.open([path, path]), options: options).run(to: whole)
    options.resources.blockSide = 90
    let found = KeptNeighbors()
    let report = try NeighborSearch(base: held, options: options).run(to: found)
    #expect(found.neighbors == whole.neighbors)
    #expect(found.scores.map(\.bitPattern) == whole.scores.map(\.bitPattern))
    #expect(report.input.scratchBytes == 800 * 5 * 4)
  }
}

@Suite("The order of tiles by bands")
struct TileBandTests {
  @Test(arguments: [1, 2, 5, 9, 10], [1, 2, 3, 10, 20])
  func `of a self-join meets every pair of blocks once, and a block itself in time`(
    blocks: Int,
    width: Int
  ) {
    let queue = TileQueue(
      rowCount: blocks * 7 - 3,
      columnCount: blocks * 7 - 3,
      side: 7,
      isSelfJoin: true,
      order: .bands(width)
    )
    let count = blocks * 7 - 3
    #expect(queue.countPairs().all == count * (count - 1) / 2)
    var met: Set<[Int]> = []
    var pairs = 0
    while let tile = queue.next() {
      #expect(met.insert([tile.rowBlock, tile.columnBlock]).inserted)
      pairs += tile.pairCount
      // All blocks before it have met a block that meets itself; and it has, before later ones do.
      for earlier in 0..<tile.rowBlock where tile.isDiagonal {
        #expect(met.contains([earlier, tile.rowBlock]))
      }
      #expect(met.contains([tile.rowBlock, tile.rowBlock]))
    }
    #expect(met.count == blocks * (blocks + 1) / 2 && pairs == queue.countPairs().all)
  }

  @Test(arguments: [1, 4, 11], [1, 3, 8])
  func `of two sides reads a block of rows once for each band`(rowBlocks: Int, width: Int) throws {
    let queue = TileQueue(
      rowCount: rowBlocks * 5,
      columnCount: 8 * 5 - 1,
      side: 5,
      isSelfJoin: false,
      order: .bands(width)
    )
    let bands = try #require(queue.bands)
    #expect(bands.lineCount == rowBlocks * ((8 + width - 1) / width))
    var met: Set<[Int]> = []
    var lines: [Int] = []
    while let tile = queue.next() {
      #expect(met.insert([tile.rowBlock, tile.columnBlock]).inserted)
      if lines.last != tile.line { lines.append(tile.line) }
      #expect(bands.columnBlocks(ofBand: bands.line(tile.line).band).contains(tile.columnBlock))
    }
    #expect(met.count == rowBlocks * 8 && lines == Array(0..<bands.lineCount))
  }

  @Test func `of nothing is empty, and stops when told`() {
    let none = TileQueue(rowCount: 0, columnCount: 9, side: 2, isSelfJoin: false, order: .bands(2))
    #expect(none.next() == nil && none.countPairs().all == 0)
    let some = TileQueue(rowCount: 99, columnCount: 9, side: 2, isSelfJoin: false, order: .bands(2))
    #expect(some.next() != nil)
    some.stop()
    #expect(some.next() == nil)
  }
}
