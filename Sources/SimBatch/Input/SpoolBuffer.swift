internal import Glibc

/// Anonymous memory that grows while a stream of unknown length is read into it.
///
/// Pointer code like ``MappedBytes``, which takes the memory over at the end. Capacity doubles, so
/// that a stream is copied less than once on the whole; while it moves, the old memory is given
/// back piece by piece, so that there are never two copies of a large stream.
struct SpoolBuffer: ~Copyable {
  private var address: UInt = 0
  private var capacity = 0
  private(set) var count = 0

  private static let firstCapacity = 1 << 20
  private static let pieceSize = 64 << 20  // bytes moved before their old place is given back

  deinit {
    if capacity > 0 { munmap(UnsafeMutableRawPointer(bitPattern: address), capacity) }
  }

  /// Reads until `descriptor` ends.
  ///
  /// - Returns: 0, or the `errno` of what failed (`ENOMEM` when the stream does not fit).
  mutating func fill(from descriptor: Int32) -> Int32 {
    while true {
      if count == capacity, !grow() { return ENOMEM }
      let free = UnsafeMutableRawPointer(bitPattern: address + UInt(count))
      let got = read(descriptor, free, min(capacity - count, 1 << 30))
      if got == 0 { return 0 }
      if got > 0 {
        count += got
      } else if errno != EINTR {
        return errno
      }
    }
  }

  /// Hands the bytes over, without the spare capacity.
  consuming func finish() -> MappedBytes? {
    guard count > 0 else {
      _ = consume self
      return MappedBytes(zeroed: 0)
    }
    let page = Int(getpagesize())
    let used = (count + page - 1) / page * page
    if used < capacity {
      munmap(UnsafeMutableRawPointer(bitPattern: address + UInt(used)), capacity - used)
    }
    let bytes = MappedBytes(adopting: address, count: count)
    discard self
    return bytes
  }

  private mutating func grow() -> Bool {
    let (newCapacity, overflow) = max(capacity, Self.firstCapacity / 2)
      .multipliedReportingOverflow(by: 2)
    guard !overflow else { return false }
    let mapped = mmap(nil, newCapacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapped, mapped != MAP_FAILED else { return false }
    var moved = 0
    while moved < count {
      let piece = min(Self.pieceSize, count - moved)
      guard let old = UnsafeMutableRawPointer(bitPattern: address + UInt(moved)) else { break }
      memcpy(mapped + moved, old, piece)
      munmap(old, piece)
      moved += piece
    }
    address = UInt(bitPattern: mapped)
    capacity = newCapacity
    return true
  }
}
