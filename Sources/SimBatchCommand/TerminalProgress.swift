import SimBatch
import Synchronization

/// A line on the terminal that says how far a job is, at what rate, and how long it will take.
final class TerminalProgress: ProgressObserver {
  private static let interval = 0.2

  private struct State {
    var stage = ""
    var start = 0.0
    var last = 0.0
    var isShown = false
  }

  private let state = Mutex(State())

  /// nil where nobody would see it: standard error is no terminal, or is for a program (json), or
  /// all should be quiet.
  static func ifWatched(quiet: Bool) -> TerminalProgress? {
    let isWatched = Diagnostics.isTerminal && RunRecord.ofProcess.logFormat == .text
    return quiet || !isWatched ? nil : TerminalProgress()
  }

  func progress(stage: String, done: Int, total: Int) {
    let now = StageClock.now
    state.withLockIfAvailable { state in
      if state.stage != stage { state = State(stage: stage, start: now, last: now) }
      guard now - state.last >= Self.interval, done > 0 else { return }
      state.last = now
      state.isShown = true
      let elapsed = now - state.start
      let left = elapsed / Double(done) * Double(total - done)
      let rate = Double(done) / elapsed
      Diagnostics.write(
        "\r\u{1b}[K\(stage) \(done * 100 / max(total, 1))% · \(Self.text(rate)) pairs/s"
          + " · \(Self.duration(left)) left"
      )
    }
  }

  /// Removes the line, so that what follows starts on a clean one.
  func finish() {
    state.withLock { state in
      if state.isShown { Diagnostics.write("\r\u{1b}[K") }
      state.isShown = false
    }
  }

  private static func text(_ rate: Double) -> String {
    let units = ["", " k", " M", " G", " T"]
    var value = rate
    var unit = 0
    while value >= 1000, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return "\((value * 10).rounded() / 10)\(units[unit])"
  }

  private static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
