@testable import SimBatch

/// An output in memory that, as a pipe, takes bytes in order only.
final class KeptBytes: ByteOutput {
  private(set) var bytes: [UInt8] = []
  func append<Value: BitwiseCopyable>(_ values: [Value]) { bytes.append(bytesOf: values) }
  func commit() {}
}

/// Rows of which nobody says how many there are.
final class ListedRowStream: RowStream {
  let name = "listed rows"
  let format = MatrixFormat.csv
  let elementType = ElementType.f32
  let dimensionCount: Int
  let statedRowCount: Int? = nil
  let hasNames: Bool
  private let rows: [[Float]]
  private let names: [String]
  private var next = 0

  init(_ rows: [[Float]], dimensionCount: Int, names: [String]?) {
    self.rows = rows
    self.dimensionCount = dimensionCount
    self.names = names ?? []
    hasNames = names != nil
  }

  func appendRow(to batch: RowBatch) throws(InputError) -> Bool {
    guard next < rows.count else { return false }
    let row = rows[next]
    try batch.appendRow { target in
      row.withUnsafeBytes { bytes in
        if let start = bytes.baseAddress { target.copyMemory(from: start, byteCount: bytes.count) }
      }
    }
    if hasNames { batch.appendName(names[next].utf8) }
    next += 1
    return true
  }
}

/// What a writer makes of all rows of a supply.
func written(
  _ supply: any RowSupply,
  as format: MatrixOutputFormat,
  type: ElementType? = nil,
  dimensions: Int? = nil,
  to output: any ByteOutput,
  threads: Int = 1
) throws {
  let shape = try WrittenShape(
    format: format,
    elementType: type,
    source: supply.shape.elementType,
    dimensionCount: dimensions ?? supply.shape.dimensionCount,
    hasNames: supply.shape.hasNames,
    isRowCountStated: supply.statedRowCount != nil,
    path: "out"
  )
  let writer = try MatrixWriter(
    output,
    shape: shape,
    rowCount: supply.rowCount,
    input: supply.shape.name,
    threads: threads
  )
  while let run = try supply.next() { try writer.write(run) }
  try writer.finish()
  try output.commit()
}

/// The same to a pipe, of rows in memory.
func written(
  _ matrix: StoredMatrix,
  as format: MatrixOutputFormat,
  type: ElementType? = nil,
  threads: Int = 1
) throws -> [UInt8] {
  let output = KeptBytes()
  let supply = StoredRowSupply(matrix, statedRowCount: matrix.rowCount)
  try written(supply, as: format, type: type, to: output, threads: threads)
  return output.bytes
}

extension StoredMatrix {
  /// The same rows with names.
  func named(_ names: [String]) -> StoredMatrix {
    StoredMatrix(
      name: name,
      format: format,
      elementType: elementType,
      rowCount: rowCount,
      dimensionCount: dimensionCount,
      rowStride: rowStride,
      firstValueOffset: firstValueOffset,
      bytes: bytes,
      rowIds: RowIds(names)
    )
  }
}
