import Glibc

/// A file of all pairs of rows that reach the limit, in the order of their rows.
///
/// Columns: `row`, `other`, which is the higher row, `score` or `distance`; with old rows also
/// `old_row`, and then `other` or `old_row` is empty. With calibration `percentile` follows, empty
/// where there is none; with ids, `row_id` and `other_id`.
public final class PairOutput {
  private let table: TextTable
  let path: String
  private let isDistance: Bool
  private let oldRowCount: Int?
  private let rowNumbers: RowNumbers?
  private let ids: (any RowNaming)?
  private let hasPercentile: Bool
  /// The folder of scratch files: that of the output, where there has to be room for pairs, or for a device
  /// or a pipe the one that the job has.
  let directory: String

  /// Bytes of a pair in the scratch file and of its line.
  private static let bytesByPair = 12 + 24

  /// - Parameters:
  ///   - path: its extension decides the format: csv, tsv or jsonl.
  ///   - oldRowCount: stored rows of the old matrix, or nil.
  ///   - rowNumbers: of the rows in their input; nil where all of it takes part.
  ///   - ids: names by number.
  ///   - hasPercentile: whether there is calibration.
  ///   - scratch: where pairs lie until they are in order, if not beside the file.
  /// - Throws: ``OutputError``, so that what cannot be written is refused before the job.
  public init(
    _ path: String,
    measure: Measure,
    oldRowCount: Int? = nil,
    rowNumbers: RowNumbers? = nil,
    ids: (any RowNaming)? = nil,
    hasPercentile: Bool = false,
    scratch: ScratchFolder? = nil
  ) throws {
    guard path != NeighborOutput.standardOutput else {
      throw JobError.usage("--pairs-output needs a file; standard output is for decisions")
    }
    var columns = ["row", "other"]
    if oldRowCount != nil { columns.append("old_row") }
    columns.append(measure.isDistance ? "distance" : "score")
    if hasPercentile { columns.append("percentile") }
    if ids != nil { columns += ["row_id", "other_id"] }
    table = try TextTable(path, format: nil, columns: columns)
    directory = table.file?.directory ?? (scratch ?? .ofSystem).path
    self.path = path
    isDistance = measure.isDistance
    self.oldRowCount = oldRowCount
    self.rowNumbers = rowNumbers
    self.ids = ids
    self.hasPercentile = hasPercentile
  }

  /// The file, to be put in place.
  var file: AtomicFile? { table.file }

  /// Makes standard output complete.
  func finishStream() throws { try table.finishStream() }

  /// - Throws: ``DuplicateError/pairsDoNotFit(file:pairs:bytes:free:)``.
  func checkSpace(forPairs pairs: Int) throws {
    var status = statvfs()
    guard statvfs(directory, &status) == 0 else { return }
    let free = Int(status.f_bavail) * Int(status.f_frsize)
    let (bytes, overflows) = pairs.multipliedReportingOverflow(by: Self.bytesByPair)
    guard overflows || bytes > free else { return }
    throw DuplicateError.pairsDoNotFit(
      file: path,
      pairs: pairs,
      bytes: overflows ? .max : bytes,
      free: free
    )
  }

  func makeSpool(rowCount: Int) -> PairSpool {
    PairSpool(rowCount: rowCount, directory: directory, name: path)
  }

  /// Writes all pairs; the file appears with its commit.
  ///
  /// - Parameter calibrated: what scores are worth, where there is calibration.
  func write(_ spool: PairSpool, _ calibrated: CalibratedScores? = nil) throws {
    precondition(!hasPercentile || calibrated != nil, "percentiles were promised")
    try spool.forEachRange { pairs in
      for pair in pairs { try table.write(fields(of: pair, calibrated)) }
    }
  }

  private func number(ofRow position: Int) -> Int { rowNumbers.map { $0[position] } ?? position }

  private func fields(of pair: PairSpool.Pair, _ calibrated: CalibratedScores?)
    -> [TextTable.Field]
  {
    let row = number(ofRow: Int(pair.row))
    let position = Int(pair.other) - (oldRowCount ?? 0)
    let other = position < 0 ? position : number(ofRow: position)
    var fields: [TextTable.Field] = [.number(row), other < 0 ? .empty : .number(other)]
    if oldRowCount != nil { fields.append(other < 0 ? .number(Int(pair.other)) : .empty) }
    fields.append(.value(pair.score))
    if hasPercentile, let percentile = calibrated?.percentile(of: pair.score) {
      fields.append(percentile.isNaN ? .empty : .value(percentile))
    }
    if let ids {
      fields.append(.text(ids.id(of: row)))
      fields.append(other < 0 ? .empty : .text(ids.id(of: other)))
    }
    return fields
  }
}

extension RowNaming {
  /// The id of a row, as it is.
  func id(of row: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    appendId(row: row, to: &bytes)
    return bytes
  }
}
