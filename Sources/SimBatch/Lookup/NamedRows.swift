/// Finds rows by their names.
struct NamedRows {
  private let names: RowIds
  /// What messages call the matrix.
  private let matrixName: String

  init(_ names: RowIds, matrixName: String) {
    self.names = names
    self.matrixName = matrixName
  }

  /// The first row of this name, and how many there are. Names are compared byte by byte.
  ///
  /// - Throws: ``JobError/usage(_:)`` where there is none, with the name that is spelt most alike.
  /// - Complexity: O(bytes of the names).
  func find(_ name: String) throws(JobError) -> (row: Int, count: Int) {
    let rows = names.rows(named: name)
    if let first = rows.first { return (first, rows.count) }
    let hint = nearestSpelling(to: name).map { "; did you mean '\($0)'?" } ?? ""
    throw .usage("\(matrixName): no row is called '\(name)'\(hint)")
  }

  /// Beyond so many names, a look at each would be noticed.
  private static let mostNamesToCompare = 200_000

  /// The name of which the fewest characters differ, upper and lower case being the same; nil where
  /// more than a third do.
  private func nearestSpelling(to name: String) -> String? {
    guard names.count <= Self.mostNamesToCompare else { return nil }
    let wanted = name.lowercased()
    let mostEdits = max(1, wanted.count / 3)
    var nearest: (name: String, edits: Int)?
    for row in 0..<names.count {
      let length = names.byteCount(of: row)
      // A character has at most four bytes.
      guard abs(length - name.utf8.count) <= 4 * mostEdits else { continue }
      let edits = EditDistance(names[row].lowercased(), wanted).edits
      if edits <= mostEdits, edits < nearest?.edits ?? .max { nearest = (names[row], edits) }
    }
    return nearest?.name
  }
}
