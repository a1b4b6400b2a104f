@testable import SimBatch

/// Asks a job to stop after some calls.
final class Stopper: ProgressObserver {
  private let calls = Counter()
  private let limit: Int
  private let stop: StopRequest

  init(_ stop: StopRequest, after limit: Int) {
    self.stop = stop
    self.limit = limit
  }

  func progress(stage: String, done: Int, total: Int) {
    if calls.take() == limit { stop.request() }
  }
}

/// The exit code and the message of the error that `body` throws.
func message(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "no error"
  } catch let error as any SimBatchError {
    return "\(error.exitCode.rawValue) \(error)"
  } catch {
    return "\(error)"
  }
}
