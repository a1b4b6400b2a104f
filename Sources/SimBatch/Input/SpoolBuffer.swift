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

  /// Where the next `byteCount` bytes go, which ``add(_:)`` then counts; nil without memory.
  mutating func room(_ byteCount: Int) -> UnsafeMutableRawPointer? {
    while capacity - count < byteCount {
      guard grow() else { return nil }
    }
    return UnsafeMutableRawPointer(bitPattern: address + UInt(count))
  }

  /// Counts `byteCount` bytes that were written into ``room(_:)``.
  mutating func add(_ byteCount: Int) {
    precondition(byteCount >= 0 && byteCount <= capacity - count)
    count += byteCount
  }

  /// Appends the bytes of `memory` in `range`.
  ///
  /// - Returns: false where there is no memory for them.
  mutating func append(_ memory: MappedBytes, _ range: Range<Int>) -> Bool {
    guard let free = room(range.count) else { return false }
    memory.withBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      free.copyMemory(from: start + range.lowerBound, byteCount: range.count)
    }
    add(range.count)
    return true
  }

  /// A copy of `count` bytes from `offset` on.
  func bytes(_ offset: Int, count byteCount: Int) -> [UInt8] {
    precondition(offset >= 0 && byteCount >= 0 && byteCount <= count - offset)
    let start = UnsafeRawPointer(bitPattern: address + UInt(offset))
    return Array(UnsafeRawBufferPointer(start: start, count: byteCount))
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
    // Room that was never used has not been moved.
    let page = Int(getpagesize())
    let movedPages = (moved + page - 1) / page * page
    if movedPages < capacity {
      munmap(UnsafeMutableRawPointer(bitPattern: address + UInt(movedPages)), capacity - movedPages)
    }
    address = UInt(bitPattern: mapped)
    capacity = newCapacity
    return true
  }
}
