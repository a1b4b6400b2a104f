import Glibc

/// A file without a name: its space is free again when the process ends, however it ends.
struct ScratchFile: ~Copyable {
  private let descriptor: Int32
  private let name: String
  private(set) var byteCount = 0

  /// - Parameters:
  ///   - directory: where its bytes lie.
  ///   - name: the output it is for, which errors name.
  /// - Throws: ``OutputError/cannotCreate(file:reason:)``.
  init(in directory: String, for name: String) throws {
    do throws(SystemError) {
      descriptor = try NamelessFile.open(in: directory)
    } catch {
      throw OutputError.cannotCreate(file: name, reason: error.reason)
    }
    self.name = name
  }

  deinit { close(descriptor) }

  /// Appends `values` as they lie in memory.
  ///
  /// - Returns: the offset of the first byte.
  mutating func append<Value: BitwiseCopyable>(_ values: [Value]) throws -> Int {
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

  /// `count` values from byte `offset` on.
  func values<Value: BitwiseCopyable>(_: Value.Type, count: Int, at offset: Int) throws -> [Value] {
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
