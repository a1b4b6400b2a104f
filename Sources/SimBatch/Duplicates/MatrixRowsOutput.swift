/// A file of some rows of a matrix, in the format that its name tells, or else that of the matrix.
public final class MatrixRowsOutput {
  let file: AtomicFile
  private let matrix: StoredMatrix
  private let shape: WrittenShape
  private let names: (any RowNaming)?

  /// - Parameter ids: names of all rows of the input, by number, instead of its own.
  /// - Throws: ``JobError/usage(_:)`` where no format can be told; ``InputError`` for a row that the
  ///   format cannot hold; ``OutputError``: what cannot be written is refused before the job.
  /// - Complexity: O(n · d) where rows may not fit, O(1) otherwise.
  public init(_ path: String, rowsOf matrix: StoredMatrix, ids: (any RowNaming)? = nil) throws {
    guard
      let format = MatrixOutputFormat(path: path) ?? MatrixOutputFormat(like: matrix.format)
    else {
      throw JobError.usage("\(path): expected a name that ends in \(MatrixOutputFormat.listed)")
    }
    names = ids ?? matrix.rowIds
    shape = try WrittenShape(
      format: format,
      elementType: nil,
      source: matrix.elementType,
      dimensionCount: matrix.dimensionCount,
      hasNames: names != nil,
      isRowCountStated: true,
      path: path
    )
    self.matrix = matrix
    file = try AtomicFile(path)
    try requireFit()
  }

  /// Writes the rows in this order; the file appears with its commit.
  ///
  /// - Complexity: O(rows · d), in constant memory.
  func write(_ rows: [Int]) throws {
    try file.append(shape.head(rowCount: rows.count))
    let encoder = try encoder()
    var text: [UInt8] = []
    for (index, row) in rows.enumerated() {
      text.removeAll(keepingCapacity: true)
      try encoder.append(row..<row + 1, of: allRows, to: &text)
      try file.append(text)
      releasePages(after: index)
    }
  }

  private var allRows: RowRun {
    RowRun(matrix: matrix, rows: 0..<matrix.rowCount, names: names)
  }

  /// Mapped rows leave memory now and then.
  private func releasePages(after index: Int) {
    if index % 4096 == 4095 { matrix.bytes.releasePages(0..<matrix.bytes.count) }
  }

  private func encoder() throws -> RowEncoder {
    try RowEncoder(shape, input: matrix.name, kernels: Kernels.selected())
  }

  /// Nobody knows yet which rows will be kept: all are tried.
  private func requireFit() throws {
    guard shape.writesNames || shape.format == .jsonl || shape.elementType != matrix.elementType
    else { return }
    let encoder = try encoder()
    var text: [UInt8] = []
    for row in 0..<matrix.rowCount {
      text.removeAll(keepingCapacity: true)
      try encoder.append(row..<row + 1, of: allRows, to: &text)
      releasePages(after: row)
    }
  }
}
