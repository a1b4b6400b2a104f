/// The layout of `scipy.sparse.save_npz` for compressed sparse rows, uncompressed: a zip file of the
/// arrays `indices` (`<i4`), `indptr` (`<i4`, beyond 2³¹ − 1 entries `<i8`), `format`, `shape`
/// (`<i8`) and `data` (`<f4`).
struct SparseArchive {
  static let (indices, data) = ("indices", "data")
  static let (indexType, valueType) = ("<i4", "<f4")

  let columnCount: Int

  /// Writes all of a graph.
  func write(_ graph: CompressedRows, to output: some ByteOutput) throws {
    var archive = StoredZipWriter(output)
    let shape = [graph.entryCount]
    try archive.add(
      array: Self.indices,
      typeCode: Self.indexType,
      shape: shape,
      values: graph.columns
    )
    try addShape(starts: graph.starts, to: &archive)
    try archive.add(
      array: Self.data,
      typeCode: Self.valueType,
      shape: shape,
      values: graph.values
    )
    try archive.finish()
  }

  /// Adds what stands between indices and data.
  ///
  /// - Parameter starts: where the entries of each row start, and the last one's end.
  func addShape(starts: [Int], to archive: inout StoredZipWriter<some ByteOutput>) throws {
    let name = "indptr"
    if starts[starts.count - 1] <= Int32.max {
      let narrow = starts.map { Int32($0) }
      try archive.add(array: name, typeCode: "<i4", shape: [narrow.count], values: narrow)
    } else {
      try archive.add(array: name, typeCode: "<i8", shape: [starts.count], values: starts)
    }
    try archive.add(array: "format", typeCode: "|S3", shape: [], values: Array("csr".utf8))
    let shape = [starts.count - 1, columnCount]
    try archive.add(array: "shape", typeCode: "<i8", shape: [2], values: shape)
  }
}

/// Writes `.npz` to a file as rows come: indices straight to their place, since they stand first,
/// values to a nameless file until it is known how many there are. Memory: 8 bytes a row.
final class SparseArchiveFileSink: NeighborSink {
  private static let copiedCount = 1 << 18

  private let file: AtomicFile
  private let layout: SparseArchive
  private var cursor: RowCursor
  private var scratch: ScratchFile
  private var rows = CompressedRows()
  private var starts = [0]
  private var indexSum = CRC32()
  private var valueSum = CRC32()
  /// Where the next indices go.
  private var offset: Int

  /// - Parameter file: one that is seekable.
  init(_ file: AtomicFile, table: NeighborTable) throws {
    guard let directory = file.directory else { preconditionFailure("\(file.name) is a stream") }
    self.file = file
    layout = SparseArchive(columnCount: table.columnCount)
    cursor = RowCursor(table)
    scratch = ScratchFile(in: directory, for: file.name)
    offset = StoredZipMember.headerByteCount(name: Self.indicesName) + Self.indexHeader(0).count
  }

  private static let indicesName = "\(SparseArchive.indices).npy"

  /// As long for any number of indices.
  private static func indexHeader(_ count: Int) -> [UInt8] {
    NumPyHeader.bytes(typeCode: SparseArchive.indexType, shape: [count])
  }

  func write(_ run: borrowing NeighborRows) throws {
    cursor.advance(over: run)
    rows.removeAll()
    rows.append(run)
    let entryCount = starts[starts.count - 1]
    starts += rows.starts.dropFirst().map { entryCount + $0 }
    indexSum.add(rows.columns)
    valueSum.add(rows.values)
    try file.write(rows.columns, at: offset)
    offset += rows.columns.count * MemoryLayout<Int32>.size
    _ = try scratch.append(rows.values)
  }

  func finish() throws {
    cursor.checkEnd()
    let indexHeader = Self.indexHeader(starts[starts.count - 1])
    let indices = StoredZipMember(
      name: Self.indicesName,
      sum: CRC32(of: indexHeader).followed(by: indexSum),
      offset: 0
    )
    try file.write(indices.header + indexHeader, at: 0)
    var archive = StoredZipWriter(PositionedOutput(file, at: offset), after: indices)
    try layout.addShape(starts: starts, to: &archive)
    try copyValues(to: &archive)
    try archive.finish()
    try file.commit()
  }

  private func copyValues(to archive: inout StoredZipWriter<PositionedOutput>) throws {
    let count = starts[starts.count - 1]
    let header = NumPyHeader.bytes(typeCode: SparseArchive.valueType, shape: [count])
    try archive.begin("\(SparseArchive.data).npy", sum: CRC32(of: header).followed(by: valueSum))
    try archive.append(header)
    for first in stride(from: 0, to: count, by: Self.copiedCount) {
      try archive.append(
        scratch.values(
          Float.self,
          count: min(Self.copiedCount, count - first),
          at: first * MemoryLayout<Float>.size
        )
      )
    }
  }
}

/// Appends to a file from some byte on.
private final class PositionedOutput: ByteOutput {
  private let file: AtomicFile
  private var offset: Int

  init(_ file: AtomicFile, at offset: Int) {
    self.file = file
    self.offset = offset
  }

  func append<Value: BitwiseCopyable>(_ values: [Value]) throws {
    try file.write(values, at: offset)
    offset += values.count * MemoryLayout<Value>.stride
  }

  func commit() throws { try file.commit() }
}
