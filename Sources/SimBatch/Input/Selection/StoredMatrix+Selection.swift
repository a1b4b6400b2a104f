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
    guard let copy = copying(numbers) else {
      throw .readFailed(name, "the system refused memory")
    }
    return copy
  }

  /// The rows at `positions`, ascending and each once, as a matrix of their own.
  ///
  /// - Throws: ``JobError/outOfMemory(bytes:)``.
  /// - Complexity: O(positions · d).
  func copying(rowsAt positions: [Int]) throws(JobError) -> StoredMatrix {
    let numbers = RowNumbers(listed: positions, wholeCount: rowCount)
    guard let copy = copying(numbers) else {
      throw .outOfMemory(bytes: positions.count * dimensionCount * elementType.byteCount)
    }
    return copy
  }

  /// - Returns: nil when the system has no memory for them.
  private func copying(_ numbers: RowNumbers) -> StoredMatrix? {
    let rowByteCount = dimensionCount * elementType.byteCount
    guard let copy = MappedBytes(zeroed: numbers.count * rowByteCount) else { return nil }
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
