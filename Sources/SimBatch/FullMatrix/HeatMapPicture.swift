/// Lays out a heat map: cells, row numbers above and to the left, a colour bar to the right.
struct HeatMapPicture {
  private(set) var picture: Picture
  private let rows: HeatMap.Axis
  private let columns: HeatMap.Axis
  private let left: Int

  private static let gap = 8
  private static let tick = 6
  private static let barWidth = 24
  private static let leastBarHeight = 160
  private static let top = gap + Picture.textHeight + tick + 4

  /// - Parameter means: a value for each cell, row-major; NaN where there is none.
  init(_ means: [Float], rows: HeatMap.Axis, columns: HeatMap.Axis, scale: ColorScale) {
    (self.rows, self.columns) = (rows, columns)
    let labels = scale.ticks.map(Self.text)
    let labelWidth = labels.map(Picture.textWidth).max() ?? 0
    left = Self.gap + Picture.textWidth("\(max(0, rows.rowCount - 1))") + Self.tick + 4
    let barLeft = left + columns.pixelCount + 3 * Self.gap
    picture = Picture(
      width: barLeft + Self.barWidth + Self.tick + 4 + labelWidth + Self.gap,
      height: Self.top + max(rows.pixelCount, Self.leastBarHeight) + Self.gap + Picture.textHeight,
      background: ColorScale.background
    )
    drawCells(means, scale)
    drawRowNumbers()
    drawBar(scale, labels: labels, x: barLeft)
  }

  private mutating func drawCells(_ means: [Float], _ scale: ColorScale) {
    for row in 0..<rows.cellCount {
      let y = Self.top + row * rows.zoom
      for column in 0..<columns.cellCount {
        let x = left + column * columns.zoom
        picture.fill(
          x: x..<x + columns.zoom,
          y: y..<y + rows.zoom,
          scale.index(Double(means[row * columns.cellCount + column]))
        )
      }
    }
  }

  private mutating func drawRowNumbers() {
    for number in Self.numbers(rows, leastDistance: 3 * Picture.textHeight) {
      let y = Self.top + Self.middle(of: number, rows)
      picture.fill(x: left - Self.tick..<left - 1, y: y..<y + 1, ColorScale.ink)
      let text = "\(number)"
      picture.write(
        text,
        x: left - Self.tick - 4 - Picture.textWidth(text),
        y: y - Picture.textHeight / 2,
        ColorScale.ink
      )
    }
    let widest = Picture.textWidth("\(max(0, columns.rowCount - 1))")
    for number in Self.numbers(columns, leastDistance: max(48, 2 * widest)) {
      let x = left + Self.middle(of: number, columns)
      picture.fill(
        x: x..<x + 1,
        y: Self.top - Self.tick..<Self.top - 1,
        ColorScale.ink
      )
      let text = "\(number)"
      picture.write(text, x: x - Picture.textWidth(text) / 2, y: Self.gap, ColorScale.ink)
    }
  }

  /// The pixel in the middle of a row, from the start of its axis.
  private static func middle(of row: Int, _ axis: HeatMap.Axis) -> Int {
    (2 * row + 1) * axis.zoom / (2 * axis.rowsPerCell)
  }

  /// Round row numbers that are at least so many pixels apart.
  private static func numbers(_ axis: HeatMap.Axis, leastDistance: Int) -> [Int] {
    let rowsApart = Double(leastDistance * axis.rowsPerCell) / Double(axis.zoom)
    var step = 1
    while Double(step) < rowsApart {
      // 1, 2, 5, 10, 20 …
      step = "\(step)".hasPrefix("2") ? step / 2 * 5 : step * 2
    }
    return Array(stride(from: 0, to: axis.rowCount, by: step))
  }

  private mutating func drawBar(_ scale: ColorScale, labels: [String], x: Int) {
    let height = max(rows.pixelCount, Self.leastBarHeight)
    let right = x + Self.barWidth
    // High values at the top.
    func value(_ line: Int) -> Double {
      scale.high - (scale.high - scale.low) * Double(line) / Double(height - 1)
    }
    picture.fill(
      x: x - 1..<right + 1,
      y: Self.top - 1..<Self.top + height + 1,
      ColorScale.ink
    )
    for line in 0..<height {
      let y = Self.top + line
      picture.fill(x: x..<right, y: y..<y + 1, scale.index(value(line)))
    }
    for (tick, label) in zip(scale.ticks, labels) {
      let share = (scale.high - tick) / (scale.high - scale.low)
      let y = Self.top + Int((share * Double(height - 1)).rounded())
      picture.fill(x: right..<right + Self.tick, y: y..<y + 1, ColorScale.ink)
      picture.write(
        label,
        x: right + Self.tick + 4,
        y: y - Picture.textHeight / 2,
        ColorScale.ink
      )
    }
  }

  private static func text(_ value: Double) -> String {
    var bytes: [UInt8] = []
    bytes.append(shortest: Float(value))
    return String(decoding: bytes, as: UTF8.self)
  }
}
