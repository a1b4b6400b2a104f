/// Names of columns that hold the names of rows, and never a dimension.
enum KeyName {
  /// The names, the best first, in letters of any case. Between `guid` and `name` come the names
  /// that end like `user_id`, `doc-id`, `userId` or `row_key`.
  static let before = ["id", "_id", "uuid", "guid"]
  static let after = [
    "name", "word", "token", "term", "key", "title", "url", "path", "file", "filename", "index",
    "rowid", "row", "unnamed: 0", "level_0", "__index_level_0__",
  ]
  private static let ends = ["id", "uuid", "guid", "key"]

  /// How good a column of that name is, the lowest best; nil where the name is none of a key.
  ///
  /// - Parameter column: an index without a name is what pandas writes first.
  static func rank(_ name: String, column: Int) -> Int? {
    let small = name.lowercased()
    if name.isEmpty { return column == 0 ? before.count + 1 + after.count : nil }
    if let rank = before.firstIndex(of: small) { return rank }
    if isCompound(name, small) { return before.count }
    return after.firstIndex(of: small).map { before.count + 1 + $0 }
  }

  private static func isCompound(_ name: String, _ small: String) -> Bool {
    if ends.contains(where: { end in
      small.hasSuffix(end) && "_-. ".contains(small.dropLast(end.count).last ?? "x")
    }) {
      return true
    }
    // userId, docID
    guard name.hasSuffix("Id") || name.hasSuffix("ID"), let last = name.dropLast(2).last else {
      return false
    }
    return last.isLowercase
  }
}
