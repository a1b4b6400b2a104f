import Glibc
import Testing

@testable import SimBatch

extension OutputTests {
  @Suite("Numbers and ids as text") struct Texts {
    func text(_ append: (inout [UInt8]) -> Void) -> String {
      var bytes: [UInt8] = []
      append(&bytes)
      return String(decoding: bytes, as: UTF8.self)
    }

    @Test("Whole numbers are written in decimal")
    func integers() {
      var numbers = [0, 1, -1, .max, .min, 99_999_999, 100_000_000, 10_000_000_000_000_000]
      var power = 1
      for _ in 0..<18 {
        power *= 10
        numbers += [power - 1, power, power + 1, -power]
      }
      for _ in 0..<10_000 {
        numbers.append(Int.random(in: .min ... .max) >> Int.random(in: 0..<64))
      }
      for number in numbers { #expect(text { $0.append(decimal: number) } == "\(number)") }
    }

    @Test(
      "A score is written short",
      arguments: [
        (1, "1"), (-1, "-1"), (0, "0"), (-0.0, "-0"), (0.5, "0.5"), (0.1, "0.1"), (10, "10"),
        (100, "100"), (1e-4, "0.0001"), (1e-5, "1e-5"), (-1.5e-7, "-1.5e-7"),
        (.leastNonzeroMagnitude, "1e-45"),
        (16_777_215, "16777215"), (16_777_216, "16777216"), (16_777_218, "1.6777218e7"),
        (1e10, "1e10"), (2e30, "2e30"),
        (.greatestFiniteMagnitude, "3.4028235e38"), (.leastNormalMagnitude, "1.1754944e-38"),
        (0.99999994, "0.99999994"), (.infinity, "inf"), (-.infinity, "-inf"), (.nan, "nan"),
      ] as [(Float, String)]
    )
    func shortScores(value: Float, expected: String) {
      #expect(text { $0.append(shortest: value) } == expected)
    }

    @Test("A score reads back to the same bits and has no more digits than it needs")
    func scoresReadBack() {
      var patterns: [UInt32] = [0, 0x8000_0000, 1, 0x007F_FFFF, 0x0080_0000, 0x7F7F_FFFF]
      for exponent in UInt32(0)..<255 {
        patterns += [exponent << 23, exponent << 23 | 1, exponent << 23 | 0x7F_FFFF]
      }
      for _ in 0..<20_000 { patterns.append(.random(in: 0...(.max))) }
      for _ in 0..<20_000 { patterns.append(Float.random(in: -1...1).bitPattern) }
      var wrong: [Float] = []
      for value in patterns.map(Float.init(bitPattern:)) where value.isFinite {
        let text = text { $0.append(shortest: value) }
        let shortest = value.description
        let isShort = text.utf8.count <= shortest.utf8.count
        if strtof(text, nil).bitPattern != value.bitPattern || !isShort { wrong.append(value) }
      }
      #expect(wrong.isEmpty)
    }

    @Test(
      "A csv field is quoted only if it must be",
      arguments: [
        ("", ""), ("plain", "plain"), (" spaced ", " spaced "), ("a,b", "\"a,b\""),
        ("\"", "\"\"\"\""), ("a\nb", "\"a\nb\""), ("a\rb", "\"a\rb\""), ("é\t", "é\t"),
      ]
    )
    func csvFields(field: String, expected: String) {
      #expect(text { $0.append(csvField: Array(field.utf8)) } == expected)
    }

    @Test(
      "A JSON string is valid whatever the id holds",
      arguments: [
        ([], ""), ([0x61, 0x22, 0x5C], #"a\"\\"#), ([0x08, 0x09, 0x0A, 0x0D], #"\u0008\t\n\r"#),
        ([0x00, 0x1F, 0x7F], "\\u0000\\u001f\u{7F}"), ([0xC3, 0xA9], "é"),
        ([0x61, 0xFF, 0x62], "a\u{FFFD}b"), ([0xC3], "\u{FFFD}"),
      ] as [([UInt8], String)]
    )
    func jsonStrings(bytes: [UInt8], expected: String) {
      #expect(text { $0.append(jsonString: bytes) } == "\"\(expected)\"")
    }
  }
}
