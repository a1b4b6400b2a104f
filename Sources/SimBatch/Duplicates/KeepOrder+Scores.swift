extension KeepOrder {
  /// Reads one number a line, a line for each row of an input, of which `rows` take part.
  ///
  /// Numbers are compared exactly as they are written: those that `Double` does not tell apart, such
  /// as times in nanoseconds, by their digits.
  ///
  /// - Returns: ``scores(_:)`` with the rank of each number, from 0 for the least; equal numbers have
  ///   equal ranks.
  /// - Throws: ``InputError`` with exit code 65 naming the line that is no number, or the count of
  ///   lines that are too many or too few.
  /// - Complexity: O(n log n).
  public static func readingScores(_ path: String, rows: RowNumbers) throws(InputError) -> KeepOrder
  {
    let lines = try RowIds.openNumbers(path, rowCount: rows.wholeCount)
    var values: [Double] = []
    values.reserveCapacity(rows.count)
    for position in 0..<rows.count {
      let row = rows[position]
      let text = lines[row]
      guard let value = Double(text.withoutBlanks), !value.isNaN else {
        throw InputError(
          name: InputFile.displayName(of: path),
          problem: .malformed(
            expected: "a number",
            found: "'\(text.prefix(40))'",
            place: .line(row + 1)
          )
        )
      }
      values.append(value)
    }
    // Rounding keeps the order but for numbers that it makes equal.
    func isLess(_ one: Int, _ other: Int) -> Bool {
      guard values[one] == values[other] else { return values[one] < values[other] }
      let (text, second) = (lines[rows[one]].withoutBlanks, lines[rows[other]].withoutBlanks)
      return text != second && DecimalNumber(text) < DecimalNumber(second)
    }
    let ascending = values.indices.sorted(by: isLess)
    var ranks = [Double](repeating: 0, count: values.count)
    for (one, other) in zip(ascending, ascending.dropFirst()) {
      ranks[other] = ranks[one] + (isLess(one, other) ? 1 : 0)
    }
    return .scores(ranks)
  }
}
