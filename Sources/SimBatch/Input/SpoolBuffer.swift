internal import Glibc

/// Memory that grows while a stream of unknown length is read into it; beyond a limit, a mapped
/// scratch file.
///
/// Pointer code like ``MappedBytes``, which takes the bytes over at the end. The capacity of memory
/// doubles, so that a stream is copied less than once on the whole; while it moves, the old memory
/// is given back piece by piece, so that there are never two copies of a large stream. A file grows
/// by a fixed step, and no more than a step of it is in memory.
struct SpoolBuffer: ~Copyable {
  private var address: UInt = 0
  private var capacity = 0
  private(set) var count = 0
  private let limit: Int
  private let scratch: ScratchFolder?
  /// The file, once bytes have gone there.
  private var space: ScratchSpace?

  private static let firstCapacity = 1 << 20
  private static let pieceSize = 64 << 20  // bytes moved before their old place is given back
  private static let scratchStep = 16 << 20

  /// - Parameters:
  ///   - limit: bytes that may be held in memory.
  ///   - scratch: where bytes go beyond that; nil to refuse them.
  init(limit: Int, scratch: ScratchFolder?) {
    self.limit = limit
    self.scratch = scratch
  }

  deinit { Self.unmap(address, capacity) }

  /// Where the next `byteCount` bytes go, which ``add(_:)`` then counts.
  ///
  /// - Parameter others: bytes of what is in memory besides, which count against the limit.
  mutating func room(_ byteCount: Int, beside others: Int = 0) throws(SpoolError)
    -> UnsafeMutableRawPointer
  {
    guard others <= limit else { throw .tooLarge }
    if space == nil, byteCount > limit - others - count {
      guard let scratch else { throw .tooLarge }
      do throws(ScratchError) { try move(to: scratch, room: byteCount) } catch {
        throw .scratch(error)
      }
    }
    while capacity - count < byteCount {
      if space == nil {
        guard grow() else { throw .outOfMemory }
      } else {
        do throws(ScratchError) { try growFile(by: byteCount) } catch { throw .scratch(error) }
      }
    }
    guard let place = UnsafeMutableRawPointer(bitPattern: address + UInt(count)) else {
      throw .outOfMemory
    }
    return place
  }

  /// Counts `byteCount` bytes that were written into ``room(_:beside:)``.
  mutating func add(_ byteCount: Int) {
    precondition(byteCount >= 0 && byteCount <= capacity - count)
    count += byteCount
  }

  /// Appends the bytes of `memory` in `range`.
  mutating func append(_ memory: MappedBytes, _ range: Range<Int>) throws(SpoolError) {
    let free = try room(range.count)
    memory.withBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      free.copyMemory(from: start + range.lowerBound, byteCount: range.count)
    }
    add(range.count)
  }

  /// A copy of `count` bytes from `offset` on.
  func bytes(_ offset: Int, count byteCount: Int) -> [UInt8] {
    precondition(offset >= 0 && byteCount >= 0 && byteCount <= count - offset)
    let start = UnsafeRawPointer(bitPattern: address + UInt(offset))
    return Array(UnsafeRawBufferPointer(start: start, count: byteCount))
  }

  /// Hands the bytes over, without the spare capacity.
  consuming func finish() throws(SpoolError) -> MappedBytes {
    let count = count
    guard count > 0 else {
      guard let nothing = MappedBytes(zeroed: 0) else { throw .outOfMemory }
      return nothing
    }
    let used = Self.wholePages(count)
    Self.unmap(address + UInt(used), capacity - used)
    space?.cut(to: count)
    let bytes = MappedBytes(adopting: address, count: count, isScratch: space != nil)
    bytes.releasePages(0..<count)
    (address, capacity) = (0, 0)
    return bytes
  }

  private mutating func grow() -> Bool {
    let (newCapacity, overflow) = max(capacity, Self.firstCapacity / 2)
      .multipliedReportingOverflow(by: 2)
    guard !overflow else { return false }
    let mapped = mmap(nil, newCapacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapped, mapped != MAP_FAILED else { return false }
    moveBytes(to: UInt(bitPattern: mapped)) { _ in }
    (address, capacity) = (UInt(bitPattern: mapped), newCapacity)
    return true
  }

  /// Copies all bytes to `target` and gives their old place back.
  ///
  /// - Parameter moved: called with each run of bytes that has been copied.
  private func moveBytes(to target: UInt, moved: (Range<Int>) -> Void) {
    var done = 0
    while done < count {
      let piece = min(Self.pieceSize, count - done)
      guard let old = UnsafeMutableRawPointer(bitPattern: address + UInt(done)),
        let new = UnsafeMutableRawPointer(bitPattern: target + UInt(done))
      else { break }
      memcpy(new, old, piece)
      munmap(old, piece)
      moved(done..<done + piece)
      done += piece
    }
    // Room that was never used has not been moved.
    let movedPages = Self.wholePages(done)
    Self.unmap(address + UInt(movedPages), capacity - movedPages)
  }

  /// Moves to a file of `folder` with room for `byteCount` bytes more.
  private mutating func move(to folder: ScratchFolder, room byteCount: Int) throws(ScratchError) {
    var file = try ScratchSpace(in: folder)
    try file.reserve(Self.wholePages(count + max(byteCount, Self.scratchStep)))
    let mapped = try file.map()
    moveBytes(to: mapped) { range in
      let start = UnsafeMutableRawPointer(bitPattern: mapped + UInt(range.lowerBound))
      madvise(start, range.count, MADV_DONTNEED)
    }
    (address, capacity) = (mapped, file.byteCount)
    space = consume file
  }

  /// Maps a longer file anew: what was written before leaves memory.
  private mutating func growFile(by byteCount: Int) throws(ScratchError) {
    try space?.reserve(Self.wholePages(capacity + max(byteCount, Self.scratchStep)))
    guard let mapped = try space?.map(), let longer = space?.byteCount else { return }
    Self.unmap(address, capacity)
    (address, capacity) = (mapped, longer)
  }

  private static func wholePages(_ byteCount: Int) -> Int {
    let page = Int(getpagesize())
    return (byteCount + page - 1) / page * page
  }

  private static func unmap(_ address: UInt, _ byteCount: Int) {
    if byteCount > 0 { munmap(UnsafeMutableRawPointer(bitPattern: address), byteCount) }
  }
}

/// Why bytes cannot be held.
enum SpoolError: Error {
  /// They are beyond the limit, and may not go to a file.
  case tooLarge
  case outOfMemory
  case scratch(ScratchError)
}

extension MappedBytes {
  /// Zeroed bytes: in memory up to `limit`, beyond it in a file of `scratch`, where there is one.
  static func spool(zeroed count: Int, limit: Int, scratch: ScratchFolder?) throws(SpoolError)
    -> MappedBytes
  {
    guard count > limit else {
      guard let bytes = MappedBytes(zeroed: count) else { throw .outOfMemory }
      return bytes
    }
    guard let scratch else { throw .tooLarge }
    do throws(ScratchError) { return try MappedBytes(zeroed: count, in: scratch) } catch {
      throw .scratch(error)
    }
  }
}

extension InputError {
  /// - Parameter limit: bytes that rows may take in memory.
  init(name: String, _ error: SpoolError, limit: Int) {
    let problem: Problem =
      switch error {
      case .tooLarge: .tooLarge(limit: limit)
      case .outOfMemory: .readFailed(String(cString: strerror(ENOMEM)))
      case .scratch(let error): .scratch(error)
      }
    self.init(name: name, problem: problem)
  }
}
