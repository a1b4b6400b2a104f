/// A table with its caption: what the partial `table` makes HTML of.
struct Table {
  let caption: String
  let heads: [Head]
  let rows: [Row]
  /// Set where columns are many, which scroll in a box of their own.
  var style = ""

  struct Head {
    let text: String
    /// `number` or `text`.
    let style: String
  }

  struct Row {
    let head: Cell
    let cells: [Cell]
  }

  struct Cell {
    let text: String
    /// A second line in small letters.
    var note: String?
    /// Classes: `number` or `text`, `quoted` for texts from outside, steps of a heat map.
    var style = "number"
  }

  /// Nil if it had no row.
  init?(_ caption: String, _ heads: [Head], _ rows: [Row], style: String = "") {
    guard !rows.isEmpty else { return nil }
    (self.caption, self.heads, self.rows, self.style) = (caption, heads, rows, style)
  }
}

extension Table.Head {
  static func number(_ text: String) -> Self { Self(text: text, style: "number") }
  static func text(_ text: String) -> Self { Self(text: text, style: "text") }
}

extension Table.Cell {
  static func number(_ text: String, note: String? = nil) -> Self { Self(text: text, note: note) }
  static func text(_ text: String, note: String? = nil) -> Self {
    Self(text: text, note: note, style: "text")
  }
  /// Words of the input, which may be anything.
  static func quoted(_ text: String, note: String? = nil) -> Self {
    Self(text: text, note: note, style: "text quoted")
  }
}
