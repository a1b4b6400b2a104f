import Glibc

/// Wall-clock seconds of the stages of a job.
package struct StageClock: Sendable {
  private(set) var seconds: [(stage: String, seconds: Double)] = []
  private let start = StageClock.now
  private var last = StageClock.now

  /// Ends a stretch of a stage that began with the last call (or at the start).
  mutating func end(_ stage: String) {
    let now = StageClock.now
    if let index = seconds.firstIndex(where: { $0.stage == stage }) {
      seconds[index].seconds += now - last
    } else {
      seconds.append((stage, now - last))
    }
    last = now
  }

  /// Seconds since the start.
  var total: Double { StageClock.now - start }

  /// Seconds on a clock that no one sets.
  package static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
