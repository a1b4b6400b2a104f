internal import CSimSignals
internal import Glibc

/// Bytes that stay put until the last owner lets go: a mapped file, anonymous memory, or a file in
/// a ``ScratchFolder``.
///
/// One of the three places where pointers live; everything else asks for bytes by offset.
final class MappedBytes: Sendable {
  let count: Int
  private let address: UInt  // of the first byte; 0 when count is 0
  private let kind: Kind
  /// Where ``MappedFileFaults`` finds the name of the file; 0 if it cannot.
  private let entry: UInt

  private enum Kind {
    case memory
    /// A file takes no memory that the system could not have back.
    case file
    /// The same, and it may be written.
    case scratch
  }

  /// Zeroed anonymous memory of `count` bytes.
  ///
  /// - Returns: nil when the system has no such memory.
  init?(zeroed count: Int) {
    self.count = count
    kind = .memory
    entry = 0
    guard count > 0 else {
      address = 0
      return
    }
    guard MachineLimits.leavesHeadroom(count) else { return nil }
    let mapped = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapped, mapped != MAP_FAILED else { return nil }
    address = UInt(bitPattern: mapped)
    // Large pages: rows are read in any order, and small pages would miss the address cache. The
    // system may decline.
    if count >= Self.largePageThreshold { madvise(mapped, count, MADV_HUGEPAGE) }
  }

  private static let largePageThreshold = 8 << 20

  /// The first `count` bytes of an open file, read-only.
  ///
  /// - Parameter name: of the file, should reading it fail.
  /// - Returns: nil when the file cannot be mapped; `errno` says why.
  init?(mapping descriptor: Int32, count: Int, name: String) {
    self.count = count
    kind = .file
    guard count > 0 else {
      address = 0
      entry = 0
      return
    }
    let mapped = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let mapped, mapped != MAP_FAILED else { return nil }
    address = UInt(bitPattern: mapped)
    entry = UInt(bitPattern: sim_mapping_add(mapped, count, name))
  }

  /// Takes over anonymous memory or a mapped scratch file, `count` bytes (at least one) at `address`,
  /// whose owner lets go.
  init(adopting address: UInt, count: Int, isScratch: Bool) {
    precondition(address != 0 && count > 0)
    self.address = address
    self.count = count
    kind = isScratch ? .scratch : .memory
    entry = 0
  }

  /// Zeroed bytes in a file of `folder`, which have room there.
  convenience init(zeroed count: Int, in folder: ScratchFolder) throws(ScratchError) {
    var space = try ScratchSpace(in: folder)
    try space.reserve(max(1, count))
    self.init(adopting: try space.map(), count: max(1, count), isScratch: true)
  }

  /// Bytes of memory that these take.
  var memoryByteCount: Int { kind == .memory ? count : 0 }

  /// Bytes of a ``ScratchFolder`` that these take.
  var scratchByteCount: Int { kind == .scratch ? count : 0 }

  /// A copy of `bytes`.
  ///
  /// - Returns: nil when the system has no such memory.
  convenience init?(copying bytes: some Collection<UInt8>) {
    self.init(zeroed: bytes.count)
    withMutableBytes { $0.copyBytes(from: bytes) }
  }

  deinit {
    sim_mapping_remove(OpaquePointer(bitPattern: entry))
    if count > 0 { munmap(UnsafeMutableRawPointer(bitPattern: address), count) }
  }

  /// The bytes, for the duration of `body`.
  func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try body(UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: count))
  }

  /// The bytes of memory or of a scratch file, for writing. Writers of disjoint parts may run at once.
  func withMutableBytes<R>(_ body: (UnsafeMutableRawBufferPointer) throws -> R) rethrows -> R {
    try body(
      UnsafeMutableRawBufferPointer(
        start: UnsafeMutableRawPointer(bitPattern: address),
        count: count
      )
    )
  }

  /// The value at `offset`, which need not be aligned, in the byte order of this machine.
  ///
  /// A caller that asks for bytes outside has a bug and stops here, in release builds too.
  func load<Value: BitwiseCopyable>(_ type: Value.Type, at offset: Int) -> Value {
    precondition(offset >= 0 && count - offset >= MemoryLayout<Value>.size)
    return withBytes { $0.loadUnaligned(fromByteOffset: offset, as: type) }
  }

  /// Writes `values` from `offset` on into anonymous memory that nobody reads yet.
  func store<Value: BitwiseCopyable>(_ values: [Value], at offset: Int) {
    values.withUnsafeBytes { source in
      precondition(offset >= 0 && count - offset >= source.count)
      withMutableBytes { $0[offset...].copyBytes(from: source) }
    }
  }

  /// Copies the bytes of `other` in `range` to `offset` of anonymous memory.
  func store(from other: MappedBytes, _ range: Range<Int>, at offset: Int) {
    precondition(offset >= 0 && count - offset >= range.count)
    withMutableBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      other.copy(range, to: start + offset)
    }
  }

  /// Copies the bytes in `range` to `target`, which has room for them.
  func copy(_ range: Range<Int>, to target: UnsafeMutableRawPointer) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    withBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      target.copyMemory(from: start + range.lowerBound, byteCount: range.count)
    }
  }

  /// Takes the bytes in `range` out of memory, where they are those of a file.
  ///
  /// Nothing is lost: pages that were written, which are shared with the file, stay with the system
  /// until they are on disk. So pages that lie in part in `range` go, too, even if others use them.
  func releasePages(_ range: Range<Int>) {
    guard kind != .memory, !range.isEmpty else { return }
    precondition(range.lowerBound >= 0)
    let page = Int(getpagesize())
    let first = range.lowerBound / page * page
    guard first < min(range.upperBound, count) else { return }
    let start = UnsafeMutableRawPointer(bitPattern: address + UInt(first))
    madvise(start, min(range.upperBound, count) - first, MADV_DONTNEED)
  }

  /// The address of the bytes in `range`, which are not empty, for the duration of `body`.
  func withBytes<R>(_ range: Range<Int>, _ body: (UnsafeRawPointer) throws -> R) rethrows -> R {
    precondition(range.lowerBound >= 0 && range.upperBound <= count && !range.isEmpty)
    return try withBytes { bytes in
      guard let start = bytes.baseAddress else { preconditionFailure("no bytes") }
      return try body(start + range.lowerBound)
    }
  }

  /// A copy of `maxCount` bytes from `offset` on, cut off at the end of the bytes.
  func prefix(_ maxCount: Int, from offset: Int = 0) -> [UInt8] {
    precondition(offset >= 0 && maxCount >= 0)
    guard offset < count else { return [] }
    return withBytes { Array($0[offset..<(offset + min(maxCount, count - offset))]) }
  }
}
