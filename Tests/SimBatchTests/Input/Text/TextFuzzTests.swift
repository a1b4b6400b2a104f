import Testing

@testable import SimBatch

/// Good texts with a few bytes changed, at random but the same for the same seed.
private struct DamagedTexts {
  private var generator: RandomSource
  private let good: [[UInt8]]
  private static let pieces: [[UInt8]] =
    [
      "\n", "\r\n", "\r", "\t", " ", ",", "\"", "\"\"", "\\", "\\N", "\\.", "\n\\.\n", "[", "]",
      "{", "}",
      ":", "nan", "-inf", "1e99", "1e-99", "0x1", "-", ".", "1.5", "null", "true", "id", "\"id\":",
      "\n\n", "2 3\n", "é", "\u{0}", "0000000000000000000001", "4294967296 4294967296\n",
    ].map { Array($0.utf8) } + [[0xFF], [0xEF, 0xBB, 0xBF], [0xC3]]

  init(_ format: MatrixFormat, seed: UInt64) {
    generator = RandomSource(seed: seed)
    good = [(4, 3), (2, 1), (1, 8)].map {
      TextSample(format, rows: $0.0, dimensions: $0.1).bytes(format)
    }
  }

  private mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &generator) }

  mutating func next() -> [UInt8] {
    var bytes = good[below(good.count)]
    for _ in 0...below(3) {
      let place = below(bytes.count + 1)
      let end = min(place + below(6), bytes.count)
      switch below(6) {
      case 0: if place < bytes.count { bytes[place] = UInt8(below(256)) }
      case 1: bytes.insert(contentsOf: Self.pieces[below(Self.pieces.count)], at: place)
      case 2: bytes.replaceSubrange(place..<end, with: Self.pieces[below(Self.pieces.count)])
      case 3: bytes.removeSubrange(place..<end)
      case 4: bytes.insert(contentsOf: bytes[place..<end], at: below(bytes.count + 1))
      default: if below(8) == 0 { bytes = Array(bytes.prefix(place)) }
      }
    }
    return bytes
  }

  mutating func options() -> MatrixReadingOptions {
    var options = MatrixReadingOptions(elementType: below(4) == 0 ? .f64 : nil)
    if below(8) == 0 { options.table.hasHeader = below(2) == 0 }
    if below(8) == 0 { options.table.values = ["1", "2-3", "x0", "x0-x2", "2"][below(5)] }
    if below(8) == 0 { options.table.names = ["1", "id", "x1"][below(3)] }
    options.ignoresForeignOptions = true
    return options
  }

  mutating func pieceSize() -> Int { 1 + below(40) }
}

@Suite("No text is trusted")
struct TextFuzzTests {
  @Test(
    "A damaged text gives an error or whole rows, however it comes",
    arguments: TextSample.formats
  )
  func damaged(format: MatrixFormat) throws {
    var texts = DamagedTexts(format, seed: 7)
    var (read, refused) = (0, 0)
    for number in 0..<2_000 {
      let bytes = texts.next()
      let options = texts.options()
      let whole = outcome {
        try readStream(PieceSource(bytes, largest: 1 << 20), format, options: options)
      }
      switch whole {
      case .rows(let names, let values):
        read += 1
        let matrix = try readText(bytes, format, options: options)
        #expect(names == matrix.rowNames ?? [], "case \(number)")
        let size = matrix.dimensionCount * matrix.elementType.byteCount
        #expect(values.count == matrix.rowCount * size && size > 0, "case \(number)")
      case .error(let line):
        refused += 1
        #expect(line.hasPrefix("a.txt: ") && !line.contains("\n"), "case \(number): \(line)")
      }
      guard number % 4 == 0 else { continue }
      let size = texts.pieceSize()
      let pieces = outcome {
        try readStream(PieceSource(bytes, largest: size), format, options: options)
      }
      #expect(pieces == whole, "case \(number): \(bytes)")
    }
    // Were all refused or none, the generator would be worthless.
    #expect(read > 100 && refused > 300)
  }

  @Test("A text cut off at any byte gives an error or whole rows", arguments: TextSample.formats)
  func truncated(format: MatrixFormat) throws {
    let sample = TextSample(format, rows: 6, dimensions: 3)
    let bytes = sample.bytes(format)
    for length in 0..<bytes.count {
      guard let matrix = try? readText(bytes.prefix(length), format) else { continue }
      // All but the last row are as they were written, where names were told from numbers.
      guard matrix.dimensionCount == 3, matrix.rowCount > 1 else { continue }
      #expect(matrix.allValues.dropLast() == sample.values.prefix(matrix.rowCount - 1))
    }
  }

  private enum Outcome: Equatable {
    case rows([String], [UInt8])
    case error(String)
  }

  private func outcome(_ read: () throws -> (names: [String], bytes: [UInt8])) -> Outcome {
    do {
      let rows = try read()
      return .rows(rows.names, rows.bytes)
    } catch {
      return .error("\(error)")
    }
  }
}
