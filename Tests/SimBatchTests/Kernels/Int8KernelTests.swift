import CSimKernels
import Testing

@testable import SimBatch

/// The 8-bit kernels of every instruction set against plain loops.
@Suite("Int8 kernels")
struct Int8KernelTests {
  @Test("multiply exactly", arguments: [0, 64, 128, 384, 3072])
  func dot(count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    for extreme in [false, true] {
      let values = (0..<2 * count).map { _ in
        let any = Int8(truncatingIfNeeded: random.next() % 255 &- 127)
        return extreme ? (any < 0 ? -127 : 127) : any
      }
      let (a, b) = (Array(values.prefix(count)), Array(values.suffix(count)))
      let expected = zip(a, b).reduce(0) { $0 + Int($1.0) * Int($1.1) }
      let sum = b.reduce(0) { $0 + Int32($1) }
      for kernels in Kernels.available {
        #expect(
          Int(kernels.table.pointee.dot_int8(a, b, sum, count)) == expected,
          "\(kernels.name)"
        )
      }
    }
  }

  @Test(
    "list the same pairs as the reference",
    arguments: [4, 8, 64, 384, 3072],
    [(1, 1), (8, 48), (9, 49), (50, 97), (96, 96)]
  )
  func screen(width: Int, shape: (rows: Int, columns: Int)) throws {
    var random = SplitMix64(seed: UInt64(width + shape.rows))
    let scalar = try #require(Kernels(named: "scalar"))
    for (unit, diagonal, extreme) in [
      (true, false, false), (true, true, true), (false, false, true), (false, true, false),
    ] {
      let tile = try Tile(
        width: width,
        rows: shape.rows,
        columns: shape.columns,
        unit: unit,
        diagonal: diagonal,
        extreme: extreme,
        random: &random
      )
      let expected = try tile.hits(scalar)
      for kernels in Kernels.available {
        #expect(try tile.hits(kernels) == expected, "\(kernels.name) unit \(unit)")
      }
      #expect(
        expected.allSatisfy { Int($0 >> 16) < shape.rows && Int($0 & 0xffff) < shape.columns }
      )
      #expect(!diagonal || expected.allSatisfy { $0 >> 16 < $0 & 0xffff })
    }
  }

  /// Random rows and columns with thresholds that about a third of the pairs reach.
  private struct Tile {
    let kernelTile: sim_int8_tile
    private let owners: [Any]
    private let capacity: Int

    init(
      width: Int,
      rows: Int,
      columns: Int,
      unit: Bool,
      diagonal: Bool,
      extreme: Bool,
      random: inout SplitMix64
    ) throws {
      func bytes(_ count: Int) throws -> Memory<Int8> {
        try Memory(
          (0..<count * width).map { _ in
            extreme
              ? (random.next() % 2 == 0 ? 127 : -127)
              : Int8(truncatingIfNeeded: random.next() % 255 &- 127)
          }
        )
      }
      let left = try bytes((rows + 7) / 8 * 8)
      let right = try bytes(columns)
      let panel = Int(SIM_PANEL)
      let panels = try Memory<UInt8>(count: (columns + panel - 1) / panel * panel * width)
      for first in stride(from: 0, to: columns, by: panel) {
        sim_pack_panel(
          right.pointer + first * width,
          width,
          min(panel, columns - first),
          width,
          panels.pointer + first * width
        )
      }
      let spread = Int32(127 * 127 * Double(width).squareRoot() / (extreme ? 2 : 6))
      func whole(_ count: Int, around: Int32) throws -> Memory<Int32> {
        let values = (0..<count).map { _ in
          around + Int32(truncatingIfNeeded: random.next() % 1000)
        }
        return try Memory(values, padding: 64)
      }
      func floats(_ count: Int, _ base: Float) throws -> Memory<Float> {
        let values = (0..<count).map { _ in base + random.nextSymmetricFloat() * 0.25 }
        return try Memory(values, padding: 64)
      }
      // The excess of panels (values + 128) is taken off again, as screens do.
      let sums = (0..<rows).map { row in
        (0..<width).reduce(Int32(0)) { $0 + Int32(left[row * width + $1]) }
      }
      let rowAddend = try Memory(sums.map { -128 * $0 + 5 }, padding: 64)
      let columnAddend = try whole(columns, around: 0)
      let rowThreshold = try whole(rows, around: spread)
      let columnThreshold = try whole(columns, around: spread)
      let rowFloats = try (0..<3).map { try floats(rows, [1, 0, Float(spread)][$0]) }
      let columnFloats = try (0..<3).map { try floats(columns, [1, 0, Float(spread)][$0]) }
      kernelTile = sim_int8_tile(
        left: left.pointer,
        panels: panels.pointer,
        width: width,
        rows: rows,
        columns: columns,
        diagonal: diagonal,
        row_addend: rowAddend.pointer,
        column_addend: columnAddend.pointer,
        row_threshold: rowThreshold.pointer,
        column_threshold: columnThreshold.pointer,
        unit: unit,
        row_factor: rowFloats[0].pointer,
        row_offset: rowFloats[1].pointer,
        row_limit: rowFloats[2].pointer,
        column_factor: columnFloats[0].pointer,
        column_offset: columnFloats[1].pointer,
        column_limit: columnFloats[2].pointer
      )
      owners = [left, panels, rowAddend, columnAddend, rowThreshold, columnThreshold]
      floatOwners = rowFloats + columnFloats
      capacity = rows * columns
    }

    private let floatOwners: [Memory<Float>]

    func hits(_ kernels: Kernels) throws -> Set<UInt32> {
      let pairs = try Memory<UInt32>(count: capacity)
      var hits = sim_hits(pairs: pairs.pointer, count: 0, capacity: capacity)
      var tile = kernelTile
      withExtendedLifetime((owners, floatOwners)) {
        sim_screen_int8(kernels.table, &tile, &hits)
      }
      let listed = (0..<hits.count).map { pairs[$0] }
      #expect(Set(listed).count == listed.count)
      return Set(listed)
    }
  }

  @Test("quantise with an error that is no less than the true one", arguments: [0.001, 0.01, 0.2])
  func quantising(scale: Double) {
    var random = SplitMix64(seed: 3)
    let values = (0..<20).map { _ in random.nextSymmetricFloat() } + [0.3, 0.7, 1, 0]
    for kernels in Kernels.available {
      var quantised = [Int8](repeating: 1, count: 32)
      var sum: Int32 = 0
      let error = sim_quantise_row(kernels.table, values, 24, 4, 2, scale, &quantised, 32, &sum)
      var squared = 0.0
      for l in 0..<24 {
        let difference = Double(values[l]) / 2 - scale * Double(quantised[l])
        // Tails may be too great, never too small, unless there is an allowance for it.
        if l < 20 || difference > 0 { squared += difference * difference }
      }
      #expect(Double(error) >= squared.squareRoot())
      #expect(Double(error) <= squared.squareRoot() * (1 + 1e-5) + 1e-12)
      #expect(sum == quantised.reduce(0) { $0 + Int32($1) })
      #expect(quantised.suffix(8).allSatisfy { $0 == 0 })
      if scale == 0.01 {
        #expect((20..<24).allSatisfy { Double(quantised[$0]) * scale >= Double(values[$0]) / 2 })
      }
    }
  }
}
