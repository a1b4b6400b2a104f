import FoundationEssentials

/// How far the shards of a plan are.
public struct ShardStatus: Encodable, Sendable {
  public enum State: String, CaseIterable, Encodable, Sendable {
    /// Its part is there.
    case done
    /// A run of it has given a sign of life in the last minute.
    case running
    /// Its last run was interrupted, and can go on.
    case interrupted
    /// Its last run ended with an error.
    case failed
    /// Its last run has been silent for more than a minute: killed, or cut off.
    case silent
    /// Nobody has started it.
    case waiting
  }

  public struct Shard: Encodable, Sendable {
    public let shard: Int
    public let state: State
    /// What of it is done, from 0 to 1, as far as is known.
    public let share: Double
    public let attempts: Int
    /// Of the last attempt.
    public let host: String?
    public let engineJob: String?
    public let message: String?
    /// Seconds of the last attempt.
    public let seconds: Double?
  }

  public let job: String
  public let shards: [Shard]
  /// Seconds until the last shard is done, if as many run at a time as do now; nil where none runs,
  /// or nothing is known of their speed.
  public let secondsLeft: Double?

  /// A run that has been silent for so many seconds runs no more.
  private static let patience = 6 * ShardAttemptLog.interval

  /// - Throws: ``OutputError`` where the folder cannot be read.
  public init(_ plan: ShardPlan, in folder: PlanFolder) throws {
    job = plan.job
    let attempts = Dictionary(grouping: try Self.attempts(in: folder), by: \.shard)
    let now = WallTime.now.seconds
    let shards = (0..<plan.shardCount).map { shard in
      Self.status(
        shard,
        attempts[shard] ?? [],
        hasPart: FileSystem.exists(folder.partPath(shard)),
        now: now
      )
    }
    self.shards = shards
    secondsLeft = Self.secondsLeft(plan, shards)
  }

  public func count(_ state: State) -> Int { shards.count { $0.state == state } }

  private static func attempts(in folder: PlanFolder) throws -> [ShardAttempt] {
    let names: [String]
    do throws(SystemError) {
      names = try FileSystem.names(in: folder.attemptsPath)
    } catch {
      throw InputError.reading(folder.attemptsPath, errno: error.code)
    }
    return names.filter { $0.hasSuffix(".json") }.compactMap { name in
      // One that is being replaced, or was damaged, tells nothing.
      guard let file = try? InputFile.open("\(folder.attemptsPath)/\(name)") else { return nil }
      return try? JSONDecoder().decode(ShardAttempt.self, from: Data(file.bytes.prefix(.max)))
    }
  }

  private static func status(
    _ shard: Int,
    _ attempts: [ShardAttempt],
    hasPart: Bool,
    now: Double
  ) -> Shard {
    let last = attempts.max { $0.updated < $1.updated }
    let state: State =
      if hasPart {
        .done
      } else if let last {
        switch last.outcome {
        case .running: now - last.updated > patience ? .silent : .running
        case .interrupted: .interrupted
        case .failed: .failed
        // Its part has been taken away.
        case .done: .waiting
        }
      } else {
        .waiting
      }
    return Shard(
      shard: shard,
      state: state,
      share: state == .done ? 1 : state == .waiting ? 0 : last?.share ?? 0,
      attempts: attempts.count,
      host: last?.host,
      engineJob: last?.engineJob,
      message: state == .done ? nil : last?.message,
      seconds: last.map { $0.updated - $0.started }
    )
  }

  private static func secondsLeft(_ plan: ShardPlan, _ shards: [Shard]) -> Double? {
    let running = shards.count { $0.state == .running }
    let known = shards.filter { ($0.state == .done || $0.state == .running) && $0.share > 0 }
    let seconds = known.reduce(0) { $0 + ($1.seconds ?? 0) }
    guard running > 0, seconds > 0 else { return nil }
    let done = known.reduce(0) { $0 + plan.costShare(ofShard: $1.shard) * $1.share }
    let left = shards.reduce(0) { $0 + plan.costShare(ofShard: $1.shard) * (1 - $1.share) }
    return left * seconds / done / Double(running)
  }
}
