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

/// What a long job has found so far, in a form that can be saved.
protocol SavedFindings: AnyObject {
  func write(to file: inout StateWriter) throws
  /// - Throws: ``JobError/data(_:)`` where the values cannot be of this job.
  func restore(from state: StateFile) throws
}

/// A comparison under way, in a form that can be saved: which tiles are done, and what is known of
/// their rows that is no finding yet.
protocol OpenComparison {
  var byteCount: Int { get }
  func write(to file: inout StateWriter) throws
}

/// The time in which a job computes before it looks whether to save or to stop.
struct TimeSlice: Sendable {
  /// On the clock of ``StageClock/now``.
  fileprivate let end: Double
  fileprivate let stop: StopRequest?

  /// A slice that ends with the job.
  static let unlimited = TimeSlice(end: .infinity, stop: nil)

  var isOver: Bool { stop?.isRequested == true || StageClock.now >= end }
}

/// Saves the state of a job by pairs of blocks while it runs, and brings it back.
final class Checkpoints {
  private let options: CheckpointOptions
  private var settings: JobSettings
  private let blockSide: Int
  /// State of an earlier run, from which this one goes on; nil once it has begun another search.
  private var earlier: StateFile?
  /// Tells a run that goes on with the state of an earlier one.
  let isResuming: Bool
  private var lastSave = StageClock.now
  private var pairsSaved = 0
  /// Seconds that the last save took.
  private var cost = 0.0
  /// Seconds that all saves took.
  private(set) var totalCost = 0.0

  /// Saving takes at most one part in so many of the time.
  private static let patience = 50.0

  var stop: StopRequest { options.stop }

  /// Whether this run or an earlier one has saved a state.
  var hasBegun: Bool { isResuming || cost > 0 }

  /// - Parameter earlier: what an earlier run left, if anything.
  /// - Throws: ``JobError/data(_:)`` where it was another job that left it.
  init(
    _ options: CheckpointOptions,
    settings: JobSettings,
    blockSide: Int,
    earlier: StateFile?
  ) throws(JobError) {
    if let earlier {
      let then = JobSettings(Array(earlier.lines.dropFirst(1 + BlockWork.none.lines.count)))
      if let difference = then.difference(from: settings) {
        throw .data(
          """
          \(options.path): it is the state of another run: \(difference); \
          --restart forgets it and starts over
          """
        )
      }
    }
    self.options = options
    self.settings = settings
    self.blockSide = blockSide
    self.earlier = earlier
    isResuming = earlier != nil
  }

  /// Turns to another search of the same job, which has found nothing yet.
  func begin(_ settings: JobSettings) {
    self.settings = settings
    earlier = nil
    pairsSaved = 0
  }

  /// Rows of a block of the job that left a state.
  ///
  /// - Throws: ``JobError/data(_:)`` where it does not say so.
  static func blockSide(of state: StateFile) throws(JobError) -> Int {
    guard let side = state.value("block rows").flatMap({ Int($0) }), side > 0 else {
      throw state.damaged("expected rows of a block")
    }
    return side
  }

  /// The comparison that an earlier run had under way, if any.
  var openReader: StateReader? { earlier?.openReader }

  /// Puts back what an earlier run found; nil where there was none.
  ///
  /// - Parameter pairs: of blocks that the job has; a state may not have more.
  func restore(_ findings: any SavedFindings, pairs: Int) throws -> BlockWork? {
    guard let earlier else { return nil }
    let done = try BlockWork(earlier)
    guard done.pairs <= pairs else {
      throw earlier.damaged("expected at most \(pairs) block pairs, found \(done.pairs)")
    }
    try findings.restore(from: earlier)
    pairsSaved = done.pairs
    return done
  }

  /// When the next save is due.
  private var due: Double { lastSave + max(options.seconds, Self.patience * cost) }

  /// The time until the next save is due.
  var slice: TimeSlice { TimeSlice(end: due, stop: stop) }

  /// Saves the state if enough time has passed.
  func saveIfDue(_ findings: any SavedFindings, _ done: BlockWork) throws {
    if StageClock.now >= due { try save(findings, done) }
  }

  /// Jobs that are stopped within so many seconds start over: a state would be in the way of the next
  /// job with that output.
  private static let leastSavedSeconds = 10.0

  /// Saves the state within a comparison, at the end of a slice.
  ///
  /// - Throws: ``JobError/interrupted(state:)`` when asked to stop.
  func pause(_ findings: any SavedFindings, _ done: BlockWork, _ open: any OpenComparison) throws {
    let isShort =
      !hasBegun && done.pairs == 0
      && StageClock.now - lastSave < min(options.seconds, Self.leastSavedSeconds)
    if !isShort { try save(findings, done, open) }
    if stop.isRequested { throw JobError.interrupted(state: isShort ? nil : options.path) }
  }

  /// Saves the state if the job was long enough to have been saved before.
  func saveIfBegun(_ findings: any SavedFindings, _ done: BlockWork) throws {
    if pairsSaved > 0, done.pairs > pairsSaved { try save(findings, done) }
  }

  /// Saves the state and ends the job.
  func interrupt(_ findings: any SavedFindings, _ done: BlockWork) throws -> Never {
    if done.pairs > pairsSaved { try save(findings, done) }
    throw JobError.interrupted(state: done.pairs > 0 ? options.path : nil)
  }

  private func save(
    _ findings: any SavedFindings,
    _ done: BlockWork,
    _ open: (any OpenComparison)? = nil
  ) throws {
    let start = StageClock.now
    let lines = [NamedValue("block rows", blockSide)] + done.lines + settings.values
    try StateFile.write(
      .state,
      lines,
      to: options.path,
      isPrivate: true,
      open: open,
      payload: findings.write
    )
    lastSave = StageClock.now
    pairsSaved = done.pairs
    cost = lastSave - start
    totalCost += cost
  }

  /// Removes the state: the answer is in place.
  func remove() { FileSystem.remove(options.path) }
}
