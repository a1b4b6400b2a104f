import Glibc
import SimBatch

/// Runs the plan, the shards and the merge as processes of this machine.
struct LocalEngine {
  private static let pauseMicroseconds: useconds_t = 20_000
  /// A process that was interrupted would be again, at once, by whatever interrupted it.
  private static let secondsBeforeRetry = 1.0

  let job: ClusterJob
  /// Shards that run at once.
  let width: Int

  /// A piece of work that is to be done, or is under way.
  private struct Piece {
    let name: String
    let log: String
    let command: [String]
    var runs = 0
    var earliestStart = 0.0
  }

  /// - Throws: ``ClusterError``; ``JobError/interrupted(state:)`` where this process was asked to stop: all
  ///   of its processes are, then.
  func run() throws {
    try StopRequest.ofProcess.whileSaving {
      try run([piece("plan", job.planCommand)])
      try run(
        (0..<job.shardCount).map { shard in
          piece("shard-\(shard)", job.shardCommand(shard))
        }
      )
      try run([piece("merge", job.mergeCommand)])
    }
  }

  private func piece(_ name: String, _ command: [String]) -> Piece {
    Piece(
      name: name.replacing("-", with: " "),
      log: "\(job.logs)/\(name).log",
      command: command
    )
  }

  /// Runs all of them, so many at once.
  private func run(_ pieces: [Piece]) throws {
    var waiting = pieces
    var running: [(piece: Piece, child: ChildProcess)] = []
    do {
      while !waiting.isEmpty || !running.isEmpty {
        if StopRequest.ofProcess.isRequested { throw JobError.interrupted(state: job.plan) }
        while running.count < width,
          let next = waiting.firstIndex(where: { $0.earliestStart <= StageClock.now })
        {
          var piece = waiting.remove(at: next)
          piece.runs += 1
          let log = ChildProcess.Stream.appended(piece.log)
          running.append((piece, try ChildProcess(piece.command, output: log, error: log)))
        }
        usleep(Self.pauseMicroseconds)
        for index in running.indices.reversed() {
          guard let end = running[index].child.endIfAny() else { continue }
          let piece = running.remove(at: index).piece
          if let again = try outcome(of: piece, end) { waiting.append(again) }
        }
      }
    } catch {
      for (_, child) in running { child.send(SIGTERM) }
      for (_, child) in running { _ = child.end() }
      throw error
    }
  }

  /// - Returns: the piece, if it is to run again.
  private func outcome(of piece: Piece, _ end: ChildProcess.End) throws -> Piece? {
    if end == .exit(0) { return nil }
    let reason: String
    switch end {
    case .exit(ExitCode.temporary.rawValue): reason = "it was interrupted"
    case .signal(let signal): reason = "it was ended by signal \(signal)"
    case .exit(let code):
      throw ClusterError.failed(
        piece: piece.name,
        code: ExitCode(rawValue: code) ?? .internal,
        reason: TextTail.lastLine(of: piece.log) ?? "exit code \(code)",
        log: piece.log
      )
    }
    guard piece.runs <= job.retryLimit else {
      throw ClusterError.givenUp(
        piece: piece.name,
        runs: piece.runs,
        reason: reason,
        log: piece.log
      )
    }
    var again = piece
    again.earliestStart = StageClock.now + Self.secondsBeforeRetry
    return again
  }
}
