/// A fixed number of plain values in memory of their own, or in a scratch file; zero at first.
///
/// Large and shared between threads that write disjoint parts; kernels get its address. Reading or
/// writing through the subscript is checked.
final class Memory<Element: BitwiseCopyable>: @unchecked Sendable {
  let count: Int
  private let bytes: MappedBytes
  /// Of the first value.
  private let offset: Int

  /// - Parameters:
  ///   - padding: values beyond `count` that kernels may read and ignore.
  ///   - scratch: the folder of a file that takes them; nil for memory.
  /// - Throws: ``JobError/outOfMemory(bytes:)``, ``JobError/scratch(_:)``.
  init(count: Int, padding: Int = 0, scratch: ScratchFolder? = nil) throws(JobError) {
    let (values, tooMany) = count.addingReportingOverflow(padding)
    let (size, tooLarge) = values.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    guard !tooMany, !tooLarge else { throw .outOfMemory(bytes: .max) }
    bytes = try .zeroed(size, limit: scratch == nil ? .max : 0, scratch: scratch)
    offset = 0
    self.count = count
  }

  /// Values that lie in `bytes` from `offset` on, which is a multiple of their alignment, and that
  /// are only read.
  init(viewing bytes: MappedBytes, at offset: Int, count: Int) {
    precondition(offset >= 0 && offset.isMultiple(of: MemoryLayout<Element>.alignment))
    precondition(count >= 0 && count <= (bytes.count - offset) / MemoryLayout<Element>.stride)
    self.bytes = bytes
    self.offset = offset
    self.count = count
  }

  /// Bytes of a scratch file.
  var scratchByteCount: Int { bytes.scratchByteCount }

  /// Lets the system have back the memory of some values, where they are in a file.
  func releasePages(_ range: Range<Int>) {
    let size = MemoryLayout<Element>.stride
    bytes.releasePages(offset + range.lowerBound * size..<offset + range.upperBound * size)
  }

  convenience init(_ values: [Element], padding: Int = 0) throws(JobError) {
    try self.init(count: values.count, padding: padding)
    for (index, value) in values.enumerated() { self[index] = value }
  }

  /// The first value, for kernels. Valid as long as this object is.
  var pointer: UnsafeMutablePointer<Element> {
    bytes.withMutableBytes { raw in
      guard let base = raw.baseAddress else { return Self.nothing }
      return (base + offset).assumingMemoryBound(to: Element.self)
    }
  }

  /// What kernels get for zero values: an address that they never read.
  private static var nothing: UnsafeMutablePointer<Element> {
    UnsafeMutablePointer(bitPattern: MemoryLayout<Element>.alignment).unsafelyUnwrapped
  }

  subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count)
      return pointer[index]
    }
    set {
      precondition(index >= 0 && index < count)
      pointer[index] = newValue
    }
  }
}
