/// Writes rows to an output, formatted by several threads, in their order.
///
/// Where n is not known before the rows are, its place is kept and filled at the end.
final class MatrixWriter {
  private let output: any ByteOutput
  private let shape: WrittenShape
  private let encoders: [Encoder]
  private var rowCount = 0
  /// Bytes given to the output.
  private(set) var byteCount = 0
  /// Rows written that hold a NaN, as those of missing vectors do.
  var nanRowCount: Int { encoders.reduce(0) { $0 + $1.rows.nanRowCount } }

  /// An encoder that one thread after another uses.
  private final class Encoder: @unchecked Sendable {
    let rows: RowEncoder
    init(_ rows: RowEncoder) { self.rows = rows }
  }

  /// - Parameters:
  ///   - rowCount: n, or nil where it is not known yet; see ``needsRowCount(_:_:)``.
  ///   - input: what errors call the input.
  init(
    _ output: any ByteOutput,
    shape: WrittenShape,
    rowCount: Int?,
    input: String,
    threads: Int
  ) throws {
    precondition(rowCount != nil || !Self.needsRowCount(output, shape.format))
    let kernels = try Kernels.selected()
    self.output = output
    self.shape = shape
    encoders = try (0..<threads).map { _ in
      Encoder(try RowEncoder(shape, input: input, kernels: kernels))
    }
    try append(shape.head(rowCount: rowCount ?? 0))
  }

  /// Whether n must be known before the first row: where it stands before the rows, and what is written
  /// cannot be changed.
  static func needsRowCount(_ output: any ByteOutput, _ format: MatrixOutputFormat) -> Bool {
    format.countsRows && (output as? AtomicFile)?.isSeekable != true
  }

  /// Bytes of values that are worth a thread's attention.
  private static let chunkByteCount = 1 << 18

  /// - Throws: ``InputError`` for the first row that does not fit; ``OutputError``.
  func write(_ run: RowRun) throws {
    let rowByteCount = run.matrix.dimensionCount * run.matrix.elementType.byteCount
    let chunkRows = max(1, Self.chunkByteCount / rowByteCount)
    let chunkCount = (run.rows.count + chunkRows - 1) / chunkRows
    let texts = Synchronized([Result<[UInt8], InputError>?](repeating: nil, count: chunkCount))
    let encoders = encoders
    Workers.forEachChunk(of: run.rows.count, size: chunkRows, workers: encoders.count) {
      worker,
      range in
      let first = run.rows.lowerBound
      let rows = first + range.lowerBound..<first + range.upperBound
      let text = Result { () throws(InputError) in
        var text: [UInt8] = []
        text.reserveCapacity(rows.count * rowByteCount)
        try encoders[worker].rows.append(rows, of: run, to: &text)
        return text
      }
      texts.update { $0[range.lowerBound / chunkRows] = text }
    }
    for text in texts.value { if let text { try append(try text.get()) } }
    rowCount += run.rows.count
    guard MatrixLayout.rowLimits.contains(rowCount) else {
      throw JobError.data("expected at most \(MatrixLayout.rowLimits.upperBound) rows, found more")
    }
  }

  /// Fills in n. The output appears with its commit.
  func finish() throws {
    guard shape.format.countsRows, let file = output as? AtomicFile, file.isSeekable else { return }
    try file.write(shape.head(rowCount: rowCount), at: 0)
  }

  private func append(_ bytes: [UInt8]) throws {
    byteCount += bytes.count
    try output.append(bytes)
  }
}
