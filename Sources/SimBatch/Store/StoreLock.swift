import Glibc

/// One run at a time: a lock on a file of the store, which ends with the process, however it ends.
struct StoreLock: ~Copyable {
  enum Kind {
    /// For reading; others may read, too.
    case shared
    /// For a run.
    case exclusive
  }

  private static let fileName = "lock"
  private static let interval: useconds_t = 20_000

  private let descriptor: Int32

  /// - Parameter seconds: how long to wait for others.
  /// - Throws: ``StoreError/locked(_:seconds:)``, ``StoreError/system(_:reason:_:)``.
  init(_ directory: String, _ kind: Kind, waiting seconds: Double) throws(StoreError) {
    let path = "\(directory)/\(Self.fileName)"
    let flags = kind == .shared ? O_RDONLY : O_RDWR | O_CREAT
    descriptor = open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else {
      throw .system(path, reason: SystemError(code: errno).reason, .cannotCreate)
    }
    let deadline = StageClock.now + seconds
    while flock(descriptor, (kind == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else {
        throw .system(path, reason: SystemError(code: errno).reason, .io)
      }
      guard StageClock.now < deadline else { throw .locked(directory, seconds: seconds) }
      usleep(Self.interval)
    }
  }

  deinit { close(descriptor) }
}
