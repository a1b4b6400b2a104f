import ArgumentParser
import SimBatch

/// A subcommand whose job can be divided into shards.
protocol ShardedCommand: ParsableCommand {
  /// What the job is called in a sentence.
  static var noun: String { get }
  /// Files that the job reads.
  var inputPaths: [String?] { get }
  var reporting: ReportFlags { get }

  /// Refuses options that contradict each other, or that have no meaning in shards, before any file
  /// is opened.
  func checkForShards() throws
  func plan(_ request: PlanRequest) throws -> ShardPlan
  /// - Parameters:
  ///   - rows: as if the input had so many.
  ///   - machines: a number of machines to be looked at as well.
  func estimate(rows: Int?, machines: Int?) throws -> ShardEstimate
  func run(_ run: ShardRun) throws -> ShardReport
  /// Puts the parts of a plan together, and says what was done.
  func merge(_ plan: ShardPlan, in folder: PlanFolder) throws
}

extension ShardedCommand {
  /// Refuses what cannot be divided into shards, before any file is opened.
  func requireShardable() throws {
    if inputPaths.contains("-") {
      throw JobError.usage("-: shards have no standard input to share; give them a file")
    }
    try checkForShards()
  }
}

/// A shard that is to be run.
struct ShardRun {
  let shard: Int
  let plan: ShardPlan
  let folder: PlanFolder
  let checkpoints: CheckpointOptions
  let progress: any ProgressObserver
}

/// The jobs that plans are made of.
enum PlannedJob {
  private static let commands: [any ShardedCommand.Type] = [
    Neighbors.self, Duplicates.self, FullMatrixCommand.self,
  ]

  /// The job of a plan, parsed again.
  ///
  /// - Parameter overrides: words that replace those of the plan.
  /// - Throws: ``JobError/data(_:)`` where the words are none of this version's.
  static func parse(_ plan: ShardPlan, with overrides: [String]) throws -> any ShardedCommand {
    guard let command = command(named: plan.job) else {
      throw JobError.data("the plan is of an unknown job, \(plan.job); make it again")
    }
    return try parse(command, plan.words(with: overrides))
  }

  private static func parse<Command: ShardedCommand>(_ command: Command.Type, _ words: [String])
    throws -> any ShardedCommand
  {
    do {
      return try Command.parse(words)
    } catch {
      throw JobError.data("the words of the plan: \(Command.message(for: error))")
    }
  }

  static func command(named name: String) -> (any ShardedCommand.Type)? {
    commands.first { CommandWords.name(of: $0) == name }
  }
}

extension ShardPlan {
  /// The words of the job with others that replace them; what follows `--` stays at the end.
  func words(with overrides: [String]) -> [String] {
    let end = words.firstIndex(of: "--") ?? words.count
    return Array(words[..<end]) + overrides + Array(words[end...])
  }
}
