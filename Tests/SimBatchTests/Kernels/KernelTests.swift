import CSimKernels
import Testing

@testable import SimBatch

/// Every instruction set against the portable kernels, bit for bit, and those against `Double`.
@Suite("Kernels")
struct KernelTests {
  static let lengths = [0, 1, 7, 8, 9, 15, 16, 17, 31, 63, 64, 65, 384, 3072]

  @Test("give the same bits on every instruction set", arguments: lengths)
  func sums(length: Int) throws {
    var random = SplitMix64(seed: UInt64(length))
    let a = (0..<length).map { _ in Double(random.nextSymmetricFloat()) * 1e3 }
    let b = (0..<length).map { _ in Double(random.nextSymmetricFloat()) }
    let scalar = try #require(Kernels(named: "scalar")).table.pointee
    for kernels in Kernels.available.map(\.table.pointee) {
      #expect(kernels.dot(a, b, length) == scalar.dot(a, b, length))
      #expect(kernels.sum(a, length) == scalar.sum(a, length))
    }
    // (length + 2) roundings of 2⁻⁵³ in the kernel and as many here.
    let bound = Double(length + 2) * 0x1p-52 * zip(a, b).reduce(0) { $0 + abs($1.0 * $1.1) }
    #expect(abs(scalar.dot(a, b, length) - zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }) <= bound)
  }

  @Test("read every element type exactly, at any length", arguments: ElementType.allCases, lengths)
  func expansion(type: ElementType, length: Int) throws {
    guard length > 0 else { return }
    let rows = Rows.smallIntegers(2, length, seed: 9, range: 0...127)
    let matrix = try storedMatrix(rows, as: type)
    let mean = try Memory((0..<length).map { Double($0) * 0.25 })
    for kernels in Kernels.available {
      for mean in [nil, mean] {
        var source = RowSource(matrix: matrix, dimensions: length, columnMean: mean).kernelRows
        var out = [Double](repeating: .nan, count: length + 1)
        kernels.table.pointee.expand(&source, 1, 0.5, 3, &out)
        for l in 0..<length {
          #expect(out[l] == (rows[1][l] - (mean?[l] ?? 0)) * 0.5 - 3)
        }
        #expect(out[length].isNaN, "wrote beyond the row")
        let x = (0..<length).map { Double($0 % 13) * 0.75 - 2 }
        let y = Array(out.prefix(length))
        let scalar = try #require(Kernels(named: "scalar")).table.pointee
        let table = kernels.table.pointee
        #expect(table.dot_with_row(&source, 1, 0.5, 3, x) == scalar.dot(x, y, length))
        let differences = zip(x, y).map(-)
        #expect(
          table.squared_distance_to_row(&source, 1, 0.5, 3, x)
            == scalar.dot(differences, differences, length)
        )
        table.expand(&source, 0, 1, 0, &out)
        let plain = Array(out.prefix(length))
        #expect(table.dot_with_row(&source, 0, 1, 0, x) == scalar.dot(x, plain, length))
      }
    }
  }

  @Test("read all 65,536 halves as the language does")
  func halves() throws {
    let bytes = try #require(MappedBytes(zeroed: 65_536 * 2))
    bytes.withMutableBytes { raw in
      for pattern in 0..<65_536 {
        raw.storeBytes(of: UInt16(pattern), toByteOffset: pattern * 2, as: UInt16.self)
      }
    }
    let matrix = StoredMatrix(
      name: "halves",
      format: .raw,
      elementType: .f16,
      rowCount: 1,
      dimensionCount: 65_536,
      rowStride: 131_072,
      firstValueOffset: 0,
      bytes: bytes
    )
    for kernels in Kernels.available {
      var source = RowSource(matrix: matrix, dimensions: 65_536, columnMean: nil).kernelRows
      var out = [Double](repeating: 0, count: 65_536)
      kernels.table.pointee.expand(&source, 0, 1, 0, &out)
      for pattern in 0..<65_536 {
        let expected = Double(Float16(bitPattern: UInt16(pattern)))
        #expect(out[pattern] == expected || (out[pattern].isNaN && expected.isNaN))
      }
    }
  }

  @Test("that are asked for by a wrong name do not exist")
  func names() {
    #expect(Kernels(named: "mmx")?.name == nil)
    #expect(Kernels.available.map(\.name).first == "scalar")
  }
}

@Suite("Matrix product")
struct BLASTests {
  @Test("passes its own test here")
  func selfTest() throws { try BLASSelfTest.run() }

  @Test("tiles cover every pair once", arguments: [0, 1, 63, 64, 65, 200], [true, false])
  func tiles(rows: Int, isSelfJoin: Bool) {
    let columns = isSelfJoin ? rows : 130
    let queue = TileQueue(rowCount: rows, columnCount: columns, side: 64, isSelfJoin: isSelfJoin)
    var seen = Set<[Int]>()
    var pairs = 0
    while let tile = queue.next() {
      pairs += tile.pairCount
      for row in tile.rows {
        for column in tile.columns where !tile.isDiagonal || column > row {
          #expect(seen.insert(isSelfJoin ? [row, column].sorted() : [row, column]).inserted)
        }
      }
    }
    #expect(pairs == queue.countPairs().all && seen.count == pairs)
    #expect(pairs == (isSelfJoin ? rows * max(0, rows - 1) / 2 : rows * columns))
    #expect(queue.next()?.pairCount == nil)
  }
}
