import Testing

@testable import SimBatch
@testable import SimBatchHTML

@Suite("Plots") struct PlotTests {
  /// Ranges of many widths and places.
  static let ranges: [ClosedRange<Double>] = [0, -1, 0.3, -1234.5, 1e6, 0.999].flatMap { low in
    [1e-4, 0.0021, 0.1, 1, 1.99, 7, 333, 1e5].map { low...low + $0 }
  }

  @Test(
    "Ticks are multiples of 1, 2 or 5 times a power of ten, in range, few but not too few",
    arguments: ranges
  )
  func ticks(_ range: ClosedRange<Double>) {
    for limit in 2...10 {
      let ticks = Ticks.linear(range, limit: limit)
      let width = range.upperBound - range.lowerBound
      #expect(ticks.values.count <= limit)
      // Steps of 1, 2, 5 are at most 2.5 times what would give limit − 1 steps.
      #expect(Double(ticks.values.count) >= (Double(limit - 1) / 2.5).rounded(.down))
      for (tick, next) in zip(ticks.values, ticks.values.dropFirst()) {
        let mantissa = (next - tick) / 1.0.scaled(byTenTo: Int((next - tick).log10Floor))
        // The difference of two doubles is off by an ulp of either, of steps of 1e-5 up to 2.3e-5.
        let slack = 4 * max(tick.magnitude, next.magnitude).ulp / (next - tick) * 10
        #expect([1, 2, 5, 10].contains { abs($0 - mantissa) <= slack })
      }
      for tick in ticks.values {
        #expect(tick > range.lowerBound - 1e-6 * width && tick < range.upperBound + 1e-6 * width)
      }
      let labels = ticks.values.map { Figure.fixed($0, decimals: ticks.decimals) }
      #expect(Set(labels).count == labels.count)
    }
  }

  @Test("Logarithmic ticks begin with 1, 2, 3 or 5 and keep to the limit")
  func logarithmicTicks() {
    for range in [1...384.0, 1...1.0e5, 0.0004...6, 1e-9...100, 3...4.5, 6...384] {
      for limit in 3...9 {
        let ticks = Ticks.logarithmic(range, limit: limit).values
        #expect(ticks.count <= limit)
        for tick in ticks {
          #expect(range.contains(tick))
          let mantissa = tick / 1.0.scaled(byTenTo: Int(tick.log10Floor))
          #expect([1, 2, 3, 5].contains { abs($0 - mantissa) < 1e-12 })
        }
      }
    }
    #expect(Ticks.logarithmic(1...384, limit: 9).values == [1, 2, 5, 10, 20, 50, 100, 200])
  }

  @Test(
    "The ends of a range lie at the ends of an axis, what is between between",
    arguments: ranges
  )
  func axis(_ range: ClosedRange<Double>) {
    let axis = Axis(range, from: 40, to: 400, ticks: 6)
    #expect(axis.place(axis.range.lowerBound) == 40)
    #expect(axis.place(axis.range.upperBound) == 400)
    #expect(axis.place(-.infinity) == 40)
    let places = axis.ticks.values.map(axis.place)
    #expect(places == places.sorted() && places.allSatisfy { (40...400).contains($0) })
  }

  @Test("A range without width gets some", arguments: [0, 1, -3.5, 1e12, 1e-9])
  func point(_ value: Double) {
    let axis = Axis(value...value, from: 0, to: 100, ticks: 6)
    #expect(abs(axis.place(value) - 50) < 1e-6)
    #expect(axis.ticks.values.count > 1)
  }

  @Test("Numbers under a plot keep apart, whatever the range", arguments: ranges)
  func labels(_ range: ClosedRange<Double>) {
    for scale in [Axis.Scale.linear, .logarithmic] where scale == .linear || range.lowerBound > 0 {
      let frame = PlotFrame(x: (range, scale), y: (0...1, .linear, ""))
      #expect(!frame.x.labelsMeet || frame.x.ticks.values.count <= 2)
    }
  }

  @Test("Steps of a histogram keep its counts and its mean")
  func steps() {
    let counts = [3, 0, 5, 11, 2, 0, 7]
    let histogram = Spread.Histogram(low: -0.31, high: 0.77, counts: counts)
    let total = Double(counts.reduce(0, +))
    let mean = counts.enumerated().reduce(0.0) { sum, entry in
      sum + Double(entry.element) / total * (-0.31 + 1.08 * (Double(entry.offset) + 0.5) / 7)
    }
    for width in [0.01, 0.02, 0.05, 0.1, 0.5, 2] {
      let steps = Steps(histogram, width: width)
      #expect(abs(steps.shares.reduce(0, +) - 1) < 1e-12)
      let middle = steps.shares.enumerated().reduce(0.0) { sum, entry in
        sum + entry.element * (steps.edge(entry.offset) + width / 2)
      }
      // A value moves by less than a step.
      #expect(abs(middle - mean) < width)
      #expect(steps.edge(0) <= -0.31 + 1e-9 && steps.edge(steps.shares.count) >= 0.77 - 1e-9)
    }
  }

  @Test("A histogram of one value is one step")
  func oneValue() {
    let steps = Steps(Spread.Histogram(low: 1, high: 1, counts: [0, 9, 0]), width: 1)
    #expect(steps.shares == [1])
    #expect(steps.edge(0) == 1)
  }

  @Test("A marker far out does not press the values together")
  func farMarker() throws {
    func width(_ markers: [PlotFrame.Marker]) throws -> Double {
      let plot = HistogramPlot(
        id: "a",
        title: "",
        description: "",
        xName: "",
        unit: "",
        filled: .init(name: "", histogram: .init(low: 0, high: 1, counts: [1, 1, 1, 1])),
        markers: markers
      )
      let path = try #require(plot.drawing?.marks.first { $0.style == "bars" }).path
      let places = path.split { "ML".contains($0) }.compactMap { point in
        point.split(separator: " ").first.flatMap { Double($0) }
      }
      return try #require(places.max()) - #require(places.min())
    }
    let alone = try width([])
    let marker = PlotFrame.Marker(name: "far", value: 1e9, interval: -.infinity ... .infinity)
    // The range shown may double; the numbers beside the axis stay as wide.
    #expect(try width([marker]) >= alone / 2 - 1)
    #expect(try width([marker]) < alone)
  }

  @Test("Nothing to count, no picture")
  func nothing() {
    let empty = Spread.Histogram(low: 0, high: 1, counts: [0, 0])
    let plot = HistogramPlot(
      id: "a",
      title: "",
      description: "",
      xName: "",
      unit: "",
      filled: .init(name: "", histogram: empty)
    )
    #expect(plot.drawing == nil)
    let bars = BarPlot(id: "a", title: "", description: "", nameHead: "", valueHead: "", bars: [])
    #expect(bars.drawing == nil)
  }

  @Test("The longest bar fills the room, others in proportion")
  func bars() throws {
    let plot = BarPlot(
      id: "a",
      title: "",
      description: "",
      nameHead: "",
      valueHead: "",
      bars: [
        .init(name: "0", value: 0), .init(name: "1", value: 50), .init(name: "2–3", value: 100),
      ]
    )
    let drawing = try #require(plot.drawing)
    let ends = drawing.marks.filter { $0.style == "bars" }.map { mark -> (Double, Double) in
      let numbers = mark.path.split { !"0123456789.".contains($0) }.compactMap { Double($0) }
      return (numbers[0], numbers[2])
    }
    let lengths = ends.map { $0.1 - $0.0 }
    #expect(lengths[0] == 0)
    // Places are written in tenths.
    #expect(abs(lengths[2] - 2 * lengths[1]) <= 0.2)
    #expect(ends[2].1 < Drawing.width)
  }

  @Test("Colours of a heat map rise with the value, and no value has none")
  func heat() throws {
    #expect(stride(from: -1.0, through: 1, by: 0.01).map(HeatTable.step).isSorted)
    #expect(HeatTable.step(of: 1) == HeatTable.stepCount - 1 && HeatTable.step(of: -1) == 0)
    let half = Estimate(value: 0.5, low: 0.4, high: 0.6, count: 9)
    let heat = HeatTable(caption: "", names: ["a", "b"], values: [[half, nil], [nil, half]])
    let cells = try #require(heat.table).rows.map(\.cells)
    #expect(cells[0][0].text == "0.50" && cells[0][0].note == "0.40–0.60")
    #expect(cells[0][1].text == "–" && cells[0][1].style == "number")
  }
}

extension [Int] {
  fileprivate var isSorted: Bool { zip(self, dropFirst()).allSatisfy { $0 <= $1 } }
}
