import Testing

@testable import SimBatch

/// Conversions and formats of matrices.
@Suite("Conversion") struct ConversionTests {}

extension ConversionTests {
  @Suite("Values") struct Values {
    /// One row as another type: its values, or the dimension that does not fit.
    private func converted(
      _ values: [Double],
      _ source: ElementType,
      to target: ElementType,
      kernels: Kernels = Kernels.available[0]
    ) throws -> (bytes: [UInt8], fault: Int?) {
      let matrix = try storedMatrix([values], as: source)
      let converter = try RowConverter(
        to: target,
        dimensionCount: values.count,
        kernels: kernels
      )
      let fault = converter.take(0, of: matrix)
      var bytes: [UInt8] = []
      converter.appendBytes(to: &bytes)
      return (bytes, fault)
    }

    private func bytes(_ halves: [Float16]) -> [UInt8] {
      halves.flatMap { littleEndian($0.bitPattern) }
    }

    @Test("Every half survives every wider type", arguments: [ElementType.f32, .f64])
    func halves(through: ElementType) throws {
      let all = (UInt16.min...UInt16.max).map(Float16.init(bitPattern:)).filter { !$0.isNaN }
      for kernels in Kernels.available {
        let back = try converted(all.map(Double.init), through, to: .f16, kernels: kernels)
        #expect(back.fault == nil && back.bytes == bytes(all), "\(kernels.name)")
      }
    }

    @Test("A double between two halves is rounded once, to nearest, ties to even")
    func midpoints() throws {
      var values: [Double] = []
      var expected: [Float16] = []
      for pattern in UInt16(0)..<0x7BFF {
        let (low, high) = (Float16(bitPattern: pattern), Float16(bitPattern: pattern + 1))
        let middle = (Double(low) + Double(high)) / 2
        values += [middle, middle.nextDown, middle.nextUp, -middle, -middle.nextUp]
        let even = pattern % 2 == 0 ? low : high
        expected += [even, low, high, -even, -high]
      }
      let found = try converted(values, .f64, to: .f16)
      #expect(found.fault == nil)
      #expect(found.bytes == bytes(expected))
    }

    @Test("A double between two floats is rounded as Swift does")
    func floats() throws {
      var random = SplitMix64(seed: 5)
      let values = (0..<10_000).map { _ in
        Double(random.nextSymmetricFloat()) * (1 + Double(random.next() % 1000) * 1e-10)
      }
      let found = try converted(values, .f64, to: .f32)
      #expect(found.bytes == values.flatMap { littleEndian(Float($0).bitPattern) })
    }

    @Test(
      "What the type cannot hold is found",
      arguments: [
        (65519.996, .f32, .f16, true), (65520, .f32, .f16, false), (-65520, .f64, .f16, false),
        (65519.99999999, .f64, .f16, true), (1e300, .f64, .f16, false),
        (1e300, .f64, .f32, false), (3.4028235677973366e38, .f64, .f32, false),
        (3.4028235677973362e38, .f64, .f32, true), (1e-300, .f64, .f32, true),
        (.infinity, .f64, .f32, true), (-.infinity, .f32, .f16, true), (.nan, .f64, .f16, true),
        (127, .f32, .i8, true), (128, .f32, .i8, false), (-128, .f16, .i8, true),
        (-129, .f32, .i8, false), (0.5, .f32, .i8, false), (-0.0, .f32, .u8, true),
        (255, .f64, .u8, true), (256, .f64, .u8, false), (-1, .i8, .u8, false),
        (200, .u8, .i8, false), (.nan, .f32, .u8, false), (.infinity, .f32, .i8, false),
        (1e300, .f64, .u8, false), (254.99999999, .f64, .u8, false),
      ] as [(Double, ElementType, ElementType, Bool)]
    )
    func limits(value: Double, source: ElementType, target: ElementType, fits: Bool) throws {
      for kernels in Kernels.available {
        // Behind values that fit, and before one that does not.
        let row = [1, 2, value, fits ? 3 : value]
        let found = try converted(row, source, to: target, kernels: kernels)
        #expect(found.fault == (fits ? nil : 2), "\(kernels.name)")
      }
    }

    @Test("A NaN stays one, an infinity too")
    func specials() throws {
      for source in [ElementType.f32, .f64] {
        let found = try converted([.nan, .infinity, -.infinity], source, to: .f16).bytes
        let halves = stride(from: 0, to: 6, by: 2).map {
          Float16(bitPattern: UInt16(found[$0]) | UInt16(found[$0 + 1]) << 8)
        }
        #expect(halves[0].isNaN && halves[1] == .infinity && halves[2] == -.infinity)
      }
    }

    @Test(
      "A double is written short",
      arguments: [
        (1, "1"), (-0.0, "-0"), (0.1, "0.1"), (1e-4, "0.0001"), (1e-5, "1e-5"),
        (0x1p53, "9007199254740992"), (0x1p53 + 2, "9.007199254740994e15"), (1e22, "1e22"),
        (.leastNonzeroMagnitude, "5e-324"), (.greatestFiniteMagnitude, "1.7976931348623157e308"),
        (.infinity, "inf"), (-.infinity, "-inf"), (.nan, "nan"),
      ] as [(Double, String)]
    )
    func shortDoubles(value: Double, expected: String) {
      // Behind a text with an e, which is none of the number's.
      var bytes = Array("e".utf8)
      bytes.append(shortest: value)
      #expect(String(decoding: bytes, as: UTF8.self) == "e" + expected)
    }

    @Test("A double in text reads back to the same bits")
    func doublesReadBack() {
      var random = SplitMix64(seed: 9)
      for _ in 0..<20_000 {
        let value = Double(bitPattern: random.next())
        guard value.isFinite else { continue }
        var bytes: [UInt8] = []
        bytes.append(shortest: value)
        let back = Double(String(decoding: bytes, as: UTF8.self))
        #expect(back?.bitPattern == value.bitPattern)
      }
    }
  }
}
