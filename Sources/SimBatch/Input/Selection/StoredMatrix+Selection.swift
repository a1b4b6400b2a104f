extension StoredMatrix {
  /// The number in the whole input of the row at `position`.
  public func number(ofRow position: Int) -> Int { rowNumbers[position] }

  /// The rows that `selection` wants; ``rowIds`` stay those of the whole input.
  ///
  /// - Parameter options: where rows go that must be copied and do not fit into memory.
  /// - Throws: ``InputError``: exit code 64 where rows are not there, 74 without memory.
  /// - Complexity: O(1) for one range of rows, which stay where they are; else they are copied, O(rows
  ///   selected · d).
  public func selecting(_ selection: RowSelection, _ options: MatrixReadingOptions = .init())
    throws(InputError) -> StoredMatrix
  {
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
    let limit = options.scratch == nil ? Int.max : options.memoryLimit
    do throws(SpoolError) {
      return try copying(numbers, limit: limit, scratch: options.scratch)
    } catch {
      throw InputError(name: name, error, limit: limit)
    }
  }

  /// The rows at `positions`, ascending and each once, as a matrix of their own.
  ///
  /// - Throws: ``JobError/outOfMemory(bytes:)``.
  /// - Complexity: O(positions · d).
  func copying(rowsAt positions: [Int]) throws(JobError) -> StoredMatrix {
    let numbers = RowNumbers(listed: positions, wholeCount: rowCount)
    do throws(SpoolError) { return try copying(numbers, limit: .max, scratch: nil) } catch {
      throw .outOfMemory(bytes: positions.count * dimensionCount * elementType.byteCount)
    }
  }

  private func copying(_ numbers: RowNumbers, limit: Int, scratch: ScratchFolder?)
    throws(SpoolError) -> StoredMatrix
  {
    let rowByteCount = dimensionCount * elementType.byteCount
    let copy = try MappedBytes.spool(
      zeroed: numbers.count * rowByteCount,
      limit: limit,
      scratch: scratch
    )
    for position in 0..<numbers.count {
      let start = firstValueOffset + numbers[position] * rowStride
      copy.store(from: bytes, start..<start + rowByteCount, at: position * rowByteCount)
      guard (position + 1).isMultiple(of: 4096) else { continue }
      // Whatever was copied is not needed until the job reads it.
      copy.releasePages(0..<(position + 1) * rowByteCount)
      bytes.releasePages(0..<start + rowByteCount)
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
