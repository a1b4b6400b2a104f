/// A fixed number of plain values in memory of their own, zero at first.
///
/// Large and shared between threads that write disjoint parts; kernels get its address. Reading or
/// writing through the subscript is checked.
final class Memory<Element: BitwiseCopyable>: @unchecked Sendable {
  let count: Int
  private let bytes: MappedBytes

  /// - Parameter padding: values beyond `count` that kernels may read and ignore.
  /// - Throws: ``JobError/outOfMemory(bytes:)``.
  init(count: Int, padding: Int = 0) throws(JobError) {
    let (values, tooMany) = count.addingReportingOverflow(padding)
    let (size, tooLarge) = values.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    guard !tooMany, !tooLarge, let bytes = MappedBytes(zeroed: size) else {
      throw .outOfMemory(bytes: tooMany || tooLarge ? .max : size)
    }
    self.count = count
    self.bytes = bytes
  }

  convenience init(_ values: [Element], padding: Int = 0) throws(JobError) {
    try self.init(count: values.count, padding: padding)
    for (index, value) in values.enumerated() { self[index] = value }
  }

  /// The first value, for kernels. Valid as long as this object is.
  var pointer: UnsafeMutablePointer<Element> {
    bytes.withMutableBytes { raw in
      guard let base = raw.baseAddress else { return Self.nothing }
      return base.assumingMemoryBound(to: Element.self)
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
