internal import Glibc

/// Bytes that come in order, once: a descriptor, memory, or what a decompressor makes of another
/// source.
protocol ByteSource: AnyObject {
  /// Fills `bytes` from `offset` on with at most `count` (at least 1) further bytes.
  ///
  /// - Returns: how many came; 0 at the end, and ever after.
  func read(into bytes: MappedBytes, at offset: Int, count: Int) throws(InputError) -> Int
}

/// What is left to read from a descriptor.
final class DescriptorSource: ByteSource {
  private let descriptor: OpenedDescriptor
  private let name: String

  init(_ descriptor: consuming OpenedDescriptor, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  func read(into bytes: MappedBytes, at offset: Int, count: Int) throws(InputError) -> Int {
    precondition(count > 0 && offset >= 0 && offset + count <= bytes.count)
    while true {
      let got = bytes.withMutableBytes { memory in
        Glibc.read(descriptor.number, memory.baseAddress.map { $0 + offset }, min(count, 1 << 30))
      }
      if got >= 0 { return got }
      guard errno == EINTR else { throw .reading(name, errno: errno) }
    }
  }
}

/// Bytes that are in memory already, or in a mapped file.
final class MemorySource: ByteSource {
  private let content: MappedBytes
  private var position: Int

  init(_ content: MappedBytes, from position: Int = 0) {
    self.content = content
    self.position = position
  }

  func read(into bytes: MappedBytes, at offset: Int, count: Int) -> Int {
    precondition(count > 0 && offset >= 0 && offset + count <= bytes.count)
    let taken = min(count, content.count - position)
    guard taken > 0 else { return 0 }
    content.withBytes { source in
      bytes.withMutableBytes { target in
        target[offset..<offset + taken].copyBytes(from: source[position..<position + taken])
      }
    }
    position += taken
    return taken
  }
}

/// A file descriptor that is closed with its owner.
struct OpenedDescriptor: ~Copyable {
  let number: Int32
  private let isOwned: Bool

  /// - Parameter flags: of `open`, beside those for reading.
  init(path: String, name: String, flags: Int32 = 0) throws(InputError) {
    var opened: Int32
    repeat {
      opened = Glibc.open(path, O_RDONLY | O_CLOEXEC | flags)
    } while opened < 0 && errno == EINTR
    guard opened >= 0 else { throw .opening(name, errno: errno) }
    number = opened
    isOwned = true
  }

  /// A descriptor that stays open, such as standard input.
  init(borrowing number: Int32) {
    self.number = number
    isOwned = false
  }

  deinit {
    if isOwned { close(number) }
  }
}
