import CSimKernels
import Testing

@testable import SimBatch

@Suite("Score kernels")
struct ScoreKernelTests {
  private static let lengths = [0, 1, 7, 8, 9, 15, 16, 17, 63, 64, 65, 1000]

  @Test("round to halves as the language does, on every instruction set")
  func halves() {
    // All signs, exponents and upper bits of fractions, with lower bits on both sides of every tie.
    let low: [UInt32] = [0, 1, 0xFFF, 0x1000, 0x1001, 0x1FFF]
    var values: [Float] = []
    for high in 0..<UInt32(1) << 19 {
      for bits in low { values.append(Float(bitPattern: high << 13 | bits)) }
    }
    for kernels in Kernels.available {
      var halves = [UInt16](repeating: 0, count: values.count)
      let overflows = sim_floats_to_halves(kernels.table, values, values.count, &halves)
      #expect(overflows)
      var wrong = 0
      for (value, half) in zip(values, halves) {
        let expected = Float16(value)
        let isRight =
          expected.isNaN ? Float16(bitPattern: half).isNaN : half == expected.bitPattern
        wrong += isRight ? 0 : 1
      }
      #expect(wrong == 0, "\(kernels.name)")
    }
  }

  @Test("keep to the length of a row, and tell what is too great for a half", arguments: lengths)
  func halfLengths(length: Int) {
    for kernels in Kernels.available {
      for greatest in [Float(65_519), 65_520, -65_520, .infinity, .nan] {
        var values = [Float](repeating: 0.5, count: length + 1)
        if length > 0 { values[length - 1] = greatest }
        var halves = [UInt16](repeating: 7, count: length + 1)
        let overflows = sim_floats_to_halves(kernels.table, values, length, &halves)
        #expect(overflows == (length > 0 && abs(greatest) == 65_520))
        #expect(halves[length] == 7, "wrote beyond the row")
      }
    }
  }

  @Test("make the same scores on every instruction set, and find what is near", arguments: lengths)
  func scores(length: Int) throws {
    var random = SplitMix64(seed: UInt64(length) + 1)
    let products = (0..<length).map { _ in random.nextSymmetricFloat() * 1.2 }
    let halves = (0..<length).map { _ in abs(random.nextSymmetricFloat()) }
    for measure in Measure.allCases {
      var rule = sim_score_rule()
      rule.measure = measure.kernelValue
      (rule.factor, rule.near_product, rule.near_share, rule.near_offset) = (0.25, 0.5, 0.3, 0.001)
      for kernels in Kernels.available {
        var scores = products + [9]
        var near = [UInt32](repeating: 99, count: length + 1)
        let count = halves.withUnsafeBufferPointer { columns in
          rule.column_half = columns.baseAddress
          return sim_scores_of_products(kernels.table, &rule, 0.5, &scores, length, &near)
        }
        var expectedNear: [UInt32] = []
        for (index, product) in products.enumerated() {
          switch measure {
          case .dot: #expect(scores[index] == product * 0.25)
          case .pearson, .cosine:
            #expect(scores[index] == min(1, max(-1, product)))
            if product >= 0.5 { expectedNear.append(UInt32(index)) }
          case .euclidean:
            let sum = 0.5 + halves[index]
            #expect(scores[index] == (2 * max(0, sum - product)).squareRoot() * 0.25)
            if sum - product <= 0.3 * sum + 0.001 { expectedNear.append(UInt32(index)) }
          }
        }
        #expect(near[..<count] == expectedNear[...], "\(kernels.name), \(measure)")
        #expect(scores[length] == 9 && near[length] == 99, "wrote beyond the row")
      }
    }
  }

  @Test("add columns in Double", arguments: lengths)
  func columns(length: Int) {
    let values = (0..<3 * (length + 2)).map { Float($0 % 17) / 3 }
    for kernels in Kernels.available {
      var line = [Double](repeating: 1, count: length + 1)
      sim_add_columns(kernels.table, values, length + 2, 3, length, &line)
      for column in 0..<length {
        let terms = (0..<3).map { Double(values[$0 * (length + 2) + column]) }
        #expect(line[column] == ((1 + terms[0]) + terms[1]) + terms[2])
      }
      #expect(line[length] == 1)
    }
  }

  @Test("mirror and turn squares of both sizes", arguments: [0, 1, 2, 63, 64, 65, 130, 200])
  func squares(side: Int) {
    let stride = side + 3
    func check<Value: FixedWidthInteger>(_: Value.Type) {
      let plain = (0..<side * stride).map { Value(truncatingIfNeeded: $0 &* 40_503) }
      var (mirrored, turned) = (plain, plain)
      sim_mirror_upper(&mirrored, MemoryLayout<Value>.size, side, stride)
      sim_transpose(&turned, MemoryLayout<Value>.size, side, stride)
      for i in 0..<side {
        for j in 0..<stride {
          guard j < side else {
            #expect(mirrored[i * stride + j] == plain[i * stride + j])
            #expect(turned[i * stride + j] == plain[i * stride + j])
            continue
          }
          #expect(mirrored[i * stride + j] == plain[min(i, j) * stride + max(i, j)])
          #expect(turned[i * stride + j] == plain[j * stride + i])
        }
      }
    }
    check(UInt16.self)
    check(UInt32.self)
  }
}
