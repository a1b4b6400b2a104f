/// The axes of a plot, with grid lines, numbers and names, and lines across at values of x.
struct PlotFrame {
  /// A value of x that is marked by a line and called by its name above the plot.
  struct Marker {
    let name: String
    let value: Double
    /// The ends of an interval about it, which is shaded.
    var interval: ClosedRange<Double>?
  }

  let x: Axis
  let y: Axis
  private let markers: [Marker]
  private let top: Double

  private static let right = Drawing.width - 14
  private static let plotHeight = 190.0
  /// The name of the y axis, clear of the number at its upper end.
  private static let headHeight = 32.0
  private static let markerHeight = 19.0
  private static let bottomHeight = 50.0

  var bottom: Double { top + Self.plotHeight }
  var height: Double { bottom + Self.bottomHeight }

  /// - Parameter x: the range, and whether the scale is logarithmic.
  init(
    x: (range: ClosedRange<Double>, scale: Axis.Scale),
    y: (range: ClosedRange<Double>, scale: Axis.Scale, unit: String),
    markers: [Marker] = []
  ) {
    // From the right, because most names stand to the left of their lines.
    self.markers = markers.filter(\.value.isFinite).sorted { $0.value > $1.value }
    // The name of the y axis, then a line for each marker, so that names never meet.
    top = Self.headHeight + Self.markerHeight * Double(self.markers.count)
    let bottom = top + Self.plotHeight
    let draft = Axis(y.range, scale: y.scale, from: bottom, to: top, ticks: 7, unit: y.unit)
    self.y = draft
    let widest = draft.ticks.values.map { Drawing.textWidth(draft.label($0)) }.max() ?? 0
    let left = max(24, widest + 10)
    self.x = Self.fittingAxis(x.range, x.scale, from: left)
  }

  /// With as many numbers as fit beside each other.
  private static func fittingAxis(
    _ range: ClosedRange<Double>,
    _ scale: Axis.Scale,
    from left: Double
  ) -> Axis {
    var axis = Axis(range, scale: scale, from: left, to: right, ticks: 2)
    for limit in 3...9 {
      let next = Axis(range, scale: scale, from: left, to: right, ticks: limit)
      if next.labelsMeet { break }
      axis = next
    }
    return axis
  }

  func draw(in drawing: inout Drawing, xName: String, yName: String) {
    for tick in y.ticks.values {
      let place = y.place(tick)
      drawing.add(.lines([(x.start, place), (x.end, place)]), "grid")
      drawing.write(y.label(tick), x: x.start - 6, y: place + 5, .end)
    }
    drawing.add(.lines([(x.start, bottom), (x.end, bottom)]), "axis")
    for tick in x.ticks.values {
      let place = x.place(tick)
      drawing.add(.lines([(place, bottom), (place, bottom + 5)]), "axis")
      drawing.write(x.label(tick), x: place, y: bottom + 23, .middle)
    }
    drawing.write(yName, x: 0, y: 14, .start, style: "name")
    drawing.write(xName, x: x.end, y: bottom + 43, .end, style: "name")
  }

  func drawMarkers(in drawing: inout Drawing) {
    for (place, marker) in markers.enumerated() {
      let baseline = Self.headHeight + Self.markerHeight * Double(place + 1) - 5
      let across = x.place(marker.value)
      if let interval = marker.interval {
        drawing.add(
          .rectangle(
            x: x.place(interval.lowerBound)...x.place(interval.upperBound),
            y: top...bottom
          ),
          "interval"
        )
      }
      drawing.add(.lines([(across, baseline - 10), (across, bottom)]), "marker")
      let fitsRight = across + 5 + Drawing.textWidth(marker.name) <= x.end
      drawing.write(
        marker.name,
        x: across + (fitsRight ? 5 : -5),
        y: baseline,
        fitsRight ? .start : .end,
        style: "mark"
      )
    }
  }
}

extension Axis {
  /// Whether the numbers of a level axis overlap, or leave the picture.
  var labelsMeet: Bool {
    var free = -Double.infinity
    for tick in ticks.values {
      let half = Drawing.textWidth(label(tick)) / 2
      if place(tick) - half < free { return true }
      free = place(tick) + half + 6
    }
    return free > Drawing.width + 12
  }
}
