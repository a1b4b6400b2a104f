/// What a conversion did.
public struct ConversionReport: Sendable, Encodable {
  public struct Side: Sendable, Encodable {
    public let format: String
    public let elementType: String
    public let dimensions: Int
    /// The reading that was chosen where the input leaves a choice; nil where it states it all.
    public let reading: String?
  }

  public let input: Side
  public let output: Side
  /// What mapped the rows, where a map did.
  public let map: AppliedMap?
  public let rows: Int
  /// Rows that hold a NaN: all of their values are NaN where the vector was missing.
  public let nanRows: Int
  /// Of the output.
  public let bytes: Int
  public let seconds: Double

  init(
    input: any RowSupply,
    output: WrittenShape,
    map: AppliedMap?,
    rowCount: Int,
    nanRowCount: Int,
    byteCount: Int,
    seconds: Double
  ) {
    self.input = Side(
      format: input.format.rawValue,
      elementType: input.shape.elementType.rawValue,
      dimensions: input.shape.dimensionCount,
      reading: input.reading
    )
    self.output = Side(
      format: output.format.rawValue,
      elementType: output.elementType.rawValue,
      dimensions: output.dimensionCount,
      reading: nil
    )
    self.map = map
    rows = rowCount
    nanRows = nanRowCount
    bytes = byteCount
    self.seconds = seconds
  }

  /// The warning that some rows are no vectors, or nil.
  public var warning: String? {
    guard nanRows > 0 else { return nil }
    let rows = nanRows == 1 ? "1 row is missing or holds" : "\(nanRows) rows are missing or hold"
    return "\(rows) missing values, written as \(output.format == "jsonl" ? "null" : "NaN")"
  }

  /// `600 rows × 384 dimensions as fbin, f32: 900 kB in 0.01 s, 90 MB/s`.
  public var summary: String {
    let rate = seconds > 0 ? Int((Double(bytes) / seconds / 1e6).rounded()) : 0
    return """
      \(rows.counted("row")) × \(output.dimensions.counted("dimension")) as \(output.format), \(output.elementType): \
      \(ByteCount(bytes)) in \((seconds * 100).rounded() / 100) s, \(rate) MB/s
      """
  }
}
