/// Bars from left to right, each with its name before it and its count behind it.
struct BarPlot {
  struct Bar {
    let name: String
    let value: Int
  }

  let id: String
  let title: String
  let description: String
  /// Above the names, and above the counts.
  let nameHead: String
  let valueHead: String
  let bars: [Bar]

  private static let lineHeight = 22.0
  private static let top = 26.0

  /// Nil if there is no bar.
  var drawing: Drawing? {
    guard !bars.isEmpty else { return nil }
    let height = Self.top + Self.lineHeight * Double(bars.count) + 4
    var drawing = Drawing(id: id, title: title, description: description, height: height)
    let names = bars.map { Drawing.textWidth($0.name) }.max() ?? 0
    let values = bars.map { Drawing.textWidth(Figure.count($0.value)) }.max() ?? 0
    let left = names + 8
    let room = max(1, Drawing.width - left - values - 8)
    let most = Double(max(1, bars.map(\.value).max() ?? 1))
    drawing.write(nameHead, x: 0, y: 14, .start, style: "name")
    drawing.write(valueHead, x: Drawing.width, y: 14, .end, style: "name")
    for (place, bar) in bars.enumerated() {
      let y = Self.top + Self.lineHeight * Double(place)
      let end = left + room * Double(bar.value) / most
      drawing.write(bar.name, x: left - 8, y: y + 16, .end)
      drawing.add(.rectangle(x: left...end, y: y + 3...y + 19), "bars")
      drawing.write(Figure.count(bar.value), x: end + 6, y: y + 16, .start)
    }
    drawing.add(.lines([(left, Self.top), (left, height - 4)]), "axis")
    return drawing
  }
}
