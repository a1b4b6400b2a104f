/// A picture of palette entries, drawn on in rectangles and small digits.
struct Picture: Sendable {
  let width: Int
  let height: Int
  /// Row-major, an entry a pixel.
  private(set) var pixels: [UInt8]

  init(width: Int, height: Int, background: UInt8) {
    (self.width, self.height) = (width, height)
    pixels = [UInt8](repeating: background, count: width * height)
  }

  /// Fills a rectangle, as far as it is inside.
  mutating func fill(x: Range<Int>, y: Range<Int>, _ entry: UInt8) {
    let columns = x.clamped(to: 0..<width)
    for row in y.clamped(to: 0..<height) {
      for column in columns { pixels[row * width + column] = entry }
    }
  }

  /// Writes a number: digits, point, minus, `e`. Other characters leave a gap.
  mutating func write(_ text: String, x: Int, y: Int, _ entry: UInt8) {
    for (index, character) in text.enumerated() {
      guard let rows = Self.glyphs[character] else { continue }
      for (line, bits) in rows.enumerated() {
        for column in 0..<Self.glyphWidth where bits >> (Self.glyphWidth - 1 - column) & 1 == 1 {
          let left = x + index * Self.advance + column * Self.dot
          let top = y + line * Self.dot
          fill(x: left..<left + Self.dot, y: top..<top + Self.dot, entry)
        }
      }
    }
  }

  /// Pixels that a text is wide.
  static func textWidth(_ text: String) -> Int { text.count * advance - dot }
  static let textHeight = 7 * dot

  /// Pixels of a dot of a glyph.
  private static let dot = 2
  private static let glyphWidth = 5
  private static let advance = (glyphWidth + 1) * dot

  /// Seven lines of five dots, the leftmost in the highest bit.
  private static let glyphs: [Character: [UInt8]] = [
    "0": [0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
    "1": [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
    "2": [0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111],
    "3": [0b11110, 0b00001, 0b00001, 0b01110, 0b00001, 0b00001, 0b11110],
    "4": [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
    "5": [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
    "6": [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
    "7": [0b11111, 0b00001, 0b00010, 0b00100, 0b00100, 0b01000, 0b01000],
    "8": [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
    "9": [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100],
    ".": [0b00000, 0b00000, 0b00000, 0b00000, 0b00000, 0b01100, 0b01100],
    "-": [0b00000, 0b00000, 0b00000, 0b01110, 0b00000, 0b00000, 0b00000],
    "e": [0b00000, 0b00000, 0b01110, 0b10001, 0b11111, 0b10000, 0b01110],
  ]
}
