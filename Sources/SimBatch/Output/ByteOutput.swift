import Glibc

/// A place that bytes are appended to, and that keeps them once it is told to.
protocol ByteOutput: AnyObject {
  /// Adds `values` as they lie in memory.
  func append<Value: BitwiseCopyable>(_ values: [Value]) throws
  /// Makes everything that was appended appear. Nothing may follow.
  func commit() throws
}

/// An open file with the name that its errors give, written in large pieces.
struct BufferedFile: ~Copyable {
  /// Bytes that are worth a system call.
  private static let pieceByteCount = 1 << 18

  let name: String
  private let file: OpenFile
  private var pending: [UInt8] = []

  init(_ file: consuming OpenFile, name: String) {
    self.file = file
    self.name = name
  }

  /// Adds `values` as they lie in memory.
  mutating func append<Value: BitwiseCopyable>(_ values: [Value]) throws {
    let byteCount = values.count * MemoryLayout<Value>.stride
    if pending.count + byteCount > Self.pieceByteCount { try flush() }
    guard byteCount < Self.pieceByteCount else {
      try named { () throws(SystemError) in try file.write(values) }
      return
    }
    pending.append(bytesOf: values)
  }

  /// Writes what was appended and is still here.
  mutating func flush() throws {
    guard !pending.isEmpty else { return }
    try named { () throws(SystemError) in try file.write(pending) }
    pending.removeAll(keepingCapacity: true)
  }

  /// Writes `values` from byte `offset` on, over what was appended before.
  mutating func write<Value: BitwiseCopyable>(_ values: [Value], at offset: Int) throws {
    try flush()
    try named { () throws(SystemError) in try file.write(values, at: offset) }
  }

  /// Writes the values `range` of `memory` from byte `offset` on. Threads may do so at once.
  func write<Value: BitwiseCopyable>(_ memory: Memory<Value>, _ range: Range<Int>, at offset: Int)
    throws
  {
    try named { () throws(SystemError) in try file.write(memory, range, at: offset) }
  }

  func setMode(_ mode: mode_t) throws {
    try named { () throws(SystemError) in try file.setMode(mode) }
  }

  /// Makes sure that there is room for `byteCount` bytes, where the file system can.
  func reserve(_ byteCount: Int) throws {
    try named { () throws(SystemError) in try file.reserve(byteCount) }
  }

  /// Gives a file without a name the name `path`, which must be free.
  func link(to path: String) throws(SystemError) { try file.link(to: path) }

  /// Returns once everything is on the storage device.
  mutating func synchronize() throws {
    try flush()
    try named { () throws(SystemError) in try file.synchronize() }
  }

  /// Returns once the content is on the storage device. Threads may write meanwhile.
  func synchronizeContent() throws {
    try named { () throws(SystemError) in try file.synchronizeContent() }
  }

  /// The sum of the first `byteCount` bytes of a file that can be read.
  mutating func checksum(_ byteCount: Int) throws -> UInt64 {
    try flush()
    var sum = Checksum()
    for first in stride(from: 0, to: byteCount, by: Self.pieceByteCount) {
      var bytes = [UInt8](repeating: 0, count: min(Self.pieceByteCount, byteCount - first))
      try named { () throws(SystemError) in try file.read(&bytes, at: first) }
      sum.add(bytes)
    }
    return sum.value
  }

  /// Bytes of the file.
  func byteCount() throws -> Int {
    var count = 0
    try named { () throws(SystemError) in count = Int(try file.status().st_size) }
    return count
  }

  /// Tells a reader that has gone from a write that failed.
  private func named(_ write: () throws(SystemError) -> Void) throws {
    do {
      try write()
    } catch {
      if error.code == EPIPE { throw ClosedPipe() }
      throw OutputError.cannotWrite(file: name, reason: error.reason)
    }
  }
}
