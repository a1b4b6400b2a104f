import Glibc
import SimBatch
import Synchronization

/// SIGINT, SIGTERM and SIGHUP end the run with nothing left behind and exit code 75, and so does an
/// input that cannot be read any more while it is mapped, with exit code 74.
///
/// OpenBLAS starts threads before `main` does, and a signal may be delivered to any of them. So
/// a handler, which every thread runs alike, passes it on through a pipe to a thread of ours that
/// may take locks and remove files.
enum Interruption {
  private static let signals = [SIGINT, SIGTERM, SIGHUP]
  /// What comes through the pipe: a signal that asks for an end, or an input that cannot be read.
  private static let stopMark: UInt8 = 1
  private static let faultMark: UInt8 = 2
  /// Writing end of the pipe; −1 before there is one.
  private static let pipeEnd = Atomic<Int32>(-1)

  /// Call once, first of all.
  static func cleanUpOnSignals() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    ends = ends.map(awayFromStandardStreams)
    guard !ends.contains(-1) else { return }
    pipeEnd.store(ends[1], ordering: .relaxed)

    let readingEnd = ends[0]
    var thread = pthread_t()
    let argument = UnsafeMutableRawPointer(bitPattern: Int(readingEnd) + 1)
    let status = pthread_create(
      &thread,
      nil,
      { argument in
        Interruption.waitForSignal(on: Int32(Int(bitPattern: argument) - 1))
        return nil
      },
      argument
    )
    guard status == 0 else { return }
    MappedFileFaults.report(faultMark, to: ends[1])
    for number in signals where !isIgnored(number) {
      signal(number) { _ in
        var byte = Interruption.stopMark
        _ = Glibc.write(Interruption.pipeEnd.load(ordering: .relaxed), &byte, 1)
      }
    }
  }

  /// Ends the process; temporary files of outputs that were not finished go with it.
  static func exit(_ code: ExitCode) -> Never {
    TemporaryFiles.ofProcess.removeAll()
    Glibc.exit(code.rawValue)
  }

  /// The same file under a number of its own: a process that was started without standard input
  /// would otherwise read this pipe in its place, and wait for ever.
  private static func awayFromStandardStreams(_ descriptor: Int32) -> Int32 {
    defer { close(descriptor) }
    return fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
  }

  private static func waitForSignal(on readingEnd: Int32) {
    var byte: UInt8 = 0
    while read(readingEnd, &byte, 1) < 0, errno == EINTR {}
    if byte == faultMark, let error = MappedFileFaults.error {
      end(error.exitCode, error.description)
    }
    if StopRequest.ofProcess.request() { waitForSaving() }
    end(.temporary, "interrupted; no output was written, run it again")
  }

  /// Ends the process while other threads work.
  private static func end(_ code: ExitCode, _ message: String) -> Never {
    TemporaryFiles.ofProcess.removeAll()
    Diagnostics.report(message)
    // Not `exit`, which would tear down what other threads are using.
    _exit(code.rawValue)
  }

  /// Jobs that save their state have so long for it: batch queues kill some seconds after they ask.
  private static let savingSeconds = 4.5

  /// Returns when there is nothing left to save, or no time; a job that has saved its state ends the
  /// process itself.
  private static func waitForSaving() {
    let step: useconds_t = 10_000
    var left = Int(savingSeconds * 1e6) / Int(step)
    while StopRequest.ofProcess.isAwaited, left > 0 {
      usleep(step)
      left -= 1
    }
    if left > 0 { sleep(1) }
  }

  /// A caller such as `nohup` may have asked that a signal be ignored.
  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
