import CZlib

/// Portable Network Graphics (ISO/IEC 15948), with a palette, compressed by zlib.
enum PNG {
  /// The bytes of a file.
  ///
  /// - Parameters:
  ///   - palette: 256 colours of three bytes.
  ///   - title: what the picture shows, as text that viewers can tell; ASCII.
  static func bytes(_ picture: Picture, palette: [UInt8], title: String) -> [UInt8] {
    precondition(palette.count == 768)
    let bitDepth: UInt8 = 8
    let indexedColor: UInt8 = 3
    var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    bytes += chunk(
      "IHDR",
      bigEndian(picture.width) + bigEndian(picture.height) + [bitDepth, indexedColor, 0, 0, 0]
    )
    bytes += chunk("PLTE", palette)
    bytes += chunk("tEXt", Array("Title".utf8) + [0] + Array(title.utf8))
    bytes += chunk("IDAT", compressed(picture))
    return bytes + chunk("IEND", [])
  }

  /// Lines, each behind a byte that says that it is not filtered, as a zlib stream.
  private static func compressed(_ picture: Picture) -> [UInt8] {
    var lines: [UInt8] = []
    lines.reserveCapacity((picture.width + 1) * picture.height)
    for row in 0..<picture.height {
      lines.append(0)
      lines += picture.pixels[row * picture.width..<(row + 1) * picture.width]
    }
    var count = compressBound(uLong(lines.count))
    var stream = [UInt8](repeating: 0, count: Int(count))
    let status = compress2(&stream, &count, lines, uLong(lines.count), Z_BEST_COMPRESSION)
    // The buffer is as large as zlib asks for; what is left is memory for its tables, 256 kB.
    precondition(status == Z_OK, "zlib: status \(status)")
    return Array(stream[..<Int(count)])
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let named = Array(name.utf8) + content
    return bigEndian(content.count) + named + bigEndian(Int(CRC32(of: named).value))
  }

  private static func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
