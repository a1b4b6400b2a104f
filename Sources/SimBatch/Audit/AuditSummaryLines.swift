/// Lines of a summary, none longer than a terminal is wide.
struct SummaryLines {
  static let width = 80
  /// Columns of labels.
  private static let labelWidth = 24
  private var lines: [String] = []

  var text: String { lines.joined(separator: "\n") }

  /// A line as it is.
  mutating func add(_ line: String) { lines.append(line) }

  mutating func heading(_ text: String) {
    lines.append("")
    lines.append(text.uppercased())
  }

  /// A label and what belongs to it, wrapped into its own column.
  mutating func row(_ label: String, _ value: String) {
    paragraph(value, first: "  " + Self.padded(label, Self.labelWidth), indent: Self.labelWidth + 2)
  }

  /// Fields in columns of the given widths, the first one to the left and the others to the right.
  mutating func fields(_ fields: [String], widths: [Int]) {
    let cells = zip(fields, widths).enumerated().map { column, cell in
      let blanks = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
      return column == 0 ? cell.0 + blanks : blanks + cell.0
    }
    lines.append(FigureText.short("  " + cells.joined(), longest: Self.width))
  }

  /// A text broken at blanks; further lines are indented. Words longer than a line are cut.
  ///
  /// - Parameter first: what the first line starts with; blanks by default.
  mutating func paragraph(_ text: String, first: String? = nil, indent: Int = 0) {
    let margin = String(repeating: " ", count: indent)
    var line = first ?? margin
    var isEmpty = true
    for word in text.onOneLine.split(separator: " ") {
      let word = FigureText.short(String(word), longest: Self.width - indent)
      if !isEmpty, line.count + 1 + word.count > Self.width {
        lines.append(line)
        (line, isEmpty) = (margin, true)
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    lines.append(line)
  }

  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}

/// A histogram as one line of bars.
enum SummaryHistogram {
  private static let bars = Array("▁▂▃▄▅▆▇█")

  /// Bars in proportion to the greatest count, a blank for none; at most 50 characters.
  static func line(_ histogram: Spread.Histogram) -> String {
    line(histogram.counts)
  }

  static func line(_ counts: [Int]) -> String {
    let greatest = max(1, counts.max() ?? 0)
    // Blanks would be broken at.
    return String(
      counts.map { count in
        count == 0
          ? "·"
          : bars[min(bars.count - 1, count * bars.count / (greatest + 1))]
      }
    )
  }
}
