#if HDF5
  internal import CHDF5

  /// Rows of a 2-dimensional dataset, read in batches of whole chunks.
  final class HDF5Rows: RowStream {
    let name: String
    let format = MatrixFormat.hdf5
    let elementType: ElementType
    let dimensionCount: Int
    let statedRowCount: Int?
    let hasNames = false
    let reading: String?

    private let dataset: HDF5Dataset
    private let type: InputType
    private let native: HDF5Id
    private let rowCount: Int
    /// The rows of ``loaded``.
    private let batchMemory: MappedBytes
    private let batchRowCount: Int
    private var loaded = 0..<0
    private var row = 0

    /// About what is read at once.
    private static let batchByteCount = 8 << 20

    /// - Parameters:
    ///   - dataset: readable, of 2 dimensions.
    ///   - limit: bytes that the rows of a chunk may take.
    /// - Throws: ``InputError``: 65 for a shape beyond the limits, 64 for chunks beyond `limit`.
    init(_ dataset: consuming HDF5Dataset, limit: Int) throws(InputError) {
      let name = dataset.name
      guard let sizes = dataset.entry.shape, sizes.count == 2, let type = dataset.entry.inputType
      else {
        preconditionFailure("'\(dataset.entry.name)' was chosen")
      }
      let shape = try MatrixShape(rowCount: sizes[0], dimensionCount: sizes[1], of: name)
      let rowByteCount = shape.dimensionCount * type.byteCount
      guard let native = HDF5Id(sim_hdf5_native(dataset.element)) else { throw .hdf5(name) }
      let chunkRows = sim_hdf5_chunk_rows(dataset.id.number)
      guard chunkRows > 0 else { throw .hdf5(name) }
      let wanted = max(1, Self.batchByteCount / rowByteCount)
      // A chunk that is cut would be unpacked twice.
      let chunk = Int(min(chunkRows, UInt64(max(1, shape.rowCount))))
      batchRowCount = min((wanted + chunk - 1) / chunk * chunk, max(1, shape.rowCount))
      guard batchRowCount <= limit / rowByteCount else {
        throw InputError(name: name, problem: .tooLarge(limit: limit))
      }
      guard let memory = MappedBytes(zeroed: batchRowCount * rowByteCount) else {
        throw .readFailed(name, "out of memory")
      }
      self.name = name
      reading = dataset.reading
      self.type = type
      elementType = type.elementType
      dimensionCount = shape.dimensionCount
      rowCount = shape.rowCount
      statedRowCount = shape.rowCount
      batchMemory = memory
      self.native = native
      self.dataset = dataset
    }

    func appendRow(to batch: RowBatch) throws(InputError) -> Bool {
      guard row < rowCount else { return false }
      if !loaded.contains(row) { try load() }
      let size = dimensionCount * type.byteCount
      let start = (row - loaded.lowerBound) * size
      try batch.appendRow { target throws(InputError) in
        guard type.native == nil else {
          batchMemory.copy(start..<start + size, to: target)
          return
        }
        let inexact = batchMemory.withBytes(start..<start + size) {
          type.widen($0, count: dimensionCount, to: target)
        }
        if let inexact { throw .inexact(inexact, row: row, of: name) }
      }
      row += 1
      return true
    }

    /// Reads the batch that starts at ``row``.
    private func load() throws(InputError) {
      let count = min(batchRowCount, rowCount - row)
      var fault = sim_hdf5_fault()
      let status = batchMemory.withMutableBytes { bytes in
        sim_hdf5_read_rows(
          dataset.id.number,
          native.number,
          hsize_t(row),
          hsize_t(count),
          hsize_t(dimensionCount),
          bytes.baseAddress,
          &fault
        )
      }
      guard status >= 0 else { throw .hdf5(name, fault, row: row) }
      loaded = row..<row + count
    }
  }
#endif
