import CSimKernels

/// Rows of a table (csv, tsv, copy): a record each, of which some columns are numbers or one a vector.
final class TableRows: RowStream {
  let elementType: ElementType
  let dimensionCount: Int
  let statedRowCount: Int? = nil
  var format: MatrixFormat { records.dialect.format }
  var hasNames: Bool { choice.names != nil }
  var name: String { records.lines.window.name }

  private let records: TableRecords
  private let choice: ColumnChoice
  private let numberColumns: [UInt32]
  /// Whether the last record taken is a row that was not given yet.
  private var isPending = true

  /// Takes the first records, to see what the columns are.
  init(_ records: TableRecords, options: TableColumns, type: ElementType) throws(InputError) {
    self.records = records
    elementType = type
    try records.requireRow()
    let header = try records.takeHeader(options.hasHeader)
    choice = try ColumnChoice(
      options,
      kinds: records.kinds,
      columns: ColumnNames(
        header: header,
        count: records.count,
        input: records.lines.window.name
      )
    )
    switch choice.values {
    case .numbers(let columns):
      numberColumns = columns.map { UInt32($0) }
      dimensionCount = columns.count
      guard MatrixLayout.dimensionLimits.contains(columns.count) else {
        throw .usage(
          records.lines.window.name,
          "expected at most \(MatrixLayout.dimensionLimits.upperBound) columns of values, found \(columns.count)"
        )
      }
    case .vector(let column):
      numberColumns = []
      dimensionCount = try records.dimensionCount(ofVectorIn: column, type: type)
    }
  }

  func appendRow(to batch: RowBatch) throws(InputError) -> Bool {
    if isPending {
      isPending = false
    } else {
      guard try records.next() else { return false }
    }
    try batch.appendRow { target throws(InputError) in
      switch choice.values {
      case .numbers: try readNumbers(into: target)
      case .vector(let column):
        let count = try records.readVector(
          in: column,
          type: elementType,
          limit: dimensionCount,
          into: target
        )
        guard count == dimensionCount else {
          throw records.fault(column, expected: "\(dimensionCount) numbers", found: "\(count)")
        }
      }
    }
    if let names = choice.names { try records.withText(of: names) { batch.appendName($0) } }
    return true
  }

  private func readNumbers(into target: UnsafeMutableRawPointer) throws(InputError) {
    let parsed = records.text.readFields(
      records.fields,
      columns: numberColumns,
      type: elementType,
      into: target
    )
    guard !parsed.isDone else { return }
    let field = records[Int(numberColumns[parsed.count])]
    guard !records.dialect.isNull(field) else {
      throw records.fault(Int(numberColumns[parsed.count]), expected: "a number", found: "NULL")
    }
    throw records.lines.fault(
      parsed,
      from: 0,
      limit: dimensionCount,
      type: elementType,
      field: field
    )
  }
}

/// The first records, and vectors in them.
extension TableRecords {
  /// The error of the field in `column` of the last record.
  func fault(_ column: Int, expected: String, found: String) -> InputError {
    lines.fault(at: fields[column].start, expected: expected, found: found)
  }

  /// Takes a record, which must be there.
  fileprivate func requireRow() throws(InputError) {
    guard try !next() else { return }
    throw lines.window.malformed(
      expected: "a row of values",
      found: "the end",
      line: lines.window.lineNumber + 1
    )
  }

  /// What the fields of the last record are.
  fileprivate var kinds: [ColumnChoice.Kind] {
    (0..<count).map { column in
      let field = self[column].trimmed.text
      if field.isEmpty || dialect.isNull(field) { return .empty }
      // One that is too great is an error at its place once it is read, and no name.
      if field.isNumber || field.isNumberBeyondRange { return .number }
      return VectorField(field) == nil ? .text : .vector
    }
  }

  /// The names in the last record, if it is a header; the record after it is the last one then.
  ///
  /// - Parameter isThere: whether it is; nil to find out: it is if no field of it is a number or a
  ///   vector. That of a `copy` never is.
  fileprivate func takeHeader(_ isThere: Bool?) throws(InputError) -> [String]? {
    guard dialect.format != .copy else { return nil }
    if isThere == nil { try requireNoCount() }
    guard isThere ?? !kinds.contains(where: { $0 == .number || $0 == .vector }) else { return nil }
    var names: [String] = []
    for column in 0..<count {
      try withText(of: column) { names.append(String(decoding: $0, as: UTF8.self).withoutBlanks) }
    }
    try requireRow()
    return names
  }

  /// Numbers 0, 1, 2 … are what pandas calls columns without names, and might be values.
  private func requireNoCount() throws(InputError) {
    let numbers = (0..<count).map { self[$0] }.filter(\.isNumber)
    let isCount = numbers.enumerated().allSatisfy { $0.element.quoted == "'\($0.offset)'" }
    guard numbers.count < 4 || !isCount else {
      throw .usage(
        lines.window.name,
        "the first line counts 0, 1, 2 …: give --header if these are names, --no-header if values"
      )
    }
  }

  /// d, by the vector in `column` of the last record.
  fileprivate func dimensionCount(ofVectorIn column: Int, type: ElementType) throws(InputError)
    -> Int
  {
    // Numbers have separators between them.
    let most = min(self[column].count / 2 + 1, MatrixLayout.dimensionLimits.upperBound)
    let scratch = RowBatch(
      rowByteCount: most * type.byteCount,
      limit: .max,
      name: lines.window.name
    )
    var count = 0
    try scratch.appendRow { target throws(InputError) in
      count = try readVector(in: column, type: type, limit: most, into: target)
    }
    guard count > 0 else { throw fault(column, expected: "a vector of numbers", found: "none") }
    return count
  }

  /// Reads the vector in `column` of the last record.
  ///
  /// - Returns: how many numbers it has, at most `limit`.
  fileprivate func readVector(
    in column: Int,
    type: ElementType,
    limit: Int,
    into target: UnsafeMutableRawPointer
  ) throws(InputError) -> Int {
    let field = self[column]
    guard let vector = VectorField(field) else {
      let found = dialect.isNull(field) ? "NULL" : field.isEmpty ? "an empty field" : field.quoted
      throw fault(column, expected: "a vector in brackets", found: found)
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
}
