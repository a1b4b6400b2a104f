import Glibc

/// Bytes of text that end where a page begins that nobody may read.
final class GuardedText {
  private static let capacity = 1 << 16
  private let base: UnsafeMutableRawPointer

  init() {
    let page = Int(getpagesize())
    let flags = MAP_PRIVATE | MAP_ANONYMOUS
    base = mmap(nil, Self.capacity + page, PROT_READ | PROT_WRITE, flags, -1, 0)
    precondition(mprotect(base + Self.capacity, page, PROT_NONE) == 0)
  }

  deinit { munmap(base, Self.capacity + Int(getpagesize())) }

  /// Calls `body` with the bytes, where reading one more is a crash.
  func with<Result>(
    _ bytes: some Collection<UInt8>,
    _ body: (UnsafePointer<CChar>, Int) throws -> Result
  ) rethrows -> Result {
    precondition(bytes.count <= Self.capacity)
    let start = base + Self.capacity - bytes.count
    for (i, byte) in bytes.enumerated() {
      start.storeBytes(of: byte, toByteOffset: i, as: UInt8.self)
    }
    return try body(start.assumingMemoryBound(to: CChar.self), bytes.count)
  }
}
