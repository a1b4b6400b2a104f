/// Hears how far a job is. Called from worker threads, often; must return quickly.
public protocol ProgressObserver: Sendable {
  /// `done` of `total` pairs of the stage are behind us.
  func progress(stage: String, done: Int, total: Int)
}
