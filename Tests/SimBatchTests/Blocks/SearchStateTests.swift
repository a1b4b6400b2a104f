import Foundation
import Testing

@testable import SimBatch

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
