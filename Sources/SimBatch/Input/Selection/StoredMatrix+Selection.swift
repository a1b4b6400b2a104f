extension StoredMatrix {
  /// The number in the whole input of the row at `position`.
  public func number(ofRow position: Int) -> Int { rowNumbers[position] }

  /// The rows that `selection` wants; ``rowIds`` stay those of the whole input.
  ///
  /// - Throws: ``InputError``: exit code 64 where rows are not there, 74 without memory.
  /// - Complexity: O(1) for one range of rows, which stay where they are; else they are copied, O(rows
  ///   selected · d).
  public func selecting(_ selection: RowSelection) throws(InputError) -> StoredMatrix {
    guard !selection.isEverything else { return self }
    let numbers = try selection.numbers(rowCount: rowCount, name: name)
    if let range = numbers.singleRange {
      return StoredMatrix(
        of: self,
        numbers: rowNumbers.selecting(numbers),
        rowStride: rowStride,
        firstValueOffset: firstValueOffset + (range.isEmpty ? 0 : range.lowerBound * rowStride),
        bytes: bytes
      )
    }
    let rowByteCount = dimensionCount * elementType.byteCount
    guard let copy = MappedBytes(zeroed: numbers.count * rowByteCount) else {
      throw .readFailed(name, "the system refused memory")
    }
    for position in 0..<numbers.count {
      let start = firstValueOffset + numbers[position] * rowStride
      copy.store(from: bytes, start..<start + rowByteCount, at: position * rowByteCount)
    }
    return StoredMatrix(
      of: self,
      numbers: rowNumbers.selecting(numbers),
      rowStride: rowByteCount,
      firstValueOffset: 0,
      bytes: copy
    )
  }
}
