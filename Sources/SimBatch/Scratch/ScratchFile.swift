import Glibc

/// A file without a name, made when something is written to it: its space is free again when the
/// process ends, however it ends.
struct ScratchFile: ~Copyable {
  private let directory: String
  private let name: String
  private var descriptor: Int32?
  private(set) var byteCount = 0

  /// - Parameters:
  ///   - directory: where its bytes lie.
  ///   - name: the output it is for, which errors name.
  init(in directory: String, for name: String) {
    self.directory = directory
    self.name = name
  }

  deinit { if let descriptor { close(descriptor) } }

  private mutating func opened() throws(OutputError) -> Int32 {
    if let descriptor { return descriptor }
    do throws(SystemError) {
      let opened = try NamelessFile.open(in: directory)
      descriptor = opened
      return opened
    } catch {
      throw .cannotCreate(file: name, reason: error.reason)
    }
  }

  /// Appends `values` as they lie in memory.
  ///
  /// - Returns: the offset of the first byte.
  /// - Throws: ``OutputError/cannotCreate(file:reason:)``, ``OutputError/cannotWrite(file:reason:)``.
  mutating func append<Value: BitwiseCopyable>(_ values: [Value]) throws -> Int {
    let descriptor = try opened()
    let start = byteCount
    let failure: Int32 = values.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
        let written = pwrite(descriptor, rest.baseAddress, rest.count, off_t(start + done))
        if written > 0 {
          done += written
        } else if written == 0 || errno != EINTR {
          return written == 0 ? EIO : errno
        }
      }
      return 0
    }
    guard failure == 0 else {
      throw OutputError.cannotWrite(file: name, reason: SystemError(code: failure).reason)
    }
    byteCount += values.count * MemoryLayout<Value>.stride
    return start
  }

  /// `count` values from byte `offset` on, all of which have been appended.
  func values<Value: BitwiseCopyable>(_: Value.Type, count: Int, at offset: Int) throws -> [Value] {
    guard count > 0 else { return [] }
    guard let descriptor else { preconditionFailure("nothing has been appended") }
    var failure: Int32 = 0
    let values = [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      var done = 0
      while done < bytes.count, failure == 0 {
        let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
        let got = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
        if got > 0 {
          done += got
        } else if got == 0 || errno != EINTR {
          failure = got == 0 ? EIO : errno
        }
      }
      initialized = failure == 0 ? count : 0
    }
    guard failure == 0 else {
      throw OutputError.cannotWrite(file: name, reason: SystemError(code: failure).reason)
    }
    return values
  }
}
