/// A file of names, one a line, read as they are asked for.
final class NameLines {
  private let window: ByteWindow
  private var taken = 0

  /// - Throws: ``InputError``: exit codes 66 and 74.
  init(_ path: String) throws(InputError) {
    window = try OpenedInput.open(path).window
    if try window.head(3) == [0xEF, 0xBB, 0xBF] { window.take(3) }
  }

  /// The next `count` names.
  ///
  /// - Throws: ``InputError`` with exit code 65 where there are fewer.
  func take(_ count: Int) throws(InputError) -> RowIds {
    var names = RowIds([])
    for _ in 0..<count {
      guard let line = try window.takeLine() else {
        throw mismatch(expected: "a name for each row", found: "\(taken) lines for more rows")
      }
      names.append(window.memory.prefix(line.count, from: line.lowerBound))
      taken += 1
    }
    return names
  }

  /// - Throws: ``InputError`` with exit code 65 where there are further names.
  func requireEnd() throws(InputError) {
    guard try window.takeLine() == nil else {
      throw mismatch(expected: "\(taken) names, one a line, for as many rows", found: "more lines")
    }
  }

  private func mismatch(expected: String, found: String) -> InputError {
    window.malformed(expected: expected, found: found)
  }
}
