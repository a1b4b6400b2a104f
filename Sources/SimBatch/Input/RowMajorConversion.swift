/// Rearranging a stored matrix into rows of native values.
extension MatrixLayout {
  /// The values of `source`, laid out as this layout says, as native row-major values without gaps.
  ///
  /// - Precondition: `source` holds all values of this layout, and there is no ``rowGap``.
  /// - Returns: n · d values of the same type, or nil when there is no memory for them.
  /// - Complexity: O(n · d), in blocks that stay in the cache.
  func rowMajorValues(of source: MappedBytes) -> MappedBytes? {
    precondition(rowGap == 0)
    precondition(firstValueOffset + rowCount * rowByteCount <= source.count)
    guard let target = MappedBytes(zeroed: rowCount * rowByteCount) else { return nil }
    switch elementType.byteCount {
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
        switch (isColumnMajor, isBigEndian) {
        case (false, _): copySwapped(stored, to: rows)
        case (true, false): transpose(stored, to: rows) { $0 }
        case (true, true): transpose(stored, to: rows) { (word: Word) in word.byteSwapped }
        }
      }
    }
  }

  private func copySwapped<Word: FixedWidthInteger & BitwiseCopyable>(
    _ stored: UnsafeRawPointer,
    to rows: UnsafeMutablePointer<Word>
  ) {
    for index in 0..<(rowCount * dimensionCount) {
      let word = stored.loadUnaligned(
        fromByteOffset: index &* MemoryLayout<Word>.size,
        as: Word.self
      )
      rows[index] = word.byteSwapped
    }
  }

  /// Blocks of 64 rows: they are read as runs of whole cache lines from each column, and written
  /// one line of each row at a time, 4 KB in all.
  @inline(__always)
  private func transpose<Word: FixedWidthInteger & BitwiseCopyable>(
    _ stored: UnsafeRawPointer,
    to rows: UnsafeMutablePointer<Word>,
    _ native: (Word) -> Word
  ) {
    let size = MemoryLayout<Word>.size
    let columnStep = 64 / size
    for firstRow in stride(from: 0, to: rowCount, by: 64) {
      let endRow = min(firstRow + 64, rowCount)
      for firstColumn in stride(from: 0, to: dimensionCount, by: columnStep) {
        for column in firstColumn..<min(firstColumn + columnStep, dimensionCount) {
          let columnStart = stored + column &* rowCount &* size
          for row in firstRow..<endRow {
            let word = columnStart.loadUnaligned(fromByteOffset: row &* size, as: Word.self)
            rows[row &* dimensionCount &+ column] = native(word)
          }
        }
      }
    }
  }
}
