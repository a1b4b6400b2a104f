/// What a file of rows holds: format, shape, type, lengths of rows, rows no measure can judge.
public struct MatrixInfo: Sendable {
  public let name: String
  public let format: MatrixFormat
  public let elementType: ElementType
  /// The reading that was chosen where the input leaves a choice; nil where it states it all.
  public let reading: String?
  public let rowCount: Int
  public let dimensionCount: Int
  /// Rows of the whole input, of which these are some or all.
  public let wholeRowCount: Int
  /// Whether the input has names of its rows.
  public let hasNames: Bool
  /// Least, median and greatest length of the finite rows; nil where there are none.
  public let norms: (least: Double, median: Double, greatest: Double)?
  public let notFiniteRows: Int
  /// Those of them that hold a NaN, where the format has missing values, which are stored as NaN; nil
  /// for other formats.
  public let missingRows: Int?
  public let zeroRows: Int
  /// Rows that are constant and not zero: Pearson cannot judge them.
  public let constantRows: Int
  /// Good rows that have an identical row before them.
  public let repeatedRows: Int

  /// Sentences about values that look wrong.
  public let warnings: [String]

  /// - Complexity: O(n · d); reads every row.
  public init(_ matrix: StoredMatrix, threads: Int? = nil) throws {
    let kernels = try Kernels.selected()
    let workers = threads ?? MachineLimits.processorCount
    let source = RowSource(matrix: matrix, dimensions: matrix.dimensionCount, columnMean: nil)
    func examined(_ measure: Measure) throws(JobError) -> ExaminedRows {
      try ExaminedRows(source, measure: measure, kernels: kernels, workers: workers)
    }
    let cosine = try examined(.cosine)
    let pearson = try examined(.pearson)
    let norms = (0..<matrix.rowCount).filter { cosine.isGood($0) }.map { cosine.norm($0) }.sorted()
    self.norms =
      norms.isEmpty ? nil : (norms[0], norms[norms.count / 2], norms[norms.count - 1])
    let lengths = self.norms.map { $0.least...$0.greatest }
    warnings = SuspectValues(try ValueFigures(matrix), lengths: lengths).warnings
    let reasons = cosine.badRows(limit: .max).map(\.reason)
    notFiniteRows = reasons.count { $0.isNotFinite }
    missingRows = matrix.format.hasMissingValues ? reasons.count { $0.isMissing } : nil
    zeroRows = reasons.count - notFiniteRows
    constantRows = pearson.badRowCount - cosine.badRowCount
    repeatedRows =
      matrix.rowCount - cosine.badRowCount - (try DistinctRows(cosine, merging: true).count)
    name = matrix.name
    format = matrix.format
    elementType = matrix.elementType
    reading = matrix.reading
    rowCount = matrix.rowCount
    dimensionCount = matrix.dimensionCount
    wholeRowCount = matrix.rowNumbers.wholeCount
    hasNames = matrix.rowIds != nil
  }
}

extension MatrixInfo: CustomStringConvertible {
  public var description: String {
    func digits(_ value: Double) -> String { "\(Float(value))" }
    let lengths =
      norms.map {
        "\(digits($0.least)) to \(digits($0.greatest)), median \(digits($0.median))"
      } ?? "no finite row"
    let notes =
      (reading.map { ["read as           \($0.onOneLine)"] } ?? [])
      + warnings.map { "looks wrong       \($0)" }
    let missing = missingRows.map { "\($0) missing, " } ?? ""
    return """
      file              \(name)
      format            \(format.rawValue), \(elementType.rawValue)
      rows              \(rowCount)\(rowCount == wholeRowCount ? "" : " of \(wholeRowCount)")\
      \(hasNames ? ", with names" : "")
      dimensions        \(dimensionCount)
      row lengths       \(lengths)
      repeated rows     \(repeatedRows)
      bad rows          \(missing)\(notFiniteRows - (missingRows ?? 0)) not finite, \(zeroRows) zero, \
      \(constantRows) constant
      """ + notes.map { "\n\($0)" }.joined()
  }
}
