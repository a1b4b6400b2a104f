/// One or two lines with bands of their intervals.
struct LinePlot {
  struct Point {
    let x: Double
    let y: Double
    var interval: ClosedRange<Double>?
  }

  struct Series {
    enum Style: String { case first, second }

    let style: Style
    let points: [Point]
    var hasDots = true
  }

  /// A level across the plot, named at its end.
  struct Level {
    let name: String
    let value: Double
  }

  let id: String
  let title: String
  let description: String
  let xName: String
  let yName: String
  let xScale: Axis.Scale
  let yScale: Axis.Scale
  var yUnit = ""
  /// The least range that is shown of y.
  var yRange: ClosedRange<Double>?
  let series: [Series]
  var level: Level?
  var markers: [PlotFrame.Marker] = []

  /// Nil if there is no point.
  var drawing: Drawing? {
    let drawn = series.map { series in
      Series(style: series.style, points: series.points.filter(isDrawable), hasDots: series.hasDots)
    }
    let points = drawn.flatMap(\.points)
    guard let first = points.first else { return nil }
    var x = first.x...first.x
    var y = yRange ?? first.y...first.y
    for point in points {
      x = min(x.lowerBound, point.x)...max(x.upperBound, point.x)
      let low = point.interval?.lowerBound ?? point.y
      let high = point.interval?.upperBound ?? point.y
      y = min(y.lowerBound, low)...max(y.upperBound, high)
    }
    let frame = PlotFrame(x: (x, xScale), y: (y, yScale, yUnit), markers: markers)
    var drawing = Drawing(id: id, title: title, description: description, height: frame.height)
    frame.draw(in: &drawing, xName: xName, yName: yName)
    for series in drawn { drawBand(of: series, frame, &drawing) }
    if let level { drawLevel(level, frame, &drawing) }
    for series in drawn { drawLine(of: series, frame, &drawing) }
    frame.drawMarkers(in: &drawing)
    return drawing
  }

  private func isDrawable(_ point: Point) -> Bool {
    point.x.isFinite && point.y.isFinite && (xScale == .linear || point.x > 0)
      && (yScale == .linear || point.y > 0)
  }

  private func drawBand(of series: Series, _ frame: PlotFrame, _ drawing: inout Drawing) {
    let banded = series.points.compactMap { point in point.interval.map { (point.x, $0) } }
    guard banded.count > 1 else { return }
    let upper = banded.map { ($0, $1.upperBound) }
    let lower = banded.reversed().map { ($0, $1.lowerBound) }
    let points = (upper + lower).map { (x: frame.x.place($0), y: frame.y.place($1)) }
    drawing.add(.lines(points, closed: true), "band \(series.style.rawValue)")
  }

  private func drawLine(of series: Series, _ frame: PlotFrame, _ drawing: inout Drawing) {
    let places = series.points.map { (x: frame.x.place($0.x), y: frame.y.place($0.y)) }
    drawing.add(.lines(Self.thinned(places)), "line \(series.style.rawValue)")
    guard series.hasDots || places.count == 1 else { return }
    for place in places {
      drawing.add(Self.dot(place, series.style), "dot \(series.style.rawValue)")
    }
  }

  /// Without those that lie within half a unit of one before: of 100,000 dimensions nobody sees all.
  private static func thinned(_ places: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    var kept: [(x: Double, y: Double)] = []
    for (number, place) in places.enumerated() {
      let isNear = kept.last.map { abs($0.x - place.x) < 0.5 && abs($0.y - place.y) < 0.5 } ?? false
      if !isNear || number == places.count - 1 { kept.append(place) }
    }
    return kept
  }

  /// Squares and diamonds: told apart without colour.
  private static func dot(_ place: (x: Double, y: Double), _ style: Series.Style) -> Path {
    let (x, y) = place
    switch style {
    case .first: return .rectangle(x: x - 3.5...x + 3.5, y: y - 3.5...y + 3.5)
    case .second: return .lines([(x - 5, y), (x, y - 5), (x + 5, y), (x, y + 5)], closed: true)
    }
  }

  private func drawLevel(_ level: Level, _ frame: PlotFrame, _ drawing: inout Drawing) {
    let y = frame.y.place(level.value)
    drawing.add(.lines([(frame.x.start, y), (frame.x.end, y)]), "marker")
    drawing.write(level.name, x: frame.x.start + 4, y: y + 15, .start, style: "mark")
  }
}
