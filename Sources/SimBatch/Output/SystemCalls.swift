import Glibc

#if _endian(big)
  #error("every binary format here is little-endian and written straight from memory")
#endif

/// Why the operating system refused a call.
struct SystemError: Error, Equatable {
  /// The value of `errno`.
  let code: Int32

  /// The system's own words, such as `No space left on device`.
  var reason: String { String(cString: strerror(code)) }
}

/// Flags of `open` that Linux's headers show to GNU sources only.
enum OpenFlags {
  /// `O_TMPFILE`: a new file in a directory, without a name.
  static let nameless = 0o20000000 | O_DIRECTORY
}

/// An open file descriptor, closed with its owner.
///
/// With ``FileSystem``, the only place where output meets raw pointers and `errno`: calls
/// that a signal interrupts are made again, and what was written in part is written to its end.
struct OpenFile: ~Copyable {
  private let descriptor: Int32
  private let isOwned: Bool

  /// Opens `path`; the descriptor is not inherited by other programs.
  ///
  /// Never returns one of the three standard descriptors, even if the process was started without
  /// them: what is meant for standard output must not end up in this file.
  init(_ path: String, flags: Int32, mode: mode_t = 0) throws(SystemError) {
    var opened = try retrying { open(path, flags | O_CLOEXEC, mode) }
    if opened <= STDERR_FILENO {
      let low = opened
      defer { close(low) }
      opened = try retrying { fcntl(low, F_DUPFD_CLOEXEC, STDERR_FILENO + 1) }
    }
    descriptor = opened
    isOwned = true
  }

  /// A descriptor that belongs to someone else and stays open.
  ///
  /// - Throws: ``SystemError`` when it is not open for writing.
  init(borrowing descriptor: Int32) throws(SystemError) {
    let flags = try retrying { fcntl(descriptor, F_GETFL) }
    guard flags & O_ACCMODE != O_RDONLY else { throw SystemError(code: EBADF) }
    self.descriptor = descriptor
    isOwned = false
  }

  deinit {
    if isOwned { close(descriptor) }
  }

  /// Where the system shows this descriptor as a path.
  private var descriptorPath: String { "/proc/self/fd/\(descriptor)" }

  /// Whether ``link(to:)`` has a chance: the system shows descriptors as paths.
  var canBeNamed: Bool { faccessat(AT_FDCWD, descriptorPath, F_OK, 0) == 0 }

  /// Gives a nameless file the name `path`, which must be free.
  func link(to path: String) throws(SystemError) {
    try retrying { linkat(AT_FDCWD, descriptorPath, AT_FDCWD, path, AT_SYMLINK_FOLLOW) }
  }

  /// Writes all of `values`, as they lie in memory, where the last write ended.
  func write<Value: BitwiseCopyable>(_ values: [Value]) throws(SystemError) {
    try writeAll(values) { start, count, _ in Glibc.write(descriptor, start, count) }
  }

  /// Writes all of `values`, as they lie in memory, from byte `offset` of the file on.
  func write<Value: BitwiseCopyable>(_ values: [Value], at offset: Int) throws(SystemError) {
    try writeAll(values) { start, count, done in
      pwrite(descriptor, start, count, off_t(offset + done))
    }
  }

  /// Writes the values `range` of `memory` from byte `offset` of the file on.
  func write<Value: BitwiseCopyable>(_ memory: Memory<Value>, _ range: Range<Int>, at offset: Int)
    throws(SystemError)
  {
    precondition(range.lowerBound >= 0 && range.upperBound <= memory.count)
    let bytes = UnsafeRawBufferPointer(
      UnsafeBufferPointer(start: memory.pointer + range.lowerBound, count: range.count)
    )
    let error = failure(ofWriting: bytes) { start, count, done in
      pwrite(descriptor, start, count, off_t(offset + done))
    }
    if let error { throw error }
  }

  /// Reads all of `values` from byte `offset` of the file on.
  func read(_ values: inout [UInt8], at offset: Int) throws(SystemError) {
    let code = values.withUnsafeMutableBytes { bytes -> Int32 in
      var done = 0
      while done < bytes.count, let base = bytes.baseAddress {
        let found = pread(descriptor, base + done, bytes.count - done, off_t(offset + done))
        if found == 0 { return EIO }
        if found < 0, errno != EINTR { return errno }
        done += max(0, found)
      }
      return 0
    }
    guard code == 0 else { throw SystemError(code: code) }
  }

  /// Calls `write(start, count, bytes done before)` until everything is written.
  private func writeAll<Value: BitwiseCopyable>(
    _ values: [Value],
    with write: (UnsafeRawPointer, Int, Int) -> Int
  ) throws(SystemError) {
    let error: SystemError? = values.withUnsafeBytes { failure(ofWriting: $0, with: write) }
    if let error { throw error }
  }

  private func failure(
    ofWriting bytes: UnsafeRawBufferPointer,
    with write: (UnsafeRawPointer, Int, Int) -> Int
  ) -> SystemError? {
    guard let base = bytes.baseAddress else { return nil }
    var done = 0
    while done < bytes.count {
      let written = write(base + done, bytes.count - done, done)
      if written > 0 {
        done += written
      } else if written == 0 {
        return SystemError(code: EIO)  // neither progress nor an error: do not spin
      } else if errno == EAGAIN {
        waitUntilWritable()
      } else if errno != EINTR {
        return SystemError(code: errno)
      }
    }
    return nil
  }

  /// Sets the permissions, as they are and not masked.
  func setMode(_ mode: mode_t) throws(SystemError) {
    try retrying { fchmod(descriptor, mode) }
  }

  /// Makes sure that the first `byteCount` bytes of a new file have room on the device, where the
  /// file system can. Its size is at least so many bytes then.
  func reserve(_ byteCount: Int) throws(SystemError) {
    var space = statvfs()
    if fstatvfs(descriptor, &space) == 0 {
      let blocks = (UInt64(byteCount) + UInt64(space.f_frsize) - 1) / max(1, UInt64(space.f_frsize))
      guard blocks <= space.f_bavail else { throw SystemError(code: ENOSPC) }
    }
    guard byteCount > 0 else { return }
    // Where a file system cannot reserve, the C library writes a byte into each block instead, which
    // takes longer than the job. A small piece tells: reserved, it is a hole; written, it is data.
    let piece = min(byteCount, 1 << 16)
    try allocate(piece)
    let seekData: Int32 = 3  // SEEK_DATA, which Linux's headers show to GNU sources only
    let isHole = lseek(descriptor, 0, seekData) < 0 && errno == ENXIO
    guard isHole, byteCount > piece else { return }
    try allocate(byteCount)
  }

  private func allocate(_ byteCount: Int) throws(SystemError) {
    while true {
      let code = posix_fallocate(descriptor, 0, off_t(byteCount))
      if code == 0 { return }
      if code != EINTR { throw SystemError(code: code) }
    }
  }

  /// A pipe that another process made non-blocking is full: sleeps until it has room again.
  private func waitUntilWritable() {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    poll(&request, 1, -1)
  }

  /// What `fstat` tells of this file.
  func status() throws(SystemError) -> stat {
    var status = stat()
    try retrying { fstat(descriptor, &status) }
    return status
  }

  /// Returns once the content is on the storage device, where the file system knows how.
  func synchronize() throws(SystemError) { try synchronize(by: fsync) }

  /// The same for all but times and permissions.
  func synchronizeContent() throws(SystemError) { try synchronize(by: fdatasync) }

  private func synchronize(by call: (Int32) -> Int32) throws(SystemError) {
    do {
      try retrying { call(descriptor) }
    } catch {
      guard [EINVAL, ENOSYS, ENOTSUP].contains(error.code) else { throw error }
    }
  }
}

/// The result of `call`, made again as long as a signal interrupts it.
@discardableResult
func retrying(_ call: () -> Int32) throws(SystemError) -> Int32 {
  while true {
    let result = call()
    if result >= 0 { return result }
    if errno != EINTR { throw SystemError(code: errno) }
  }
}

extension [UInt8] {
  /// Appends `values` as they lie in memory.
  mutating func append<Value: BitwiseCopyable>(bytesOf values: [Value]) {
    values.withUnsafeBytes { append(contentsOf: $0) }
  }
}
