/// The lowest score between any two members of a group (the greatest distance under `euclidean`).
///
/// Small groups are scored pair by pair. A large one is a search for the farthest row of each row,
/// on a copy of the group's rows.
struct GroupCohesion {
  /// Above this many sets a group's pairs are screened instead of scored one by one.
  static let largestScored = 512

  let sets: DuplicateSets
  let selfScores: [UInt32: Float]
  let matrix: StoredMatrix
  let options: DuplicateOptions

  /// - Parameter group: prepared rows, at least one.
  /// - Returns: nil for a single row, which has no pair.
  /// - Complexity: O(m² · d) for m sets of identical rows.
  func lowestScore(of group: [UInt32]) throws -> Float? {
    var keys = group.compactMap { selfScores[$0] }.map(sets.scoring.key)
    if group.count > Self.largestScored {
      keys.append(try screenedKey(group))
    } else if group.count > 1 {
      keys.append(try scoredKey(group))
    }
    return keys.min().map(sets.scoring.key)
  }

  private func scoredKey(_ group: [UInt32]) throws -> Float {
    let pairs = group.indices.lazy.flatMap { a in group[..<a].lazy.map { (group[a], $0) } }
    return try sets.scores(of: pairs).map(sets.scoring.key).min() ?? .infinity
  }

  private func screenedKey(_ group: [UInt32]) throws -> Float {
    var search = NeighborOptions(measure: options.measure, count: 1)
    search.farthest = true
    search.rows.dimensions = options.rows.dimensions
    search.resources = options.resources
    let farthest = LeastKey(sets.scoring)
    _ = try NeighborSearch(base: try gathered(group), options: search).run(to: farthest)
    return farthest.value
  }

  /// The rows of a group as a matrix of their own: bytes as stored, or where a mean row is
  /// subtracted the differences in `Double`, which is what scores are computed from anyway.
  private func gathered(_ group: [UInt32]) throws -> StoredMatrix {
    let distinct = sets.rows.distinct
    let mean = sets.rows.examined.source.columnMean
    let type = mean == nil ? matrix.elementType : .f64
    let rowByteCount = matrix.dimensionCount * type.byteCount
    let resources = options.resources
    let bytes = try MappedBytes.zeroed(
      group.count * rowByteCount,
      limit: resources.heldLimit,
      scratch: resources.scratch
    )
    bytes.withMutableBytes { target in
      for (index, set) in group.enumerated() {
        let row = Int(distinct.firstRows[Int(set)])
        let start = index * rowByteCount
        guard let mean else {
          target[start..<start + rowByteCount].copyBytes(from: matrix.storedBytes(ofRow: row))
          continue
        }
        for dimension in 0..<mean.count {
          target.storeBytes(
            of: matrix.value(row: row, dimension: dimension) - mean[dimension],
            toByteOffset: start + dimension * type.byteCount,
            as: Double.self
          )
        }
      }
    }
    return StoredMatrix(
      name: matrix.name,
      format: .raw,
      elementType: type,
      rowCount: group.count,
      dimensionCount: matrix.dimensionCount,
      rowStride: rowByteCount,
      firstValueOffset: 0,
      bytes: bytes
    )
  }
}

/// Keeps the least key of the neighbors it is given.
private final class LeastKey: NeighborSink {
  private let scoring: DuplicateScoring
  private(set) var value = Float.infinity

  init(_ scoring: DuplicateScoring) { self.scoring = scoring }

  func write(_ rows: borrowing NeighborRows) throws {
    for score in rows.scores where !score.isNaN { value = min(value, scoring.key(score)) }
  }

  func finish() throws {}
}

extension StoredMatrix {
  /// The values of a row as they are stored, d of them.
  func storedBytes(ofRow row: Int) -> [UInt8] {
    bytes.prefix(dimensionCount * elementType.byteCount, from: firstValueOffset + row * rowStride)
  }
}
