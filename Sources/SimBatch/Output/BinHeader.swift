/// The bytes before the values of a `.bin` and its relatives: u32 rows, u32 columns, little-endian.
enum BinHeader {
  static func bytes(_ rowCount: Int, _ columnCount: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(bytesOf: [UInt32(rowCount), UInt32(columnCount)])
    return bytes
  }
}
