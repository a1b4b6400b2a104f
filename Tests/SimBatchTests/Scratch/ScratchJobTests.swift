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
