internal import CZlib

/// What gzip data hold, one member after another (RFC 1952), by zlib.
///
/// zlib takes the addresses of what it reads and writes, so they occur here: within the bytes of a
/// ``MappedBytes``, for one call of `inflate`, and kept nowhere but in `stream`, which sets them anew
/// before each call.
final class GzipSource: ByteSource {
  private let name: String
  private var packed: CompressedBytes
  private var stream = z_stream()
  private var phase = Phase.between

  private enum Phase {
    /// Before a member, or after the last.
    case between
    case inside
    case ended
  }

  init(_ source: any ByteSource, name: String) throws(InputError) {
    self.name = name
    packed = try CompressedBytes(source, name: name)
    // 15 bits of window, and 16 for gzip's own header and checksum.
    guard
      inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw .readFailed(name, "zlib does not start") }
  }

  deinit { inflateEnd(&stream) }

  func read(into bytes: MappedBytes, at offset: Int, count: Int) throws(InputError) -> Int {
    while phase != .ended {
      guard try packed.refill() else {
        guard phase == .inside else { break }
        throw malformed("the rest of the gzip data", "their end")
      }
      if phase == .between, try skipPadding() { continue }
      phase = .inside
      let made = try inflate(into: bytes, at: offset, count: min(count, 1 << 30))
      if made > 0 { return made }
    }
    phase = .ended
    return 0
  }

  /// Some tools fill up with zeros after the last member.
  private func skipPadding() throws(InputError) -> Bool {
    let first = packed.memory.load(UInt8.self, at: packed.unread.lowerBound)
    if first == 0, packed.offset > 0 {
      packed.take(1)
      return true
    }
    guard first == 0x1F else {
      throw malformed("another gzip member or the end", "byte \(first)")
    }
    return false
  }

  /// Unpacks some of what is there.
  private func inflate(into bytes: MappedBytes, at offset: Int, count: Int) throws(InputError)
    -> Int
  {
    precondition(offset >= 0 && count >= 0 && count <= bytes.count - offset)
    let available = packed.unread.count
    let status = packed.memory.withMutableBytes { input in
      bytes.withMutableBytes { output in
        stream.next_in = input.baseAddress.map {
          ($0 + packed.unread.lowerBound).assumingMemoryBound(to: UInt8.self)
        }
        stream.avail_in = UInt32(available)
        stream.next_out = output.baseAddress.map {
          ($0 + offset).assumingMemoryBound(to: UInt8.self)
        }
        stream.avail_out = UInt32(count)
        return CZlib.inflate(&stream, Z_NO_FLUSH)
      }
    }
    packed.take(available - Int(stream.avail_in))
    switch status {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END:
      phase = .between
      inflateReset(&stream)
    case Z_MEM_ERROR: throw .readFailed(name, "the system refused memory")
    default:
      throw malformed("gzip data", stream.msg.map { String(cString: $0) } ?? "damaged ones")
    }
    return count - Int(stream.avail_out)
  }

  private func malformed(_ expected: String, _ found: String) -> InputError {
    InputError(
      name: name,
      problem: .malformed(
        expected: expected,
        found: found,
        place: .packedByte(packed.offset)
      )
    )
  }
}
