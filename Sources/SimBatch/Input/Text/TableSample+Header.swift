/// Finding out whether the first record names the columns.
extension TableSample {
  /// Whether it does.
  ///
  /// A header holds text and no numbers; but not where every column of numbers has no value in it,
  /// which is a row without values. Numbers as names are a header only where they count 0, 1, 2 …,
  /// as pandas numbers columns, and the records below tell: by real numbers, or by keys in front.
  ///
  /// - Parameter stated: what an option says.
  /// - Throws: ``InputError`` with exit code 64 where both may be.
  func hasHeader(_ stated: Bool?, _ dialect: TableDialect, in window: ByteWindow)
    throws(InputError) -> Bool
  {
    guard dialect.format != .copy, let first = records.first else { return false }
    if let stated { return stated }
    let fields = first.fields.indices.map { first[$0].trimmed.text }
    let below = withoutFirst.columns(areUnnamed: false)
    if fields.contains(where: { VectorField($0) != nil }) { return false }
    let numbers = fields.indices.filter { fields[$0].isNumber || fields[$0].isNumberBeyondRange }
    guard numbers.isEmpty else {
      return try areNames(fields, numbers.map { ($0, fields[$0]) }, below, in: window)
    }
    if fields.allSatisfy(\.isMissing) { return false }
    let values = below.indices.filter { [.number, .vector].contains(below[$0].kind) }
    return values.isEmpty || !values.allSatisfy { fields[$0].isMissing }
  }

  /// Whether a first record with numbers in it is a header.
  private func areNames(
    _ fields: [TextSlice],
    _ numbers: [(column: Int, text: TextSlice)],
    _ below: [ColumnSample],
    in window: ByteWindow
  ) throws(InputError) -> Bool {
    let names = numbers.map { String($0.text.quoted.dropFirst().dropLast()) }
    guard numbers.allSatisfy(\.text.isWholeNumber), Set(names).count == names.count else {
      return false
    }
    let counts = names.enumerated().allSatisfy { $0.element == "\($0.offset)" }
    let isAboveReals =
      records.count > 1
      && numbers.allSatisfy { number in
        records.dropFirst().contains { !$0[number.column].trimmed.text.isWholeNumber }
          && below[number.column].kind == .number
      }
    if counts, isAboveReals, numbers.count > 3 { return true }
    if counts, numbers[0].column == 1, numbers.count == fields.count - 1 {
      let key = fields[0].withBytes { String(decoding: $0, as: UTF8.self) }
      if key.isEmpty || numbers.count > 1 && KeyName.rank(key, column: 0) != nil { return true }
    }
    let isAboveNumbers = fields.indices.contains { column in
      !fields[column].isMissing && !fields[column].isNumber && below.indices.contains(column)
        && below[column].kind == .number
    }
    let mayBeNames =
      counts && numbers.count > 2
      || isAboveReals && records.count > 2 && (numbers.count > 2 || isAboveNumbers)
    guard !mayBeNames else {
      throw .usage(
        window.name,
        "the first line holds the whole numbers \(names.prefix(3).joined(separator: ", "))"
          + (names.count > 3 ? " …" : "")
          + ": give --header if these are names, --no-header if values"
      )
    }
    return false
  }
}
