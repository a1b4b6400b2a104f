import CSimKernels

/// Rows of a table (csv, tsv, copy): a record each, of which some columns are numbers or one a vector.
final class TableRows: RowStream {
  let elementType: ElementType
  let dimensionCount: Int
  let statedRowCount: Int? = nil
  var format: MatrixFormat { records.dialect.format }
  var hasNames: Bool { choice.names != nil }
  var name: String { records.lines.window.name }

  var reading: String? {
    let (values, dimensions): ([Int], Int?) =
      switch choice.values {
      case .numbers(let columns): (columns, nil)
      case .vector(let column): ([column], dimensionCount)
      }
    return columns.description(values: values, names: choice.names, dimensions: dimensions)
      + ", \(elementType.rawValue)"
      + (choice.unread.isEmpty ? "" : "; not read: \(columns.list(choice.unread))")
  }

  private let records: TableRecords
  private let columns: ColumnNames
  private let choice: ColumnChoice
  private let numberColumns: [UInt32]
  /// Whether the last record taken is a row that was not given yet.
  private var isPending = true

  /// Looks at the first records, to see what the columns are.
  init(_ records: TableRecords, options: TableColumns, type: ElementType) throws(InputError) {
    self.records = records
    elementType = type
    let window = records.lines.window
    var sample = try TableSample(window, records.dialect)
    try sample.requireSeparator(records.dialect, in: window)
    let hasHeader = try sample.hasHeader(options.hasHeader, records.dialect, in: window)
    if hasHeader { sample = sample.withoutFirst }
    let samples = sample.columns(areUnnamed: !hasHeader)
    let lengths = sample.vectorLengths(in: samples)
    try records.requireRow()
    columns = ColumnNames(
      header: hasHeader ? try records.takeHeader() : nil,
      count: records.count,
      input: window.name
    )
    choice = try ColumnChoice(
      options,
      samples: samples,
      rowCount: sample.records.count,
      columns: columns
    )
    switch choice.values {
    case .numbers(let columns):
      numberColumns = columns.map { UInt32($0) }
      dimensionCount = columns.count
      guard MatrixLayout.dimensionLimits.contains(columns.count) else {
        throw .usage(
          window.name,
          "expected at most \(MatrixLayout.dimensionLimits.upperBound) columns of values, found \(columns.count)"
        )
      }
    case .vector(let column):
      numberColumns = []
      guard let length = lengths[column] else {
        throw try records.noVector(in: column, type: type)
      }
      dimensionCount = length
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
        try records.readVector(in: column, type: elementType, count: dimensionCount, into: target)
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
    throw records.lines.fault(
      parsed,
      from: 0,
      limit: dimensionCount,
      type: elementType,
      field: records[Int(numberColumns[parsed.count])]
    )
  }
}

/// The first records.
extension TableRecords {
  /// Takes a record, which must be there.
  fileprivate func requireRow() throws(InputError) {
    guard try !next() else { return }
    throw lines.window.malformed(
      expected: "a row of values",
      found: "the end",
      line: lines.window.lineNumber + 1
    )
  }

  /// The names in the last record; the record after it is the last one then.
  fileprivate func takeHeader() throws(InputError) -> [String] {
    var names: [String] = []
    for column in 0..<count {
      try withText(of: column) { names.append(String(decoding: $0, as: UTF8.self).withoutBlanks) }
    }
    // `numpy.savetxt` puts this before a header.
    if names[0].hasPrefix("# ") { names[0] = String(names[0].dropFirst(2)).withoutBlanks }
    try requireRow()
    return names
  }
}
