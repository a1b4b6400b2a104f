/// A file of the rows that are kept: a number, or an id where there are ids, in each line.
public final class KeptRowsOutput {
  let file: AtomicFile
  private let rowNumbers: RowNumbers?
  private let ids: (any RowNaming)?

  /// - Parameters:
  ///   - rowNumbers: of the rows in their input; nil where all of it takes part.
  ///   - ids: names by number.
  /// - Throws: ``OutputError``, so that what cannot be written is refused before the job.
  public init(_ path: String, rowNumbers: RowNumbers? = nil, ids: (any RowNaming)? = nil) throws {
    file = try AtomicFile(path)
    self.rowNumbers = rowNumbers
    self.ids = ids
  }

  /// Writes the rows; the file appears with its commit.
  func write(_ rows: [Int]) throws {
    var line: [UInt8] = []
    for row in rows {
      line.removeAll(keepingCapacity: true)
      let number = rowNumbers.map { $0[row] } ?? row
      if let ids { ids.appendId(row: number, to: &line) } else { line.append(decimal: number) }
      line.append(0x0A)
      try file.append(line)
    }
  }
}
