import Glibc

/// The end of a log.
enum TextTail {
  /// The last line of a text file that is not empty; nil where there is none to be had. A line that is longer than some
  /// thousand bytes loses its beginning.
  static func lastLine(of path: String) -> String? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    // Fails, and leaves the place at the start, for a file that is shorter.
    fseek(file, -bytes.count, SEEK_END)
    let count = fread(&bytes, 1, bytes.count, file)
    let line = String(decoding: bytes[..<count], as: UTF8.self).split(whereSeparator: \.isNewline)
      .last
    return line.map { $0.hasPrefix("simbatch: ") ? String($0.dropFirst(10)) : String($0) }
  }
}
