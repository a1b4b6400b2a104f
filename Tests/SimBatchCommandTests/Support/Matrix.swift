/// A small matrix of rows, and the files that hold it.
struct Matrix {
  let rowCount: Int
  let dimensions: Int
  /// Row-major, rowCount × dimensions.
  var values: [Float]

  init(_ rows: [[Float]], dimensions: Int? = nil) {
    rowCount = rows.count
    self.dimensions = dimensions ?? rows.first?.count ?? 1
    values = rows.flatMap { $0 }
  }

  /// Whole numbers from −4 to 4, so that sums of products are exact in any order, with many ties
  /// and repeated rows. No row is constant.
  static func grid(rows: Int, dimensions: Int, seed: UInt64) -> Matrix {
    seeded(rows: rows, dimensions: dimensions, seed: seed) { Float(Int($0 % 9) - 4) }
  }

  /// Uniform on (−1, 1), with repeated rows.
  static func random(rows: Int, dimensions: Int, seed: UInt64) -> Matrix {
    seeded(rows: rows, dimensions: dimensions, seed: seed) {
      Float(Int32(truncatingIfNeeded: $0)) / 2_147_483_648
    }
  }

  private static func seeded(
    rows: Int,
    dimensions: Int,
    seed: UInt64,
    value: (UInt64) -> Float
  ) -> Matrix {
    var generator = Xorshift(seed: seed)
    var all: [[Float]] = []
    while all.count < rows {
      // Every seventh row or so repeats one that came before.
      if all.count > 2, generator.next() % 7 == 0 {
        all.append(all[Int(generator.next() % UInt64(all.count))])
        continue
      }
      let row = (0..<dimensions).map { _ in value(generator.next() >> 17) }
      if Set(row).count > 1 || dimensions == 1 { all.append(row) }
    }
    return Matrix(all, dimensions: dimensions)
  }

  subscript(row: Int) -> ArraySlice<Float> {
    values[row * dimensions..<(row + 1) * dimensions]
  }

  /// u32 n, u32 d, the values.
  var fbin: [UInt8] { Bytes.of([UInt32(rowCount), UInt32(dimensions)]) + Bytes.of(values) }

  /// u64 n, u64 d, the values.
  var wideFbin: [UInt8] { Bytes.of([UInt64(rowCount), UInt64(dimensions)]) + Bytes.of(values) }

  /// The values alone.
  var raw: [UInt8] { Bytes.of(values) }

  /// Per row i32 d, then its values.
  var fvecs: [UInt8] {
    (0..<rowCount).flatMap { Bytes.of([Int32(dimensions)]) + Bytes.of(Array(self[$0])) }
  }

  var npy: [UInt8] { Npy.header("<f4", shape: [rowCount, dimensions]) + raw }

  var bigEndianDoubleNpy: [UInt8] {
    Npy.header(">f8", shape: [rowCount, dimensions])
      + Bytes.of(values.map { Double($0).bitPattern.bigEndian })
  }

  var fortranNpy: [UInt8] {
    let columns = (0..<dimensions).flatMap { column in
      (0..<rowCount).map { values[$0 * dimensions + column] }
    }
    return Npy.header("<f4", shape: [rowCount, dimensions], fortran: true) + Bytes.of(columns)
  }
}

/// Values as they lie in a little-endian file.
enum Bytes {
  static func of<Value: BitwiseCopyable>(_ values: [Value]) -> [UInt8] {
    values.withUnsafeBytes(Array.init)
  }

  static func values<Value: BitwiseCopyable>(_ type: Value.Type, in bytes: some Sequence<UInt8>)
    -> [Value]
  {
    let bytes = Array(bytes)
    let size = MemoryLayout<Value>.size
    return bytes.withUnsafeBytes { raw in
      (0..<raw.count / size).map { raw.loadUnaligned(fromByteOffset: $0 * size, as: type) }
    }
  }
}

/// Heads of `.npy` files, right and wrong ones.
enum Npy {
  static func header(_ type: String, shape: [Int], fortran: Bool = false) -> [UInt8] {
    let counts = shape.map { "\($0)," }.joined(separator: " ")
    return header(
      "{'descr': '\(type)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': (\(counts))}"
    )
  }

  static func header(_ dictionary: String, version: [UInt8] = [1, 0]) -> [UInt8] {
    let text = Array("\(dictionary)\n".utf8)
    let length =
      version[0] == 1 ? Bytes.of([UInt16(text.count)]) : Bytes.of([UInt32(text.count)])
    return [0x93] + Array("NUMPY".utf8) + version + length + text
  }
}

/// A small generator of reproducible numbers: xorshift with a product, period 2^64 − 1.
struct Xorshift {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_f491_4f6c_dd1d
  }
}
