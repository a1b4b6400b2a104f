import Glibc

/// One run at a time on an output: a lock on a file beside it, `OUTPUT.simbatch-lock`.
///
/// The lock is the kernel's (`flock`) and ends with the process, however it ends: a file that a killed
/// run has left locks nothing. What it holds (process, host, time) is for people and for the message.
public final class OutputLock {
  /// What is appended to the name of the output.
  static let ending = ".simbatch-lock"

  private let descriptor: Int32
  private let path: String
  private let registry: TemporaryFiles

  /// Runs `body` while no other run writes any of `outputs`.
  ///
  /// Standard output, devices, pipes and what cannot be created are not locked.
  ///
  /// - Throws: ``OutputError/locked(file:holder:)`` at once where another run has one of them;
  ///   ``OutputError/cannotLock(file:lock:reason:)``; what `body` throws.
  public static func whileHolding<Result>(
    _ outputs: [String?],
    _ body: () throws -> Result
  ) throws -> Result {
    var places: Set<String> = []
    var locks: [OutputLock] = []
    for output in outputs.compactMap({ $0 }) where NeighborOutput.isReplaceable(output) {
      // Where there is no such place, the output itself is refused, in words of its own.
      guard let (directory, name) = try? FileSystem.place(of: output), name != ".", name != ".."
      else { continue }
      let place = "\(directory)/\(name)"
      guard places.insert(place).inserted else { continue }
      locks.append(try OutputLock(output, place: place))
    }
    return try withExtendedLifetime(locks, body)
  }

  /// - Parameters:
  ///   - output: the name that errors give.
  ///   - place: where it is, once links are followed.
  init(_ output: String, place: String, registry: TemporaryFiles = .ofProcess) throws(OutputError) {
    let path = place + Self.ending
    while true {
      let opened = try Self.open(path, for: output)
      // Between opening and locking, the run that had it may have removed it: then this is a file
      // that no third run would look at.
      if Self.isNamed(path, opened) {
        descriptor = opened
        break
      }
      close(opened)
    }
    self.path = path
    self.registry = registry
    guard registry.adopt(path) else {
      close(descriptor)
      throw .interrupted(file: output)
    }
    writeHolder()
  }

  deinit {
    // Removed while it is locked, so that it is nobody else's.
    registry.remove(path)
    close(descriptor)
  }

  /// Opens and locks the file at `path`, a new one if there is none.
  private static func open(_ path: String, for output: String) throws(OutputError) -> Int32 {
    func refuse(_ reason: String) -> OutputError {
      .cannotLock(file: output, lock: path, reason: reason)
    }
    let flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    var opened: Int32
    var isNew: Bool
    repeat {
      opened = Glibc.open(path, flags | O_CREAT | O_EXCL, 0o600)
      isNew = opened >= 0
      if isNew { break }
      let code = errno
      if [EACCES, EPERM, EROFS].contains(code) {
        // No file can be created there: neither the lock nor the output.
        let reason = SystemError(code: code).reason
        throw .cannotCreate(file: output, reason: "its folder cannot be written to: \(reason)")
      }
      guard code == EEXIST else { throw refuse(SystemError(code: code).reason) }
      // There is one, which may be gone again by the second look.
      opened = Glibc.open(path, flags)
    } while opened < 0 && errno == ENOENT
    guard opened >= 0 else {
      let code = errno
      throw refuse(code == ELOOP ? "it is a symbolic link" : SystemError(code: code).reason)
    }
    var failure: OutputError?
    var status = stat()
    if fstat(opened, &status) != 0 {
      failure = refuse(SystemError(code: errno).reason)
    } else if status.st_mode & S_IFMT != S_IFREG || status.st_nlink > 1
      || status.st_uid != geteuid()
    {
      // It will be written to, so it must not be a file that somebody else put there.
      failure = refuse("expected a file of this user's own, found something else")
    } else if flock(opened, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      failure =
        code == EWOULDBLOCK
        ? .locked(file: output, holder: holder(opened))
        : refuse("the file system cannot lock: \(SystemError(code: code).reason)")
    }
    if let failure {
      if isNew, case .cannotLock = failure { FileSystem.remove(path) }
      close(opened)
      throw failure
    }
    return opened
  }

  /// Whether `path` names the file that is open.
  private static func isNamed(_ path: String, _ descriptor: Int32) -> Bool {
    var (named, opened) = (stat(), stat())
    return lstat(path, &named) == 0 && fstat(descriptor, &opened) == 0
      && named.st_dev == opened.st_dev && named.st_ino == opened.st_ino
  }

  /// Says in the file who has it. On a full disk it stays empty, and locks all the same.
  private func writeHolder() {
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    var date = [CChar](repeating: 0, count: 32)
    strftime(&date, date.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
    var host = [CChar](repeating: 0, count: 256)
    gethostname(&host, host.count - 1)
    let text = "process \(getpid()) on \(Self.text(host)) since \(Self.text(date))\n"
    _ = ftruncate(descriptor, 0)
    _ = Array(text.utf8).withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  /// What the run that has the lock said about itself.
  private static func holder(_ descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = max(0, pread(descriptor, &bytes, bytes.count, 0))
    let line = bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }
    return line.isEmpty ? "another process" : String(decoding: line, as: UTF8.self)
  }

  private static func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
