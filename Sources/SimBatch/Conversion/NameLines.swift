/// Names from a file for the rows of an input: read as rows come, or for some selected rows at once.
enum GivenNames {
  case lines(NameLines)
  case all(RowIds)

  /// - Throws: ``InputError`` as ``RowIds/open(_:rowCount:)``.
  init(_ path: String, for supply: any RowSupply) throws(InputError) {
    if let stored = supply as? StoredRowSupply, !stored.matrix.rowNumbers.isWhole {
      self = .all(try RowIds.open(path, rowCount: stored.matrix.rowNumbers.wholeCount))
    } else {
      self = .lines(try NameLines(path))
    }
  }

  /// Gives the next rows their names.
  func name(_ run: inout RowRun) throws(InputError) {
    switch self {
    case .lines(let lines):
      run.names = try lines.take(run.rows.count)
      run.nameOffset = -run.number(of: run.rows.lowerBound)
    case .all(let names):
      run.names = names
      run.nameOffset = 0
    }
  }

  /// - Throws: ``InputError`` with exit code 65 where there are names without rows.
  func requireEnd() throws(InputError) {
    if case .lines(let lines) = self { try lines.requireEnd() }
  }
}

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
        throw mismatch(
          expected: "a name for each row",
          found: "\(taken.counted("line")) for more rows"
        )
      }
      names.append(window.memory.prefix(line.count, from: line.lowerBound))
      taken += 1
    }
    return names
  }

  /// - Throws: ``InputError`` with exit code 65 where there are further names.
  func requireEnd() throws(InputError) {
    guard try window.takeLine() == nil else {
      throw mismatch(
        expected: "\(taken.counted("name")), one a line, for as many rows",
        found: "more lines"
      )
    }
  }

  private func mismatch(expected: String, found: String) -> InputError {
    window.malformed(expected: expected, found: found)
  }
}
