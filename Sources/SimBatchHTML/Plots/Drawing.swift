/// A picture with its text alternative: what the partial `drawing` makes an SVG of.
///
/// Units are those of the `viewBox`. The picture is scaled to the width of the page, so all have
/// the same width: letters of 14 units have more than 11 pixels on a phone of 400.
struct Drawing {
  static let width = 440.0
  static let letterHeight = 14.0

  /// Distinguishes the ids of this picture from those of others on the page.
  let id: String
  let title: String
  /// What there is to see, for those who cannot.
  let description: String
  let height: String
  private(set) var marks: [Mark] = []
  private(set) var labels: [Label] = []

  struct Mark {
    /// A class of the style sheet.
    let style: String
    let path: String
  }

  struct Label {
    enum Anchor: String { case start, middle, end }

    let x: String
    let y: String
    let anchor: String
    let style: String
    let text: String
  }

  init(id: String, title: String, description: String, height: Double) {
    (self.id, self.title, self.description) = (id, title, description)
    self.height = Path.number(height)
  }

  mutating func add(_ path: Path, _ style: String) {
    marks.append(Mark(style: style, path: path.text))
  }

  /// - Parameter y: the base line.
  mutating func write(
    _ text: String,
    x: Double,
    y: Double,
    _ anchor: Label.Anchor,
    style: String = "label"
  ) {
    labels.append(
      Label(
        x: Path.number(x),
        y: Path.number(y),
        anchor: anchor.rawValue,
        style: style,
        text: text
      )
    )
  }

  /// No less than what the text takes, in the widest of usual sans-serif fonts (DejaVu Sans).
  static func textWidth(_ text: String) -> Double {
    text.reduce(0) { $0 + ($1 == "%" ? 0.96 : 0.66) * letterHeight }
  }
}

/// The outline of a shape, as the attribute `d` of an SVG path.
struct Path {
  private(set) var text = ""

  mutating func move(_ x: Double, _ y: Double) { append("M", x, y) }

  mutating func line(_ x: Double, _ y: Double) { append("L", x, y) }

  mutating func close() { text += "Z" }

  static func rectangle(x: ClosedRange<Double>, y: ClosedRange<Double>) -> Path {
    lines(
      [
        (x.lowerBound, y.lowerBound), (x.upperBound, y.lowerBound), (x.upperBound, y.upperBound),
        (x.lowerBound, y.upperBound),
      ],
      closed: true
    )
  }

  static func lines(_ points: [(x: Double, y: Double)], closed: Bool = false) -> Path {
    var path = Path()
    for (place, point) in points.enumerated() {
      place == 0 ? path.move(point.x, point.y) : path.line(point.x, point.y)
    }
    if closed { path.close() }
    return path
  }

  private mutating func append(_ command: String, _ x: Double, _ y: Double) {
    text += "\(command)\(Self.number(x)) \(Self.number(y))"
  }

  /// Tenths of a unit are less than a pixel.
  static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let rest = tenths.magnitude % 10
    return "\(sign)\(tenths.magnitude / 10)" + (rest == 0 ? "" : ".\(rest)")
  }
}
