import Synchronization

/// A wish that a running job end soon, which a job that can save its state honours by saving it.
public final class StopRequest: Sendable {
  /// That of this process, made by SIGINT and SIGTERM.
  public static let ofProcess = StopRequest()

  private let requested = Atomic<Bool>(false)
  /// Jobs under way that will save their state when asked to stop.
  private let savers = Counter()

  public init() {}

  public var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Whether a job is under way that will save its state.
  public var isAwaited: Bool { savers.current > 0 }

  /// Asks jobs to stop. They save what they have and fail with ``JobError/interrupted(state:)``.
  ///
  /// - Returns: whether any job has something to save.
  @discardableResult public func request() -> Bool {
    requested.store(true, ordering: .relaxed)
    return isAwaited
  }

  /// Runs `body`, a job that looks at ``isRequested`` often and saves its state.
  public func whileSaving<Result>(_ body: () throws -> Result) rethrows -> Result {
    savers.add(1)
    defer { savers.add(-1) }
    return try body()
  }
}
