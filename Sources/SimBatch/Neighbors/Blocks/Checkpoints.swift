/// Where, and how often, a long search saves what it has found.
public struct CheckpointOptions: Sendable {
  /// The file of the state.
  public var path: String
  /// Seconds between two saves, at least.
  public var seconds: Double
  /// Forgets a state that is there.
  public var restarts: Bool
  /// What asks the search to save its state and stop.
  public var stop: StopRequest

  public init(
    path: String,
    seconds: Double = 60,
    restarts: Bool = false,
    stop: StopRequest = .ofProcess
  ) {
    self.path = path
    self.seconds = seconds
    self.restarts = restarts
    self.stop = stop
  }
}

/// Saves the state of a search by blocks while it runs, and brings it back.
final class Checkpoints {
  private let options: CheckpointOptions
  private let settings: SearchSettings
  private let blockSide: Int
  private let earlier: SavedSearch?
  private var lastSave = StageClock.now
  private var pairsSaved = 0
  /// Seconds that the last save took.
  private var cost = 0.0
  /// Seconds that all saves took.
  private(set) var totalCost = 0.0

  /// Saving takes at most one part in so many of the time.
  private static let patience = 50.0

  var stop: StopRequest { options.stop }

  /// - Parameter earlier: what an earlier run left, if anything.
  /// - Throws: ``JobError/data(_:)`` where it was another search that left it.
  init(
    _ options: CheckpointOptions,
    settings: SearchSettings,
    blockSide: Int,
    earlier: SavedSearch?
  ) throws(JobError) {
    if let difference = earlier?.settings.difference(from: settings) {
      throw .data(
        """
        \(options.path): it is the state of another run: \(difference); \
        --restart forgets it and starts over
        """
      )
    }
    self.options = options
    self.settings = settings
    self.blockSide = blockSide
    self.earlier = earlier
  }

  /// Puts back what an earlier run found; nil where there was none.
  func restore(_ answers: RunningAnswers, plan: BlockPlan) throws -> BlockWork? {
    guard let earlier else { return nil }
    try earlier.restore(answers, plan: plan)
    pairsSaved = earlier.done.pairs
    return earlier.done
  }

  /// Saves the state if enough time has passed.
  func saveIfDue(_ answers: RunningAnswers, _ done: BlockWork) throws {
    let wait = max(options.seconds, Self.patience * cost)
    guard StageClock.now - lastSave >= wait else { return }
    try save(answers, done)
  }

  /// Saves the state if the search was long enough to have been saved before.
  func saveIfBegun(_ answers: RunningAnswers, _ done: BlockWork) throws {
    if pairsSaved > 0, done.pairs > pairsSaved { try save(answers, done) }
  }

  /// Saves the state and ends the search.
  func interrupt(_ answers: RunningAnswers, _ done: BlockWork) throws -> Never {
    if done.pairs > pairsSaved { try save(answers, done) }
    throw JobError.interrupted(state: done.pairs > 0 ? options.path : nil)
  }

  private func save(_ answers: RunningAnswers, _ done: BlockWork) throws {
    let start = StageClock.now
    try SavedSearch.write(answers, done, settings: settings, blockSide: blockSide, to: options.path)
    lastSave = StageClock.now
    pairsSaved = done.pairs
    cost = lastSave - start
    totalCost += cost
  }

  /// Removes the state: the answer is in place.
  func remove() { FileSystem.remove(options.path) }
}
