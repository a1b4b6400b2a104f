import CSimKernels

/// A type that scores are stored as.
protocol StoredScore: BitwiseCopyable, Sendable {
  /// Writes a row of scores.
  ///
  /// - Returns: whether a finite one became infinite.
  static func store(
    _ scores: UnsafePointer<Float>,
    count: Int,
    to target: UnsafeMutablePointer<Self>,
    kernels: Kernels
  ) -> Bool
}

extension Float: StoredScore {
  static func store(
    _ scores: UnsafePointer<Float>,
    count: Int,
    to target: UnsafeMutablePointer<Float>,
    kernels: Kernels
  ) -> Bool {
    target.update(from: scores, count: count)
    return false
  }
}

/// The bits of a half: not every platform's Swift has `Float16`.
extension UInt16: StoredScore {
  static func store(
    _ scores: UnsafePointer<Float>,
    count: Int,
    to target: UnsafeMutablePointer<UInt16>,
    kernels: Kernels
  ) -> Bool {
    sim_floats_to_halves(kernels.table, scores, count, target)
  }
}

/// A file of scores at fixed places: a header, then values.
///
/// A block is collected in memory and written row by row in long runs, then turned in place and
/// written as its mirror image. Written pages are the system's, not this process's, so memory does
/// not grow with the file.
final class ScoreFile<Value: StoredScore>: ScoreTarget, @unchecked Sendable {
  private let file: AtomicFile
  private let pieces: AtomicFile.Pieces
  private let headerByteCount: Int
  private let shape: FullMatrixShape
  private let name: String
  /// Set by `prepare`, before there are other threads.
  private var prepared: Collection?

  /// Blocks that tiles are collected in, a buffer for each worker.
  private struct Collection {
    let blocks: ScoreBlocks
    let kernels: Kernels
    let buffers: [Memory<Value>]
  }

  private var collection: Collection {
    guard let prepared else { preconditionFailure("a tile before prepare") }
    return prepared
  }

  let missing = Float.nan
  var memory: TargetMemory { TargetMemory(blockValueByteCount: MemoryLayout<Value>.size) }
  var output: ScoreOutput { .file(file) }

  /// - Throws: ``OutputError/cannotWrite(file:reason:)`` when the disk has too little room;
  ///   ``JobError/data(_:)`` where what an earlier run has left is of another size.
  init(_ file: AtomicFile, name: String, header: [UInt8], shape: FullMatrixShape) throws {
    self.file = file
    self.name = name
    self.shape = shape
    headerByteCount = header.count
    pieces = file.pieces
    let (size, overflows) = shape.entryCount.multipliedReportingOverflow(
      by: MemoryLayout<Value>.size
    )
    guard !overflows else {
      throw JobError.usage("\(name): no file holds \(shape.entryCount) scores")
    }
    if file.isResumed {
      let found = try file.byteCount()
      guard found == header.count + size else {
        throw JobError.data(
          """
          \(name)\(AtomicFile.partialEnding): expected \(header.count + size) bytes, found \(found); \
          --restart forgets it and starts over
          """
        )
      }
      return
    }
    try file.reserve(header.count + size)
    try file.write(header, at: 0)
  }

  func prepare(_ blocks: ScoreBlocks, greatest: Double, kernels: Kernels, workers: Int) throws {
    prepared = Collection(
      blocks: blocks,
      kernels: kernels,
      buffers: try (0..<workers).map { _ in try Memory(count: blocks.bufferCount) }
    )
  }

  func take(_ tile: ScoreTile) throws {
    let collection = collection
    let (place, block) = (tile.place, tile.block)
    let buffer = collection.buffers[tile.worker].pointer
    let column = place.columns.lowerBound - block.columns.lowerBound
    var overflows = false
    for (index, row) in place.rows.enumerated() {
      let target = buffer + (row - block.rows.lowerBound) * collection.blocks.stride + column
      overflows =
        Value.store(
          tile.values + index * tile.stride,
          count: place.columns.count,
          to: target,
          kernels: collection.kernels
        ) || overflows
    }
    if overflows {
      throw JobError.data(
        "\(name): a score is beyond 65504, the greatest half; --output-dtype f4 can hold it"
      )
    }
  }

  func finish(_ block: ScoreBlock, worker: Int) throws {
    let buffer = collection.buffers[worker]
    let stride = collection.blocks.stride
    let size = MemoryLayout<Value>.size
    if block.isDiagonal {
      sim_mirror_upper(buffer.pointer, size, block.rows.count, stride)
    }
    try write(buffer, rows: block.rows, columns: block.columns)
    guard shape.isMirrored, !block.isDiagonal else { return }
    sim_transpose(buffer.pointer, size, max(block.rows.count, block.columns.count), stride)
    try write(buffer, rows: block.columns, columns: block.rows)
  }

  /// Writes the block's rows; of upper ones only what is beyond the diagonal.
  private func write(_ buffer: Memory<Value>, rows: Range<Int>, columns: Range<Int>) throws {
    let stride = collection.blocks.stride
    // Rows as long as the matrix's lie one after another in both.
    if !shape.isUpper, columns.count == shape.columnCount, stride == columns.count {
      try write(buffer, from: 0, count: rows.count * columns.count, row: rows.lowerBound, column: 0)
      return
    }
    for (index, row) in rows.enumerated() {
      let first = shape.isUpper ? max(columns.lowerBound, row + 1) : columns.lowerBound
      guard first < columns.upperBound else { continue }
      try write(
        buffer,
        from: index * stride + first - columns.lowerBound,
        count: columns.upperBound - first,
        row: row,
        column: first
      )
    }
  }

  private func write(_ buffer: Memory<Value>, from start: Int, count: Int, row: Int, column: Int)
    throws
  {
    try pieces.write(
      buffer,
      start..<start + count,
      at: headerByteCount + shape.index(row: row, column: column) * MemoryLayout<Value>.size
    )
  }

  func complete(rows: RowPlaces, columns: RowPlaces) {}
}
