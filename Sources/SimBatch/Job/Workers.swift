import Glibc

/// Threads that share one piece of work and end with it.
///
/// BLAS runs on one thread inside each worker, so the number of workers is the number of busy
/// processors.
enum Workers {
  /// Bytes of address space that the stack of a thread takes, as systems are usually set up.
  static let stackByteCount = 8 << 20

  /// Runs `body` once on each of `count` threads, with its number, and waits for all.
  ///
  /// Worker 0 is the calling thread. Where the system refuses further threads the work is done by
  /// those there are: `body` takes work from a shared queue and must not count on its siblings.
  static func run(_ count: Int, _ body: @escaping @Sendable (_ worker: Int) -> Void) {
    precondition(count > 0)
    var threads: [pthread_t] = []
    for worker in 1..<max(count, 1) {
      let start = Unmanaged.passRetained(Start(worker: worker, body: body))
      var thread = pthread_t()
      let status = pthread_create(
        &thread,
        nil,
        { argument in
          guard let argument else { return nil }
          let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
          start.body(start.worker)
          return nil
        },
        start.toOpaque()
      )
      guard status == 0 else {
        start.release()
        break
      }
      threads.append(thread)
    }
    body(0)
    for thread in threads { pthread_join(thread, nil) }
  }

  /// Runs `body` over `0 ..< total` in chunks that the workers take in turn.
  static func forEachChunk(
    of total: Int,
    size: Int,
    workers: Int,
    _ body: @escaping @Sendable (_ worker: Int, _ range: Range<Int>) -> Void
  ) {
    guard total > 0 else { return }
    let chunks = (total + size - 1) / size
    let next = Counter()
    run(min(workers, chunks)) { worker in
      while true {
        let chunk = next.take()
        guard chunk < chunks else { return }
        body(worker, chunk * size..<min((chunk + 1) * size, total))
      }
    }
  }

  private final class Start: Sendable {
    let worker: Int
    let body: @Sendable (Int) -> Void
    init(worker: Int, body: @escaping @Sendable (Int) -> Void) {
      self.worker = worker
      self.body = body
    }
  }
}
