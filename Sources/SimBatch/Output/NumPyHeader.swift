/// The bytes before the values of a `.npy` file, format version 1.0.
enum NumPyHeader {
  /// The header of an array in C order.
  ///
  /// Magic, version, u16 length, then a Python dictionary as text; spaces and a line feed fill it
  /// up, so that the values start at a multiple of 64 bytes.
  ///
  /// - Parameter typeCode: NumPy's, such as `<f4`.
  static func bytes(typeCode: String, shape: [Int]) -> [UInt8] {
    let alignment = 64
    let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    // A tuple of one needs its comma.
    let tuple = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let text = "{'descr': '\(typeCode)', 'fortran_order': False, 'shape': (\(tuple)), }"
    let unpaddedCount = magic.count + 2 + text.utf8.count + 1
    let padding = (alignment - unpaddedCount % alignment) % alignment
    let length = text.utf8.count + padding + 1
    return magic + [UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
      + [UInt8](repeating: UInt8(ascii: " "), count: padding) + [UInt8(ascii: "\n")]
  }
}
