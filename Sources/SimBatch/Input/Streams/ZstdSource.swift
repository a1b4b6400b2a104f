internal import CZstd

/// What Zstandard data hold, one frame after another (RFC 8878), by libzstd.
///
/// Its window, and with it memory, is bounded by libzstd's own limit of 128 MB; a frame that asks
/// for more is refused. It takes the addresses of what it reads and writes, so they occur here:
/// within the bytes of a ``MappedBytes``, for one call.
final class ZstdSource: ByteSource {
  private let name: String
  private var packed: CompressedBytes
  private let stream: OpaquePointer
  /// What libzstd said last: 0 between frames.
  private var wanted = 0

  init(_ source: any ByteSource, name: String) throws(InputError) {
    self.name = name
    packed = try CompressedBytes(source, name: name)
    guard let stream = ZSTD_createDStream() else { throw .readFailed(name, "zstd does not start") }
    self.stream = stream
  }

  deinit { ZSTD_freeDStream(stream) }

  func read(into bytes: MappedBytes, at offset: Int, count: Int) throws(InputError) -> Int {
    while true {
      let isThere = try packed.refill()
      // libzstd may hold unpacked bytes back, even where no packed ones are left.
      guard isThere || wanted != 0 else { return 0 }
      let (made, taken) = try unpack(into: bytes, at: offset, count: count)
      if made > 0 { return made }
      guard isThere || taken > 0 else { throw malformed("the rest of the zstd data", "their end") }
    }
  }

  private func unpack(into bytes: MappedBytes, at offset: Int, count: Int) throws(InputError) -> (
    made: Int, taken: Int
  ) {
    precondition(offset >= 0 && count >= 0 && count <= bytes.count - offset)
    let (made, taken, status) = packed.memory.withBytes { source in
      bytes.withMutableBytes { target in
        var output = ZSTD_outBuffer(
          dst: target.baseAddress.map { $0 + offset },
          size: count,
          pos: 0
        )
        var input = ZSTD_inBuffer(
          src: source.baseAddress.map { $0 + packed.unread.lowerBound },
          size: packed.unread.count,
          pos: 0
        )
        let status = ZSTD_decompressStream(stream, &output, &input)
        return (output.pos, input.pos, status)
      }
    }
    packed.take(taken)
    guard ZSTD_isError(status) == 0 else {
      // A block that is larger than its frame allows: which of the two it is called depends on how the
      // data came.
      let code = ZSTD_getErrorCode(status)
      let told = code == ZSTD_error_dstSize_tooSmall ? ZSTD_error_corruption_detected : code
      throw malformed("zstd data", String(cString: ZSTD_getErrorString(told)))
    }
    wanted = status
    return (made, taken)
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
