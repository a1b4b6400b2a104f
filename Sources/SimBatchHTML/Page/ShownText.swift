import SimBatch

/// Texts from outside, of any length and content, such that they fit a page.
enum ShownText {
  /// Cut with `…` after so many code points; `(empty)` if nothing of it can be seen. A page of ids of
  /// megabytes would not open.
  static func cut(_ text: String, to limit: Int) -> String {
    guard text.contains(where: { !$0.isWhitespace }) else { return "(empty)" }
    let scalars = text.unicodeScalars
    let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex)
    guard let end, end < scalars.endIndex else { return text }
    return String(scalars[..<end]) + "…"
  }

  /// The id if there is one, else the number.
  static func name(_ row: NamedRow) -> String {
    row.id.map { cut($0, to: 80) } ?? "row \(row.row)"
  }

  /// The number of a row that is called by its id.
  static func number(_ row: NamedRow) -> String? {
    row.id == nil ? nil : "row \(row.row)"
  }
}
