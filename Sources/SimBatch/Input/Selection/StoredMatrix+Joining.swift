extension StoredMatrix {
  /// Opens several inputs as one matrix: the rows of the first, then those of the next.
  ///
  /// Each is a path, a pattern such as `day-*.fbin`, or `@list.txt`, a file of one of them a line. One
  /// input is opened as ``open(_:options:)`` does; the rows of several are copied into memory.
  ///
  /// - Throws: ``InputError`` as ``open(_:options:)``; 66 where nothing matches a pattern; 65 where the
  ///   inputs differ in dimensions or type, or only some of them have names; 64 where they need more
  ///   memory than ``MatrixReadingOptions/memory``.
  /// - Complexity: O(n · d) for several inputs.
  public static func open(
    _ inputs: [String],
    options: MatrixReadingOptions = .init()
  ) throws(InputError) -> StoredMatrix {
    try open(paths: InputPaths.resolve(inputs), options: options)
  }

  /// Opens the inputs at `paths` as one matrix.
  static func open(
    paths: [String],
    options: MatrixReadingOptions
  ) throws(InputError) -> StoredMatrix {
    guard let first = paths.first else {
      throw InputError(name: "input", problem: .unavailable("there is none"))
    }
    guard paths.count > 1 else { return try open(first, options: options) }
    let limit = options.memoryLimit
    var rest = options
    var parts: [StoredMatrix] = []
    for path in paths {
      let part = try open(path, options: rest)
      rest.memoryLimit = max(0, rest.memoryLimit - part.bytes.memoryByteCount)
      parts.append(part)
    }
    return try StoredMatrix(
      joining: parts,
      memory: rest.memoryLimit,
      limit: limit,
      scratch: options.scratch
    )
  }

  /// Rows that are copied before mapped ones leave memory.
  private static let joinedRun = 4096

  /// - Precondition: `parts` are at least one.
  /// - Parameters:
  ///   - memory: bytes that the joined rows may take, beside what the parts take.
  ///   - limit: what errors call the limit.
  ///   - scratch: where the rows go if they take more.
  convenience init(
    joining parts: [StoredMatrix],
    memory: Int,
    limit: Int,
    scratch: ScratchFolder?
  ) throws(InputError) {
    let first = parts[0]
    for part in parts.dropFirst() { try first.shape.requireAlike(part.shape) }
    let rowCount = parts.reduce(0) { $0 + $1.rowCount }
    let name = "\(first.name) and \(parts.count - 1) more"
    guard MatrixLayout.rowLimits.contains(rowCount) else {
      throw InputError(
        name: name,
        problem: .malformed(
          expected: "at most \(MatrixLayout.rowLimits.upperBound) rows",
          found: "\(rowCount)",
          place: nil
        )
      )
    }
    let rowByteCount = first.dimensionCount * first.elementType.byteCount
    let bytes: MappedBytes
    do throws(SpoolError) {
      bytes = try .spool(zeroed: rowCount * rowByteCount, limit: memory, scratch: scratch)
    } catch {
      throw InputError(name: name, error, limit: limit)
    }
    var ids: RowIds? = first.rowIds == nil ? nil : RowIds([])
    var row = 0
    for part in parts {
      for index in 0..<part.rowCount {
        let start = part.firstValueOffset + index * part.rowStride
        bytes.store(from: part.bytes, start..<start + rowByteCount, at: row * rowByteCount)
        row += 1
        guard row.isMultiple(of: Self.joinedRun) else { continue }
        // Whatever was copied is not needed until the job reads it.
        bytes.releasePages((row - Self.joinedRun) * rowByteCount..<row * rowByteCount)
        part.bytes.releasePages(0..<start + rowByteCount)
      }
      if let names = part.rowIds { ids?.append(contentsOf: names) }
    }
    self.init(
      name: name,
      format: first.format,
      elementType: first.elementType,
      rowCount: rowCount,
      dimensionCount: first.dimensionCount,
      rowStride: rowByteCount,
      firstValueOffset: 0,
      bytes: bytes,
      rowIds: ids,
      reading: Self.reading(ofJoined: parts.map(\.reading))
    )
  }

  /// The reading of inputs that are one matrix: theirs, or where they differ, that of the first and
  /// how many have another.
  static func reading(ofJoined readings: [String?]) -> String? {
    let guessed = readings.compactMap { $0 }
    guard let first = guessed.first else { return nil }
    let others = guessed.filter { $0 != first }
    guard let other = others.first else { return first }
    return "\(first); \(others.count.counted("input")) read otherwise, as \(other)"
  }
}
