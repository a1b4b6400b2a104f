import CSimKernels
import Testing

@testable import SimBatch

@Suite("Map kernels")
struct MapKernelTests {
  @Test(
    "give the same bits on every instruction set, those of sums in order",
    arguments: [(1, 1), (3, 7), (5, 8), (9, 9), (17, 16), (31, 33)]
  )
  func sameBits(inputs: Int, outputs: Int) throws {
    for rowCount in [1, 3, 4, 7, 8, 9, 70] {
      let rows = Rows.gaussian(rowCount, inputs, seed: UInt64(inputs))
      let stored = try storedMatrix(rows)
      let columns = Rows.gaussian(inputs, outputs, seed: UInt64(outputs) + 90)
      let map = try LinearMap(storedMatrix(columns, as: .f64))
      let expected = values(of: stored).map { x in
        (0..<outputs).map { j -> Float in
          var sum = 0.0
          for l in 0..<inputs { sum += x[l] * columns[l][j] }
          return Float(sum)
        }
      }
      for kernels in Kernels.available {
        let mapped = try stored.mapped(0..<rowCount, by: map, threads: 2, kernels: kernels)
        for (row, values) in expected.enumerated() {
          for (j, value) in values.enumerated() {
            #expect(mapped.value(row: row, dimension: j) == Double(value), "\(kernels.name)")
          }
        }
      }
    }
  }

  @Test("make every value of a row bad that holds a NaN or an infinity", arguments: [1, 9, 16])
  func badRows(outputs: Int) throws {
    var rows = Rows.gaussian(9, 5, seed: 1)
    rows[2][0] = .nan
    rows[4][4] = .infinity
    rows[8][1] = -.infinity
    // A zero times an infinity is no number, and so is bad, too.
    var columns = Rows.gaussian(5, outputs, seed: 2)
    for l in 0..<5 { columns[l][0] = 0 }
    let map = try LinearMap(storedMatrix(columns))
    var patterns: [[UInt32]] = []
    for kernels in Kernels.available {
      let mapped = try storedMatrix(rows).mapped(0..<9, by: map, threads: 1, kernels: kernels)
      let found = values(of: mapped)
      for row in 0..<9 {
        let isBad = [2, 4, 8].contains(row)
        #expect(found[row].allSatisfy { $0.isFinite != isBad })
      }
      patterns.append((0..<9 * outputs).map { mapped.bytes.load(UInt32.self, at: 4 * $0) })
    }
    #expect(patterns.allSatisfy { $0 == patterns[0] })
  }
}
