import CSimKernels

/// A linear map of rows, `y = x · M`: d × d′, as a file of d rows holds it.
///
/// Applied before any measure (`--map`), so that rows which are meant to be alike come near.
public struct LinearMap: Sendable {
  /// What errors and reports call it.
  public let name: String
  /// d: values of a row that is mapped.
  public let inputCount: Int
  /// d′: values of a mapped row.
  public let outputCount: Int
  /// Of its shape and values, as `Double`: whether two maps are the same.
  public let checksum: UInt64
  /// The reading that was chosen where its file leaves a choice; nil where the file states it all.
  public let reading: String?
  /// In panels of eight columns, as `sim_map` has them.
  private let panels: Memory<Double>

  /// Opens a map: a matrix of floating-point numbers in any format, such as a `.npy` of `f2`, `f4`,
  /// `f8`.
  ///
  /// - Throws: ``InputError``: exit code 65 where it is no matrix, has no rows, whole numbers, or a
  ///   value that is not finite; as ``StoredMatrix/open(_:options:)`` for others.
  /// - Complexity: O(d · d′).
  public static func open(_ path: String) throws -> LinearMap {
    try LinearMap(StoredMatrix.open(path))
  }

  /// The map that a matrix holds.
  ///
  /// - Throws: ``InputError``, exit code 65, as ``open(_:)``; ``JobError/outOfMemory(bytes:)``.
  public init(_ matrix: StoredMatrix) throws {
    func malformed(_ expected: String, _ found: String, row: Int? = nil) -> InputError {
      InputError(
        name: matrix.name,
        problem: .malformed(expected: expected, found: found, place: row.map { .row($0) })
      )
    }
    guard [.f16, .f32, .f64].contains(matrix.elementType) else {
      throw malformed("a map of f16, f32 or f64", "values of \(matrix.elementType.rawValue)")
    }
    guard matrix.rowCount > 0 else { throw malformed("a map of at least one row", "none") }
    name = matrix.name
    reading = matrix.reading
    (inputCount, outputCount) = (matrix.rowCount, matrix.dimensionCount)
    panels = try Memory(count: (outputCount + 7) / 8 * 8 * inputCount)
    var sum = Checksum()
    sum.add(words: [UInt64(inputCount), UInt64(outputCount)])
    for row in 0..<inputCount {
      var values: [Double] = []
      values.reserveCapacity(outputCount)
      for column in 0..<outputCount {
        let value = matrix.value(row: row, dimension: column)
        guard value.isFinite else {
          throw malformed("finite values", "\(value) in column \(column)", row: row)
        }
        panels[(column / 8 * inputCount + row) * 8 + column % 8] = value
        values.append(value)
      }
      sum.add(words: values.map(\.bitPattern))
    }
    checksum = sum.value
  }

  /// What says which map was applied: its name, shape and checksum.
  var identity: AppliedMap {
    AppliedMap(
      name: name,
      inputs: inputCount,
      outputs: outputCount,
      checksum: String(checksum, radix: 16)
    )
  }

  /// The map as kernels see it; valid while `self` is alive.
  fileprivate var kernelMap: sim_map {
    sim_map(
      panels: UnsafePointer(panels.pointer),
      inputs: inputCount,
      outputs: outputCount
    )
  }
}

/// Which map made the rows of a matrix; reports name it.
public struct AppliedMap: Encodable, Equatable, Sendable {
  public let name: String
  /// Values of a row before, and of a mapped one.
  public let inputs: Int
  public let outputs: Int
  /// Of its values, in hexadecimal digits.
  public let checksum: String
}

extension Checksum {
  fileprivate mutating func add(words: [UInt64]) {
    words.map(\.littleEndian).withUnsafeBytes { add($0) }
  }
}

extension StoredMatrix {
  /// The rows `x · M` in memory or in a scratch file, as `f32`, with the names and numbers that these rows have.
  ///
  /// Products and sums are of `Double`, in the order of a row's values, and each value of a mapped
  /// row is rounded once to `Float`: the same bits on any machine. These are then the stored rows of
  /// which every job is exact. A row that holds a NaN or an infinity has none but such values.
  ///
  /// - Parameters:
  ///   - map: M, d × d′.
  ///   - dimensions: leading values of each row that are mapped (`--dims`), d; nil for all.
  ///   - resources: threads, and the memory that the mapped rows may take.
  /// - Throws: ``InputError``, exit code 65, for a map of other rows than these; ``JobError/usage(_:)``
  ///   for `dimensions` that rows do not have; ``JobError/overBudget(needed:budget:)``.
  /// - Complexity: O(n · d · d′), in parallel.
  public func mapped(
    by map: LinearMap,
    dimensions: Int? = nil,
    resources: ResourceOptions = ResourceOptions()
  ) throws -> StoredMatrix {
    try map.require(rowsOf: shape, dimensions: dimensions)
    let byteCount = rowCount * map.outputCount * MemoryLayout<Float>.size
    guard byteCount <= resources.memoryBudget || resources.scratch != nil else {
      throw JobError.overBudget(needed: byteCount, budget: resources.memoryBudget)
    }
    return try mapped(
      0..<rowCount,
      by: map,
      threads: resources.workerCount,
      limit: resources.heldLimit,
      scratch: resources.scratch
    )
  }

  /// Some of these rows, mapped, with their numbers; names stay those of the whole input.
  ///
  /// - Parameters:
  ///   - limit: bytes that may be in memory.
  ///   - scratch: where they go if there are more.
  ///   - kernels: those of the machine unless given.
  func mapped(
    _ rows: Range<Int>,
    by map: LinearMap,
    threads: Int,
    limit: Int = .max,
    scratch: ScratchFolder? = nil,
    kernels: Kernels? = nil
  ) throws -> StoredMatrix {
    let stride = map.outputCount * MemoryLayout<Float>.size
    let bytes = try MappedBytes.zeroed(rows.count * stride, limit: limit, scratch: scratch)
    let kernels = try kernels ?? Kernels.selected()
    let source = RowSource(
      matrix: self,
      dimensions: map.inputCount,
      columnMean: nil,
      releasesPages: bytes.scratchByteCount > 0
    )
    let chunk = Int(SIM_MAP_CHUNK)
    let work = try Memory<Double>(count: threads * chunk * map.inputCount)
    Workers.forEachChunk(of: rows.count, size: chunk, workers: threads) { worker, range in
      var (stored, matrix) = (source.kernelRows, map.kernelMap)
      bytes.withMutableBytes { raw in
        guard let base = raw.baseAddress?.assumingMemoryBound(to: Float.self) else { return }
        sim_map_rows(
          kernels.table,
          &stored,
          rows.lowerBound + range.lowerBound,
          range.count,
          &matrix,
          base + range.lowerBound * map.outputCount,
          map.outputCount,
          work.pointer + worker * chunk * map.inputCount
        )
      }
      let last = rows.lowerBound + range.upperBound
      source.releasePages(of: rows.lowerBound + range.lowerBound..<last)
      bytes.releasePages(range.lowerBound * stride..<range.upperBound * stride)
    }
    return StoredMatrix(
      name: name,
      format: format,
      elementType: .f32,
      rowCount: rows.count,
      dimensionCount: map.outputCount,
      rowStride: stride,
      firstValueOffset: 0,
      bytes: bytes,
      rowIds: rowIds,
      rowNumbers: rowNumbers.selecting(RowNumbers(ranges: [rows], wholeCount: rowCount)),
      map: map.identity,
      reading: reading
    )
  }
}

extension LinearMap {
  /// Refuses rows that it cannot map.
  ///
  /// - Parameter dimensions: as ``StoredMatrix/mapped(by:dimensions:resources:)`` has it.
  func require(rowsOf shape: RowsShape, dimensions: Int?) throws {
    if let dimensions, !(1...shape.dimensionCount).contains(dimensions) {
      throw JobError.usage(
        "--dims \(dimensions): \(shape.name) has dimensions 1 to \(shape.dimensionCount)"
      )
    }
    let wanted = dimensions ?? shape.dimensionCount
    guard inputCount == wanted else {
      let rows = dimensions == nil ? "of \(shape.name)" : "of \(shape.name) after --dims"
      throw InputError(
        name: name,
        problem: .malformed(
          expected: "a map of \(wanted.counted("row")), one for each dimension \(rows)",
          found: "\(inputCount) × \(outputCount)",
          place: nil
        )
      )
    }
  }
}
