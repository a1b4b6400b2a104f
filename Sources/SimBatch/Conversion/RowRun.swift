/// Rows on their way to an output.
struct RowRun: Sendable {
  /// Their values, among others.
  let matrix: StoredMatrix
  /// Which of them, by position.
  let rows: Range<Int>
  /// What is added to a row's number in ``matrix`` for its number in the whole input.
  var numberOffset = 0
  /// Names, where rows have some.
  var names: (any RowNaming)?
  /// What is added to a row's number in the whole input for the place of its name in `names`.
  var nameOffset = 0

  /// The name of a row; its number where it has none.
  func name(of row: Int) -> [UInt8] {
    let number = number(of: row)
    if let names { return names.id(of: number + nameOffset) }
    var name: [UInt8] = []
    name.append(decimal: number)
    return name
  }

  /// The number of a row in the whole input.
  func number(of row: Int) -> Int { matrix.number(ofRow: row) + numberOffset }
}
