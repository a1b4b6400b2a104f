import Glibc

/// A nameless file that is mapped. Pointer code like ``MappedBytes``, which takes mappings over.
///
/// What is mapped has been reserved: a full disk is an error here, never a signal later.
struct ScratchSpace: ~Copyable {
  private let descriptor: Int32
  let folder: ScratchFolder
  /// Bytes that are reserved.
  private(set) var byteCount = 0

  init(in folder: ScratchFolder) throws(ScratchError) {
    do throws(SystemError) {
      descriptor = try NamelessFile.open(in: folder.path)
    } catch {
      throw .cannotCreate(folder: folder.path, reason: error.reason)
    }
    self.folder = folder
  }

  deinit { close(descriptor) }

  /// Makes the file `byteCount` bytes long, all of which have room; new ones are zero.
  mutating func reserve(_ byteCount: Int) throws(ScratchError) {
    precondition(byteCount > self.byteCount)
    do throws(SystemError) {
      try requireSpace(byteCount)
      try allocate(byteCount)
    } catch {
      throw .cannotReserve(folder: folder.path, bytes: byteCount, reason: error.reason)
    }
    self.byteCount = byteCount
  }

  /// Gives room beyond `byteCount` bytes back.
  mutating func cut(to byteCount: Int) {
    precondition(byteCount <= self.byteCount)
    if ftruncate(descriptor, off_t(byteCount)) == 0 { self.byteCount = byteCount }
  }

  /// Maps the file. The mapping outlives it, and is the caller's to end.
  func map() throws(ScratchError) -> UInt {
    let mapped = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    guard let mapped, mapped != MAP_FAILED else {
      let reason = SystemError(code: errno).reason
      throw .cannotReserve(folder: folder.path, bytes: byteCount, reason: reason)
    }
    return UInt(bitPattern: mapped)
  }

  /// Refuses what would fill the disk before it fails.
  private func requireSpace(_ byteCount: Int) throws(SystemError) {
    var space = statvfs()
    guard fstatvfs(descriptor, &space) == 0, space.f_frsize > 0 else { return }
    let blocks = UInt64(byteCount - self.byteCount) / UInt64(space.f_frsize)
    guard blocks <= space.f_bavail else { throw SystemError(code: ENOSPC) }
  }

  /// Reserves the bytes. Where the file system cannot, the C library writes to every block.
  private func allocate(_ byteCount: Int) throws(SystemError) {
    while true {
      let count = off_t(byteCount - self.byteCount)
      let code = posix_fallocate(descriptor, off_t(self.byteCount), count)
      if code == 0 { return }
      if code != EINTR { throw SystemError(code: code) }
    }
  }
}
