/// A file of the rows that are kept: a number, or an id where there are ids, in each line.
public final class KeptRowsOutput {
  let file: AtomicFile
  private let ids: (any RowNaming)?

  /// - Throws: ``OutputError``, so that what cannot be written is refused before the job.
  public init(_ path: String, ids: (any RowNaming)? = nil) throws {
    file = try AtomicFile(path)
    self.ids = ids
  }

  /// Writes the rows; the file appears with its commit.
  func write(_ rows: [Int]) throws {
    var line: [UInt8] = []
    for row in rows {
      line.removeAll(keepingCapacity: true)
      if let ids { ids.appendId(row: row, to: &line) } else { line.append(decimal: row) }
      line.append(0x0A)
      try file.append(line)
    }
  }
}
