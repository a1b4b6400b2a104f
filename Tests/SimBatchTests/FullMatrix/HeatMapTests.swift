import CZlib
import Testing

@testable import SimBatch

/// Pixels of a `.png`, decoded from its chunks.
private struct DecodedPNG {
  let width: Int
  let height: Int
  let palette: [UInt8]
  let text: String
  let pixels: [UInt8]

  init(_ bytes: [UInt8]) throws {
    try #require(bytes.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    func number(_ at: Int) -> Int { bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
    var chunks: [String: [UInt8]] = [:]
    var names: [String] = []
    var at = 8
    while at < bytes.count {
      let length = number(at)
      let named = Array(bytes[at + 4..<at + 8 + length])
      try #require(number(at + 8 + length) == Int(crc32(0, named, uInt(named.count))))
      names.append(String(decoding: named[..<4], as: UTF8.self))
      chunks[names[names.count - 1]] = Array(named[4...])
      at += 12 + length
    }
    try #require(names == ["IHDR", "PLTE", "tEXt", "IDAT", "IEND"])
    let header = try #require(chunks["IHDR"])
    (width, height) = (number(16), number(20))
    try #require(Array(header[8...]) == [8, 3, 0, 0, 0])
    palette = try #require(chunks["PLTE"])
    text = String(decoding: try #require(chunks["tEXt"]), as: UTF8.self)
    let stream = try #require(chunks["IDAT"])
    var lines = [UInt8](repeating: 0, count: (width + 1) * height + 1)
    var count = uLongf(lines.count)
    try #require(uncompress(&lines, &count, stream, uLong(stream.count)) == Z_OK)
    try #require(Int(count) == (width + 1) * height)
    var pixels: [UInt8] = []
    for row in 0..<height {
      try #require(lines[row * (width + 1)] == 0)
      pixels += lines[row * (width + 1) + 1..<(row + 1) * (width + 1)]
    }
    self.pixels = pixels
  }

  func pixel(_ x: Int, _ y: Int) -> UInt8 { pixels[y * width + x] }
}

@Suite("Heat maps")
struct HeatMapTests {
  private func picture(
    _ rows: [[Double]],
    queries: [[Double]]? = nil,
    measure: Measure,
    size: Int
  ) throws -> DecodedPNG {
    let folder = try TemporaryFolder()
    var options = FullMatrixOptions(measure: measure)
    options.rows.onBadRow = .skip
    options.resources.tileSide = 50
    let matrix = try FullMatrixJob(
      base: storedMatrix(rows, dimensions: 8),
      queries: queries.map { try storedMatrix($0, dimensions: 8) },
      options: options
    )
    let output = try FullMatrixOutput(folder("a.png"), title: "t", size: size, for: matrix.shape)
    _ = try matrix.run(to: output)
    return try DecodedPNG(folder.bytes("a.png"))
  }

  /// Where cells start: right of and below the row numbers. No number is as wide as a frame.
  private func origin(rowCount: Int) -> (x: Int, y: Int) {
    (8 + Picture.textWidth("\(max(0, rowCount - 1))") + 10, 8 + Picture.textHeight + 10)
  }

  @Test(
    "show the means of cells",
    arguments: [Measure.cosine, .dot, .euclidean],
    [(nil, 100), (nil, 333), (40, 130)] as [(Int?, Int)]
  )
  func means(measure: Measure, shape: (queries: Int?, rows: Int)) throws {
    var rows = Rows.withTwins(shape.rows, 8, seed: 6)
    rows[4][1] = .nan
    let queries = shape.queries.map { Rows.gaussian($0, 8, seed: 7) }
    let png = try picture(rows, queries: queries, measure: measure, size: 100)
    let truth = BruteForce(rows, queries: queries, measure: measure)
    let vertical = HeatMap.Axis(rowCount: (queries ?? rows).count, size: 100)
    let horizontal = HeatMap.Axis(rowCount: rows.count, size: 100)
    var means: [Float] = []
    for row in 0..<vertical.cellCount {
      for column in 0..<horizontal.cellCount {
        var (sum, count) = (0.0, 0)
        for i in row
          * vertical.rowsPerCell..<min((row + 1) * vertical.rowsPerCell, vertical.rowCount)
        {
          for j in column
            * horizontal.rowsPerCell..<min((column + 1) * horizontal.rowsPerCell, rows.count)
          {
            let entry = truth.entry(i, j)
            if !entry.isNaN { (sum, count) = (sum + entry, count + 1) }
          }
        }
        means.append(count > 0 ? Float(sum / Double(count)) : .nan)
      }
    }
    let scale = ColorScale(of: means, measure: measure)
    let start = origin(rowCount: vertical.rowCount)
    for row in 0..<vertical.cellCount {
      for column in 0..<horizontal.cellCount {
        let mean = means[row * horizontal.cellCount + column]
        let expected = Int(scale.index(Double(mean)))
        for corner in [0, 1] {
          let pixel = png.pixel(
            start.x + (column + corner) * horizontal.zoom - corner,
            start.y + (row + corner) * vertical.zoom - corner
          )
          // A mean on the border between two colours may be either.
          #expect(abs(Int(pixel) - expected) <= (mean.isNaN ? 0 : 1), "\(row), \(column)")
        }
      }
    }
    #expect(png.palette == scale.palette && png.text == "Title\0t")
  }

  @Test("are small for few rows, and there for none", arguments: [0, 1, 2, 3])
  func fewRows(count: Int) throws {
    let png = try picture(Rows.gaussian(count, 8, seed: 1), measure: .cosine, size: 1024)
    #expect((100..<600).contains(png.width) && (100..<600).contains(png.height))
    guard count > 0 else { return }
    let start = origin(rowCount: count)
    let scale = ColorScale(of: [1], measure: .cosine)
    // A row with itself is at the upper end.
    for row in 0..<count {
      #expect(png.pixel(start.x + 64 * row + 32, start.y + 64 * row + 32) == scale.index(1))
    }
  }

  @Test("use a scale that goes evenly from dark to light", arguments: [Measure.cosine, .euclidean])
  func palette(measure: Measure) {
    let scale = ColorScale(of: (0...1000).map { Float($0) / 1000 }, measure: measure)
    let light = (3..<256).map { entry in
      let color = scale.palette[entry * 3..<entry * 3 + 3].map { Double($0) / 255 }
      return 0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2]
    }
    if measure.isDistance {
      #expect(zip(light, light.dropFirst()).allSatisfy { $0.0 <= $0.1 + 0.005 })
      #expect(light[0] < 0.15 && light[252] > 0.85)
      #expect((scale.low, scale.high) == (0, 1))
    } else {
      #expect(light[126] > 0.94 && light[0] < 0.4 && light[252] < 0.4)
      #expect(scale.index(0) == 3 + 126 && (scale.low, scale.high) == (-1, 1))
    }
    #expect(
      scale.index(-9) == 3 && scale.index(9) == 255 && scale.index(.nan) == ColorScale.nothing
    )
  }

  @Test(
    "label round numbers",
    arguments: [
      (0.58, 0.6), (0.6, 0.6), (0.61, 0.8), (12, 15), (1, 1), (0.0021, 0.003), (9, 10),
    ] as [(Double, Double)]
  )
  func roundNumbers(value: Double, rounded: Double) {
    #expect(abs(ColorScale.roundNumber(from: value) - rounded) < 1e-9 * rounded)
  }
}
