/// A member of a zip file, stored as it is.
///
/// Times and attributes are fixed (1980-01-01, none), so that the same content has the same bytes.
/// The header before a member always has 64-bit sizes: its length is known before they are. The
/// directory has them where they are needed. Source: PKWARE's APPNOTE, 4.3 and 4.5.3.
struct StoredZipMember {
  let name: String
  /// Sum and size of the content.
  let sum: CRC32
  /// Where its header starts.
  let offset: Int

  private static let version: UInt16 = 45  // the first with 64-bit sizes
  private static let firstOfJanuary1980: UInt16 = 1 << 5 | 1
  private static let isElsewhere = UInt32.max
  private static let wideSizes: UInt16 = 1

  /// Bytes before the content of a member.
  static func headerByteCount(name: String) -> Int {
    StoredZipMember(name: name, sum: CRC32(), offset: 0).header.count
  }

  /// The bytes before the content.
  var header: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(bytesOf: [0x0403_4B50 as UInt32])
    bytes += common(size: Self.isElsewhere, extraByteCount: 20)
    bytes += Array(name.utf8)
    bytes.append(bytesOf: [Self.wideSizes, 16])
    bytes.append(bytesOf: [UInt64(sum.byteCount), UInt64(sum.byteCount)])
    return bytes
  }

  /// The bytes in the directory.
  var directoryEntry: [UInt8] {
    var wide: [UInt64] = []
    if sum.byteCount >= Self.isElsewhere {
      wide += [UInt64(sum.byteCount), UInt64(sum.byteCount)]
    }
    if offset >= Self.isElsewhere { wide.append(UInt64(offset)) }
    var bytes: [UInt8] = []
    bytes.append(bytesOf: [0x0201_4B50 as UInt32])
    bytes.append(bytesOf: [Self.version])
    bytes += common(
      size: UInt32(clamping: sum.byteCount),
      extraByteCount: wide.isEmpty ? 0 : UInt16(4 + 8 * wide.count)
    )
    bytes.append(bytesOf: [0, 0, 0] as [UInt16])  // comment, disk, kind of content
    bytes.append(bytesOf: [0, UInt32(clamping: offset)])  // attributes, place
    bytes += Array(name.utf8)
    if !wide.isEmpty {
      bytes.append(bytesOf: [Self.wideSizes, UInt16(8 * wide.count)])
      bytes.append(bytesOf: wide)
    }
    return bytes
  }

  /// What header and directory share.
  private func common(size: UInt32, extraByteCount: UInt16) -> [UInt8] {
    var bytes: [UInt8] = []
    // Version, flags, method, time, date.
    bytes.append(bytesOf: [Self.version, 0, 0, 0, Self.firstOfJanuary1980])
    bytes.append(bytesOf: [sum.value, size, size])
    bytes.append(bytesOf: [UInt16(name.utf8.count), extraByteCount])
    return bytes
  }

  /// The directory of `members` and the end of the file, which start at `offset`.
  static func directory(of members: [StoredZipMember], at offset: Int) -> [UInt8] {
    let entries = members.flatMap(\.directoryEntry)
    var bytes = entries
    if offset >= isElsewhere {
      bytes.append(bytesOf: [0x0606_4B50 as UInt32])
      bytes.append(bytesOf: [44 as UInt64])  // bytes that follow of this record
      bytes.append(bytesOf: [version, version])
      bytes.append(bytesOf: [0, 0] as [UInt32])  // disks
      bytes.append(
        bytesOf: [members.count, members.count, entries.count, offset].map(UInt64.init)
      )
      bytes.append(bytesOf: [0x0706_4B50, 0] as [UInt32])
      bytes.append(bytesOf: [UInt64(offset + entries.count)])
      bytes.append(bytesOf: [1 as UInt32])  // disks
    }
    bytes.append(bytesOf: [0x0605_4B50 as UInt32])
    bytes.append(bytesOf: [0, 0, UInt16(members.count), UInt16(members.count)])
    bytes.append(bytesOf: [UInt32(entries.count), UInt32(clamping: offset)])
    bytes.append(bytesOf: [0 as UInt16])  // comment
    return bytes
  }
}
