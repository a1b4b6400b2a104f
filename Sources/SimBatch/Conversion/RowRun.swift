/// Rows on their way to an output.
struct RowRun: Sendable {
  /// Their values, among others.
  let matrix: StoredMatrix
  /// Which of them.
  let rows: Range<Int>
  /// The number, among all rows of the input, of the first.
  let firstNumber: Int
  /// The names of rows of ``matrix``, where they have some.
  var names: (any RowNaming)?
  /// The place in `names` of the name of the first row of ``matrix``.
  var firstName = 0

  /// The name of a row of ``matrix``; its number where it has none.
  func name(of row: Int) -> [UInt8] {
    if let names { return names.id(of: firstName + row) }
    var name: [UInt8] = []
    name.append(decimal: number(of: row))
    return name
  }

  /// The number of a row of ``matrix``, among all rows of the input.
  func number(of row: Int) -> Int { firstNumber + row - rows.lowerBound }
}
