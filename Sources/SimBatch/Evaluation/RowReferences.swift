/// The rows that texts of a file mean: names where the input's rows have names, else numbers of rows
/// in the whole input, from 0.
///
/// A number is never the number of a row where rows have names: ids are often numbers, too, and a
/// wrong id would silently mean another row.
struct RowReferences {
  private let rowNumbers: RowNumbers
  private let matrixName: String
  /// By name: its row and how many rows have it; nil where rows have no names.
  private let named: [[UInt8]: (row: Int, count: Int)]?

  /// - Parameter names: of all rows of the input, by number.
  /// - Complexity: O(bytes of the names).
  init(_ matrix: StoredMatrix, names: RowIds?) {
    precondition(names == nil || names?.count == matrix.rowNumbers.wholeCount)
    rowNumbers = matrix.rowNumbers
    matrixName = matrix.name
    named = names.map { names in
      var named: [[UInt8]: (row: Int, count: Int)] = [:]
      named.reserveCapacity(names.count)
      var name: [UInt8] = []
      for row in 0..<names.count {
        name.removeAll(keepingCapacity: true)
        names.appendUTF8(of: row, to: &name)
        named[name, default: (row, 0)].count += 1
      }
      return named
    }
  }

  /// A row of the input, and its position among those that take part, if it does.
  struct Row {
    let number: Int
    let position: Int?
  }

  /// The row that a field of the last record means.
  ///
  /// - Throws: ``InputError`` with exit code 65 where there is none, or several have this name.
  func row(_ field: Int, of records: any JudgementRecords) throws(InputError) -> Row {
    let text = try records.trimmedText(of: field)
    let shown = "'\(String(decoding: text, as: UTF8.self).prefix(40))'"
    if let named {
      guard let (row, count) = named[text] else {
        throw records.fault(
          field,
          expected: "the id of a row of \(matrixName), whose rows have ids",
          found: shown
        )
      }
      guard count == 1 else {
        throw records.fault(
          field,
          expected: "an id that one row of \(matrixName) has",
          found: "\(shown), which \(count) rows have"
        )
      }
      return found(row)
    }
    let isNumber = !text.isEmpty && text.allSatisfy { (0x30...0x39).contains($0) }
    let end = rowNumbers.wholeCount
    guard isNumber, let number = Int(String(decoding: text, as: UTF8.self)), number < end else {
      let range = end == 0 ? "a row (there is none)" : "a row from 0 to \(end - 1)"
      throw records.fault(field, expected: "\(range) of \(matrixName)", found: shown)
    }
    return found(number)
  }

  private func found(_ number: Int) -> Row {
    Row(number: number, position: rowNumbers.position(of: number))
  }
}
