/// Rearranging a stored matrix into rows of native values, on the pointers of ``MappedBytes``.
extension MatrixLayout {
  /// The values of `file`, row-major and of this machine's byte order; where they are not, a copy
  /// without gaps.
  func rows(of file: InputFile, _ options: MatrixReadingOptions) throws(InputError) -> MappedBytes {
    guard needsRearranging else { return file.bytes }
    do throws(SpoolError) { return try rowMajorValues(of: file.bytes, options) } catch {
      throw InputError(name: file.name, error, limit: options.memoryLimit)
    }
  }

  /// The values of `source`, laid out as this layout says, as native row-major values without gaps.
  ///
  /// - Precondition: `source` holds all values of this layout, and there is no ``rowGap``.
  /// - Returns: n · d values of the same type, in memory, or in a scratch file where there is one
  ///   for those that do not fit.
  /// - Complexity: O(n · d), in blocks that stay in the cache.
  private func rowMajorValues(of source: MappedBytes, _ options: MatrixReadingOptions)
    throws(SpoolError)
    -> MappedBytes
  {
    precondition(rowGap == 0)
    precondition(firstValueOffset + rowCount * rowByteCount <= source.count)
    let target = try MappedBytes.spool(
      zeroed: rowCount * rowByteCount,
      limit: options.scratch == nil ? .max : options.memoryLimit,
      scratch: options.scratch
    )
    switch type.byteCount {
    case 1: rearrange(UInt8.self, from: source, to: target)
    case 2: rearrange(UInt16.self, from: source, to: target)
    case 4: rearrange(UInt32.self, from: source, to: target)
    default: rearrange(UInt64.self, from: source, to: target)
    }
    return target
  }

  /// Copies values, which are only moved and swapped here, as words of their size.
  private func rearrange<Word: FixedWidthInteger & BitwiseCopyable>(
    _: Word.Type,
    from source: MappedBytes,
    to target: MappedBytes
  ) {
    source.withBytes { sourceBytes in
      target.withMutableBytes { targetBytes in
        guard let sourceStart = sourceBytes.baseAddress, let targetStart = targetBytes.baseAddress
        else { return }
        let stored = sourceStart + firstValueOffset
        let rows = targetStart.assumingMemoryBound(to: Word.self)
        // Mapped values leave memory once they have been rearranged.
        let release = { (row: Int) in
          source.releasePages(0..<source.count)
          target.releasePages(0..<row * rowByteCount)
        }
        switch (isColumnMajor, isBigEndian) {
        case (false, _): copySwapped(stored, to: rows, release)
        case (true, false): transpose(stored, to: rows, release) { $0 }
        case (true, true): transpose(stored, to: rows, release) { (word: Word) in word.byteSwapped }
        }
      }
    }
  }

  private func copySwapped<Word: FixedWidthInteger & BitwiseCopyable>(
    _ stored: UnsafeRawPointer,
    to rows: UnsafeMutablePointer<Word>,
    _ release: (Int) -> Void
  ) {
    for firstRow in stride(from: 0, to: rowCount, by: Self.releasedRowCount) {
      let end = min(firstRow + Self.releasedRowCount, rowCount)
      for index in firstRow * dimensionCount..<end * dimensionCount {
        let word = stored.loadUnaligned(
          fromByteOffset: index &* MemoryLayout<Word>.size,
          as: Word.self
        )
        rows[index] = word.byteSwapped
      }
      release(end)
    }
  }

  /// Rows of a block: long runs from each column, and a block that stays in the first cache.
  private static var blockRowCount: Int { 256 }

  /// Rows, whole blocks of them, that are rearranged before mapped ones leave memory.
  private static var releasedRowCount: Int { 4096 }

  /// Turns blocks of one cache line by ``blockRowCount`` rows in a buffer of their own: where a
  /// row is a power of two bytes long, the lines of a block would evict each other from the cache.
  @inline(__always)
  private func transpose<Word: FixedWidthInteger & BitwiseCopyable>(
    _ stored: UnsafeRawPointer,
    to rows: UnsafeMutablePointer<Word>,
    _ release: (Int) -> Void,
    _ native: (Word) -> Word
  ) {
    let size = MemoryLayout<Word>.size
    let lineCount = 64 / size
    withUnsafeTemporaryAllocation(of: Word.self, capacity: Self.blockRowCount * lineCount) {
      guard let block = $0.baseAddress else { return }
      for firstRow in stride(from: 0, to: rowCount, by: Self.blockRowCount) {
        let blockRows = min(Self.blockRowCount, rowCount - firstRow)
        for firstColumn in stride(from: 0, to: dimensionCount, by: lineCount) {
          let blockColumns = min(lineCount, dimensionCount - firstColumn)
          for column in 0..<blockColumns {
            let run = stored + ((firstColumn &+ column) &* rowCount &+ firstRow) &* size
            for row in 0..<blockRows {
              let word = run.loadUnaligned(fromByteOffset: row &* size, as: Word.self)
              block[row &* lineCount &+ column] = native(word)
            }
          }
          for row in 0..<blockRows {
            let target = rows + ((firstRow &+ row) &* dimensionCount &+ firstColumn)
            target.update(from: block + row &* lineCount, count: blockColumns)
          }
        }
        let end = firstRow + blockRows
        if end.isMultiple(of: Self.releasedRowCount) { release(end) }
      }
    }
  }
}
