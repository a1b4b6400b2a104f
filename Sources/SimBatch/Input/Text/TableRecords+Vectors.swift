/// Vectors in one field.
extension TableRecords {
  /// Reads the vector in `column` of the last record; one that is missing or empty is all NaN.
  ///
  /// - Parameter count: how many numbers it must have; `target` has room for them.
  /// - Throws: ``InputError`` with exit code 65 at the fault.
  func readVector(
    in column: Int,
    type: ElementType,
    count: Int,
    into target: UnsafeMutableRawPointer
  ) throws(InputError) {
    let isMissing = self[column].trimmed.text.isMissing
    let found = isMissing ? 0 : try parseVector(in: column, type: type, limit: count, into: target)
    if found == 0 {
      for index in 0..<count { target.storeMissing(type, at: index) }
    } else if found != count {
      throw fault(column, expected: "\(count) numbers", found: "\(found)")
    }
  }

  /// The error of the last record where no vector was found in `column` of the first ones.
  ///
  /// - Throws: ``InputError`` where reading its vector does.
  func noVector(in column: Int, type: ElementType) throws(InputError) -> InputError {
    let limit = self[column].mostNumbers
    if !self[column].trimmed.text.isMissing {
      let scratch = RowBatch(
        rowByteCount: limit * type.byteCount,
        limit: .max,
        name: lines.window.name
      )
      try scratch.appendRow { target throws(InputError) in
        _ = try parseVector(in: column, type: type, limit: limit, into: target)
      }
    }
    return fault(column, expected: "a vector of numbers", found: "none")
  }

  /// - Returns: how many numbers there are, at most `limit`.
  private func parseVector(
    in column: Int,
    type: ElementType,
    limit: Int,
    into target: UnsafeMutableRawPointer
  ) throws(InputError) -> Int {
    let field = self[column]
    guard let vector = VectorField(field) else {
      throw fault(column, expected: "a vector in brackets", found: field.quoted)
    }
    let parsed = vector.read(type: type, limit: limit, into: target)
    let start = fields[column].start
    guard parsed.isDone else {
      let token = field.dropFirst(parsed.offset).token
      throw lines.fault(parsed, from: start, limit: limit, type: type, field: token)
    }
    let rest = field.dropFirst(parsed.offset).trimmed
    guard rest.text.isEmpty else {
      throw lines.fault(
        at: start + parsed.offset + rest.offset,
        expected: "the end of the field",
        found: rest.text.quoted
      )
    }
    return parsed.count
  }

  /// The error of the field in `column` of the last record.
  func fault(_ column: Int, expected: String, found: String) -> InputError {
    lines.fault(at: fields[column].start, expected: expected, found: found)
  }
}

extension TableSample {
  /// How many numbers the first vector has that can be read, in each column of vectors.
  func vectorLengths(in samples: [ColumnSample]) -> [Int: Int] {
    var lengths: [Int: Int] = [:]
    for column in samples.indices where samples[column].kind == .vector {
      lengths[column] = records.lazy.compactMap { $0[column].vectorLength }.first
    }
    return lengths
  }
}

extension TextSlice {
  /// As many numbers as there is room for, with a separator between them.
  fileprivate var mostNumbers: Int { min(count / 2 + 1, MatrixLayout.dimensionLimits.upperBound) }

  /// Numbers of the vector that this is; nil for none, or where it has no numbers.
  fileprivate var vectorLength: Int? {
    guard let vector = VectorField(self) else { return nil }
    let limit = mostNumbers
    var values = [Double](repeating: 0, count: limit)
    let parsed = values.withUnsafeMutableBytes { buffer in
      buffer.baseAddress.map { vector.read(type: .f64, limit: limit, into: $0) }
    }
    return parsed.flatMap { $0.isDone && $0.count > 0 ? $0.count : nil }
  }
}

extension UnsafeMutableRawPointer {
  /// Stores NaN as the value at `index`.
  fileprivate func storeMissing(_ type: ElementType, at index: Int) {
    if type == .f64 {
      storeBytes(of: .nan, toByteOffset: 8 * index, as: Double.self)
    } else {
      storeBytes(of: .nan, toByteOffset: 4 * index, as: Float.self)
    }
  }
}
