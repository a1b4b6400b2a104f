import Testing

@testable import SimBatch

/// Rows in memory as a stored matrix.
func storedMatrix(_ rows: [[Double]], as type: ElementType = .f32, dimensions: Int? = nil) throws
  -> StoredMatrix
{
  let d = rows.first?.count ?? dimensions ?? 1
  let bytes = try #require(MappedBytes(zeroed: rows.count * d * type.byteCount))
  bytes.withMutableBytes { raw in
    for (index, value) in rows.joined().enumerated() {
      let at = index * type.byteCount
      switch type {
      case .f16: raw.storeBytes(of: Float16(value), toByteOffset: at, as: Float16.self)
      case .f32: raw.storeBytes(of: Float(value), toByteOffset: at, as: Float.self)
      case .f64: raw.storeBytes(of: value, toByteOffset: at, as: Double.self)
      case .i8: raw.storeBytes(of: Int8(value), toByteOffset: at, as: Int8.self)
      case .u8: raw.storeBytes(of: UInt8(value), toByteOffset: at, as: UInt8.self)
      }
    }
  }
  return StoredMatrix(
    name: "test rows",
    format: .raw,
    elementType: type,
    rowCount: rows.count,
    dimensionCount: d,
    rowStride: d * type.byteCount,
    firstValueOffset: 0,
    bytes: bytes
  )
}

/// The values of a matrix as its type stores them.
func values(of matrix: StoredMatrix) -> [[Double]] {
  (0..<matrix.rowCount).map { row in
    (0..<matrix.dimensionCount).map { matrix.value(row: row, dimension: $0) }
  }
}

/// Reproducible rows of several kinds.
enum Rows {
  static func gaussian(_ n: Int, _ d: Int, seed: UInt64) -> [[Double]] {
    var random = SplitMix64(seed: seed)
    return (0..<n).map { _ in
      (0..<d).map { _ in (0..<6).reduce(0.0) { sum, _ in sum + Double(random.nextSymmetricFloat()) }
      }
    }
  }

  /// Small whole numbers: many equal scores, and sums that are exact in any order.
  static func smallIntegers(_ n: Int, _ d: Int, seed: UInt64, range: ClosedRange<Int> = -2...2)
    -> [[Double]]
  {
    var random = SplitMix64(seed: seed)
    return (0..<n).map { _ in (0..<d).map { _ in Double(Int.random(in: range, using: &random)) } }
  }

  /// Gaussian rows of which about half repeat an earlier one.
  static func withTwins(_ n: Int, _ d: Int, seed: UInt64) -> [[Double]] {
    var random = SplitMix64(seed: seed)
    var rows = gaussian(n, d, seed: seed &+ 1)
    for row in rows.indices.dropFirst() where random.next() % 2 == 0 {
      rows[row] = rows[Int.random(in: 0..<row, using: &random)]
    }
    return rows
  }
}

/// A sink that keeps what it is given.
final class KeptNeighbors: NeighborSink {
  private(set) var neighbors: [Int32] = []
  private(set) var scores: [Float] = []
  private(set) var percentiles: [Float] = []
  /// Entries of a row.
  private(set) var entryCount = 1
  private(set) var isFinished = false

  func write(_ rows: borrowing NeighborRows) throws {
    entryCount = rows.neighborCount
    neighbors += rows.neighbors
    scores += rows.scores
    percentiles += rows.percentiles ?? []
  }

  func finish() throws { isFinished = true }
}
