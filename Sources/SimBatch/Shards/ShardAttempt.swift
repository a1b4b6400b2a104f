import Glibc

/// A run of a shard, as it tells of itself in the plan's folder.
public struct ShardAttempt: Codable, Sendable {
  public enum Outcome: String, Codable, Sendable {
    case running, done, interrupted, failed
  }

  public var shard: Int
  public var host: String
  public var process: Int
  /// The engine's own name of it, such as `slurm 12_3`.
  public var engineJob: String?
  /// Seconds since 1970 began.
  public var started: Double
  public var updated: Double
  /// From 0 to 1.
  public var share: Double
  public var outcome: Outcome
  public var message: String?
}

/// Writes down how an attempt goes. That it cannot is no reason for a shard to fail.
public final class ShardAttemptLog: ProgressObserver {
  private let path: String
  private let other: (any ProgressObserver)?
  private let state: Synchronized<(attempt: ShardAttempt, written: Double)>

  /// Seconds between two notes.
  static let interval = 10.0

  /// - Parameter other: told of progress as well.
  public init(
    _ shard: Int,
    in folder: PlanFolder,
    engineJob: String?,
    also other: (any ProgressObserver)?
  ) {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let host = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    path = "\(folder.attemptsPath)/\(shard)-\(host)-\(getpid()).json"
    self.other = other
    let now = WallTime.now.seconds
    let attempt = ShardAttempt(
      shard: shard,
      host: host,
      process: Int(getpid()),
      engineJob: engineJob,
      started: now,
      updated: now,
      share: 0,
      outcome: .running
    )
    state = Synchronized((attempt, -.infinity))
    write()
  }

  public func progress(stage: String, done: Int, total: Int) {
    other?.progress(stage: stage, done: done, total: total)
    let now = StageClock.now
    var isDue = false
    state.update { state in
      state.attempt.share = total > 0 ? Double(done) / Double(total) : 0
      isDue = now - state.written >= Self.interval
      // Other threads need not write the same.
      if isDue { state.written = now }
    }
    if isDue { write() }
  }

  /// Notes how it ended.
  public func end(_ outcome: ShardAttempt.Outcome, _ message: String? = nil) {
    state.update { state in
      state.attempt.outcome = outcome
      state.attempt.message = message
      if outcome == .done { state.attempt.share = 1 }
    }
    write()
  }

  private func write() {
    var attempt: ShardAttempt?
    state.update { state in
      state.attempt.updated = WallTime.now.seconds
      state.written = StageClock.now
      attempt = state.attempt
    }
    guard let attempt else { return }
    try? JSONReport(path).finish(attempt)
  }
}
