import Foundation
import Testing

@testable import SimBatch

/// Asks a job to stop once it has come so far.
private final class ShareStopper: ProgressObserver {
  private let stop: StopRequest
  private let share: Double

  init(_ stop: StopRequest, atShare share: Double) { (self.stop, self.share) = (stop, share) }

  func progress(stage: String, done: Int, total: Int) {
    if Double(done) >= share * Double(total) { stop.request() }
  }
}

/// A full matrix that is interrupted goes on where it was.
@Suite("Interrupted full matrices")
struct FullMatrixResumeTests {
  private static let rows = FullMatrixTests.rows(2100, 7, seed: 9)

  /// Runs a job in `folder`, to the end or to a part of its way.
  private func run(
    _ folder: TemporaryFolder,
    _ name: String,
    measure: Measure = .cosine,
    rows: [[Double]] = rows,
    queries: [[Double]]? = nil,
    untilShare share: Double? = nil,
    restarts: Bool = false,
    threads: Int = 2,
    memory: Int? = nil,
    type: ScoreType? = nil
  ) throws -> FullMatrixReport {
    var options = FullMatrixOptions(measure: measure)
    options.rows.onBadRow = .skip
    options.upper = name.hasPrefix("upper")
    options.resources.threads = threads
    options.resources.memory = memory
    options.resources.scratch = ScratchFolder("/tmp")
    var job = try FullMatrixJob(
      base: storedMatrix(rows),
      queries: queries.map { try storedMatrix($0) },
      options: options
    )
    let stop = StopRequest()
    job.checkpoints = CheckpointOptions(
      path: folder(name) + ".simbatch-state",
      seconds: 0,
      restarts: restarts,
      stop: stop
    )
    let output = try FullMatrixOutput(
      folder(name),
      scoreType: type,
      checkpoints: job.usedCheckpoints,
      for: job.shape
    )
    return try job.run(to: output, progress: share.map { ShareStopper(stop, atShare: $0) })
  }

  private func interrupt(_ folder: TemporaryFolder, _ name: String, at share: Double) throws {
    let error = #expect(throws: JobError.self) {
      try run(folder, name, untilShare: share, threads: 1)
    }
    #expect(error == .interrupted(state: folder(name) + ".simbatch-state"))
  }

  @Test(
    "end with the bytes of one that nobody stopped",
    arguments: ["full.npy", "full.hbin", "upper.npy", "queries.fbin"]
  )
  func resumed(name: String) throws {
    let (folder, plain) = (try TemporaryFolder(), try TemporaryFolder())
    let queries = name.hasPrefix("queries") ? Array(Self.rows[100..<1700]) : nil
    let whole = try run(plain, name, queries: queries)
    #expect(try plain.names == [name])
    // Other threads, and so other blocks, each time.
    var saved = 0
    for (share, threads) in [(0.6, 1), (0.7, 3), (0.9, 1)] {
      do {
        _ = try run(folder, name, queries: queries, untilShare: share, threads: threads)
        break
      } catch JobError.interrupted(let state) {
        guard let state else { continue }
        saved += 1
        #expect(state == folder(name) + ".simbatch-state")
        #expect(try folder.names == [name + ".simbatch-partial", name + ".simbatch-state"])
      }
      for left in try folder.names {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder(left))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
      }
    }
    #expect(saved > 0)
    let report = try run(folder, name, queries: queries, threads: 1)
    #expect(try folder.names == [name])
    let isSame = try folder.bytes(name) == plain.bytes(name)
    #expect(isSame)
    #expect(report.work.pairsCompared >= whole.work.pairsCompared)
    let modes = try [folder, plain].map {
      try FileManager.default.attributesOfItem(atPath: $0(name))[.posixPermissions] as? Int
    }
    #expect(modes[0] == modes[1] && modes[0] != 0o600)
  }

  @Test("name what has changed, and forget it when told to")
  func changed() throws {
    let folder = try TemporaryFolder()
    try interrupt(folder, "a.npy", at: 0.6)
    var others = Self.rows
    others[700][3] += 1
    let left = try folder.bytes("a.npy.simbatch-partial")
    for (what, job) in [
      ("metric was cosine and is dot", { try run(folder, "a.npy", measure: .dot) }),
      ("the content of the input has changed", { try run(folder, "a.npy", rows: others) }),
      ("dtype was f4 and is f2", { try run(folder, "a.npy", type: .f2) }),
    ] as [(String, () throws -> FullMatrixReport)] {
      let error = #expect(throws: JobError.self) { try job() }
      #expect(error?.exitCode == .data)
      // Another type has another size, which is noticed first.
      let isNamed = error?.description.contains(what) ?? false
      #expect(isNamed || error?.description.contains("bytes, found") == true, "\(what)")
      #expect(error?.description.contains("--restart") == true)
      let isKept = try folder.bytes("a.npy.simbatch-partial") == left
      #expect(isKept)
    }
    let plain = try TemporaryFolder()
    _ = try run(plain, "a.npy", measure: .dot)
    _ = try run(folder, "a.npy", measure: .dot, restarts: true)
    let isSame = try folder.bytes("a.npy") == plain.bytes("a.npy")
    #expect(isSame)
    #expect(try folder.names == ["a.npy"])
  }

  @Test("refuse what is damaged, cut short or planted")
  func damaged() throws {
    let folder = try TemporaryFolder()
    try interrupt(folder, "a.npy", at: 0.5)
    let (state, partial) = (folder("a.npy.simbatch-state"), folder("a.npy.simbatch-partial"))
    let good = try folder.bytes("a.npy.simbatch-state")
    for place in [0, 40, good.count / 2, good.count - 1] {
      var bytes = good
      bytes[place] ^= 1
      try Data(bytes).write(to: URL(filePath: state))
      let error = #expect(throws: JobError.self) { try run(folder, "a.npy") }
      #expect(error?.exitCode == .data)
      #expect(error?.description.contains("a.npy.simbatch-state") == true)
    }
    try Data(good).write(to: URL(filePath: state))
    let written = try folder.bytes("a.npy.simbatch-partial")
    try Data(written.dropLast()).write(to: URL(filePath: partial))
    let error = #expect(throws: JobError.self) { try run(folder, "a.npy") }
    #expect(error?.description.contains("a.npy.simbatch-partial: expected") == true)

    try FileManager.default.removeItem(atPath: partial)
    try folder.put("precious", in: "victim")
    try FileManager.default.createSymbolicLink(
      atPath: partial,
      withDestinationPath: folder("victim")
    )
    #expect(throws: OutputError.notOurs(file: partial, found: "a symbolic link")) {
      try run(folder, "a.npy")
    }
    try FileManager.default.removeItem(atPath: partial)
    try FileManager.default.linkItem(atPath: folder("victim"), toPath: partial)
    #expect(throws: OutputError.notOurs(file: partial, found: "a file with several names")) {
      try run(folder, "a.npy")
    }
    #expect(try folder.text("victim") == "precious")

    // Without what was written there is nothing to go on with.
    try FileManager.default.removeItem(atPath: partial)
    _ = try run(folder, "a.npy")
    let plain = try TemporaryFolder()
    _ = try run(plain, "a.npy")
    let isSame = try folder.bytes("a.npy") == plain.bytes("a.npy")
    #expect(isSame)
  }

  @Test("leave nothing where nothing was done")
  func nothing() throws {
    let folder = try TemporaryFolder()
    #expect(throws: JobError.interrupted(state: nil)) {
      try run(folder, "a.npy", untilShare: 0)
    }
    #expect(try folder.names.isEmpty)
  }
}
