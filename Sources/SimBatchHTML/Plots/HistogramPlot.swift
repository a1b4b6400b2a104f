import SimBatch

/// One or two histograms over the same axis: a filled one, and one as a line.
struct HistogramPlot {
  struct Series {
    let name: String
    let histogram: Spread.Histogram
  }

  let id: String
  let title: String
  let description: String
  let xName: String
  /// What is counted: `pairs`.
  let unit: String
  let filled: Series
  var line: Series?
  var markers: [PlotFrame.Marker] = []

  private static let stepCount = 50.0

  /// Nil if there is nothing to count.
  var drawing: Drawing? {
    let series = [filled, line].compactMap { $0 }.filter { $0.histogram.isDrawable }
    guard !series.isEmpty else { return nil }
    let shown = shownRange(series.map(\.histogram))
    let (low, high) = (shown.lowerBound, shown.upperBound)
    let step = Ticks.roundStep(atLeast: (high - low) / Self.stepCount).step
    let filledSteps = Steps(filled.histogram, width: step)
    let lineSteps = line.map { Steps($0.histogram, width: step) }
    let most = max(filledSteps.most, lineSteps?.most ?? 0)
    let frame = PlotFrame(
      x: (min(low, filledSteps.low(lineSteps))...max(high, filledSteps.high(lineSteps)), .linear),
      y: (0...100 * most * 1.04, .linear, "%"),
      markers: markers
    )
    var drawing = Drawing(id: id, title: title, description: description, height: frame.height)
    let stepText = Figure.number(step)
    frame.draw(in: &drawing, xName: xName, yName: "% of \(unit) in a step of \(stepText)")
    drawing.add(Self.outline(filledSteps, frame), "bars")
    if let lineSteps { drawing.add(Self.outline(lineSteps, frame), "steps") }
    frame.drawMarkers(in: &drawing)
    return drawing
  }

  /// All values and markers; but a marker that was read off a tail may be far out, and must not press
  /// the values together.
  private func shownRange(_ histograms: [Spread.Histogram]) -> ClosedRange<Double> {
    var low = histograms.map(\.low).min() ?? 0
    var high = histograms.map(\.high).max() ?? 1
    let greatest = max(low.magnitude, high.magnitude)
    // Values that are all the same get room beside them.
    let margin = max(0, (greatest > 0 ? greatest * 1e-3 : 1) - (high - low)) / 2
    (low, high) = (low - margin, high + margin)
    let reach = low - (high - low)...high + (high - low)
    for marker in markers {
      for end in [marker.value, marker.interval?.lowerBound, marker.interval?.upperBound] {
        guard let end, end.isFinite else { continue }
        low = min(low, max(reach.lowerBound, end))
        high = max(high, min(reach.upperBound, end))
      }
    }
    return low...high
  }

  private static func outline(_ steps: Steps, _ frame: PlotFrame) -> Path {
    var path = Path()
    guard !steps.shares.isEmpty else { return path }
    path.move(frame.x.place(steps.edge(0)), frame.bottom)
    for (place, share) in steps.shares.enumerated() {
      let y = frame.y.place(100 * share)
      path.line(frame.x.place(steps.edge(place)), y)
      path.line(frame.x.place(steps.edge(place + 1)), y)
    }
    path.line(frame.x.place(steps.edge(steps.shares.count)), frame.bottom)
    return path
  }
}

/// A histogram in steps that begin at multiples of their width, so that two can be compared.
///
/// A step of the histogram that lies across a boundary is shared out by width: the plot shows its
/// values as spread evenly.
struct Steps {
  let width: Double
  /// The number of the first step: it begins at `first` · `width`.
  let first: Int
  /// Sum to 1, unless there are none.
  let shares: [Double]

  init(_ histogram: Spread.Histogram, width: Double) {
    self.width = width
    guard histogram.isDrawable else {
      (first, shares) = (0, [])
      return
    }
    let total = Double(histogram.counts.reduce(0, +))
    let first = Int((histogram.low / width + 1e-9).rounded(.down))
    let last = max(first + 1, Int((histogram.high / width - 1e-9).rounded(.up)))
    var shares = [Double](repeating: 0, count: last - first)
    let span = histogram.high - histogram.low
    for (place, count) in histogram.counts.enumerated() where count > 0 {
      let low = histogram.low + span * Double(place) / Double(histogram.counts.count)
      let high = histogram.low + span * Double(place + 1) / Double(histogram.counts.count)
      let from = max(0, min(last - first - 1, Int((low / width).rounded(.down)) - first))
      let to = max(from, min(last - first - 1, Int((high / width).rounded(.up)) - 1 - first))
      for step in from...to {
        let begin = max(low, Double(first + step) * width)
        let end = min(high, Double(first + step + 1) * width)
        let part = from == to ? 1 : max(0, end - begin) / (high - low)
        shares[step] += Double(count) / total * part
      }
    }
    self.first = first
    self.shares = shares
  }

  var most: Double { shares.max() ?? 0 }

  func edge(_ place: Int) -> Double { Double(first + place) * width }

  func low(_ other: Steps?) -> Double { [self, other].ends { $0.edge(0) }.min() ?? 0 }

  func high(_ other: Steps?) -> Double {
    [self, other].ends { $0.edge($0.shares.count) }.max() ?? 1
  }
}

extension [Steps?] {
  fileprivate func ends(_ end: (Steps) -> Double) -> [Double] {
    compactMap { $0 }.filter { !$0.shares.isEmpty }.map(end)
  }
}

extension Spread.Histogram {
  /// Whether it counts anything, between ends that are numbers.
  var isDrawable: Bool {
    low.isFinite && high.isFinite && low <= high && counts.contains { $0 > 0 }
  }
}
