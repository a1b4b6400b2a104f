/// A matrix that took part in a job, as reports tell it.
public struct MatrixReport: Encodable, Sendable {
  public let name: String
  public let format: String
  public let elementType: String
  /// The reading that was chosen where the input leaves a choice; nil where it states it all.
  public let reading: String?
  public let rows: Int
  public let dimensions: Int
  /// Rows the measure could not judge.
  public let badRows: Int
  /// Good rows, identical ones counted once; nil where they were not told apart.
  public let distinctRows: Int?
  /// Bytes of a scratch file that its rows take; nil where they are in memory or a mapped file.
  public let scratchBytes: Int?
  /// What mapped the rows before anything else (`--map`), where a map did.
  public let map: AppliedMap?

  init(_ examined: ExaminedRows, distinctRows: Int?) {
    let matrix = examined.source.matrix
    name = matrix.name
    format = matrix.format.rawValue
    elementType = matrix.elementType.rawValue
    reading = matrix.reading
    rows = matrix.rowCount
    dimensions = matrix.dimensionCount
    badRows = examined.badRowCount
    self.distinctRows = distinctRows
    let bytes = matrix.bytes.scratchByteCount
    scratchBytes = bytes > 0 ? bytes : nil
    map = matrix.map
  }

  init(_ side: PreparedSide) { self.init(side.examined, distinctRows: side.rowCount) }
}
