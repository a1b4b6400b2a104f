import CSimKernels

/// Two sides that are compared, and how a score of theirs is computed, bounded and ordered.
///
/// Owns what the kernels' structures point to.
final class Comparison: Sendable {
  let rows: OrderedSide
  let columns: OrderedSide
  /// Rows and columns are the same side; every pair is looked at once.
  let isSelfJoin: Bool
  let farthest: Bool
  let kernels: Kernels
  private let scoringMemory: Memory<sim_scoring>
  private let sideMemory: Memory<sim_side>
  private let boundsMemory: Memory<sim_bounds>

  /// - Parameter scale: prepared rows are stored ones times this, see ``Frame``.
  init(
    rows: OrderedSide,
    columns: OrderedSide,
    farthest: Bool,
    scale: Double,
    kernels: Kernels
  ) throws(JobError) {
    self.rows = rows
    self.columns = columns
    isSelfJoin = rows === columns
    self.farthest = farthest
    self.kernels = kernels
    let measure = rows.side.examined.measure
    scoringMemory = try Memory([
      sim_scoring(
        kernels: kernels.table,
        measure: measure.kernelValue,
        farthest: farthest,
        scale: scale
      )
    ])
    sideMemory = try Memory([rows.kernelSide, columns.kernelSide])
    boundsMemory = try Memory([rows.bounds.kernelValue, columns.bounds.kernelValue])
  }

  /// Shared dimensions.
  var dimensions: Int { rows.dimensions }
  var measure: Measure { rows.side.examined.measure }
  /// What products are multiplied by, so that greater is better.
  var sign: Float { farthest ? -1 : 1 }

  /// All pairs that count.
  var pairCount: Int {
    let count = rows.rowCount
    return isSelfJoin ? count * max(0, count - 1) / 2 : count * columns.rowCount
  }

  /// The tiles of this comparison, of which none is done.
  func noTiles(side: Int) -> DoneTiles {
    DoneTiles(side: side, rowCount: rows.rowCount, columnCount: columns.rowCount)
  }

  /// The tiles that are left.
  ///
  /// - Parameters:
  ///   - places: these tiles alone; nil for all.
  ///   - count: how many, at most.
  func tiles(
    besides done: DoneTiles,
    only places: [TileQueue.Place]? = nil,
    atMost count: Int = .max
  )
    -> TileQueue
  {
    TileQueue(
      rowCount: rows.rowCount,
      columnCount: columns.rowCount,
      side: done.side,
      isSelfJoin: isSelfJoin,
      only: places,
      mostTiles: count,
      done: done
    )
  }

  /// The two ends of a pair.
  enum End {
    case rows, columns

    var opposite: End { self == .rows ? .columns : .rows }
  }

  func side(_ end: End) -> OrderedSide { end == .rows ? rows : columns }
  func kernelSide(_ end: End) -> UnsafePointer<sim_side> { end == .rows ? rowSide : columnSide }
  func bounds(_ end: End) -> UnsafePointer<sim_bounds> {
    end == .rows ? rowBounds : columnBounds
  }

  var scoring: UnsafePointer<sim_scoring> { UnsafePointer(scoringMemory.pointer) }
  var rowSide: UnsafePointer<sim_side> { UnsafePointer(sideMemory.pointer) }
  var columnSide: UnsafePointer<sim_side> { UnsafePointer(sideMemory.pointer + 1) }
  var rowBounds: UnsafePointer<sim_bounds> { UnsafePointer(boundsMemory.pointer) }
  var columnBounds: UnsafePointer<sim_bounds> { UnsafePointer(boundsMemory.pointer + 1) }

  /// The key of a reported score: greater keys come first.
  func key(of score: Float) -> Float { sim_key(scoring, score) }

  /// The least screen value of a pair whose key is at least `key`.
  func screenValue(ofKey key: Float) -> Float {
    key == -.infinity ? key : sim_screen_value_of_key(scoring, key)
  }

  /// The score that all rows of a set of identical ones have with each other.
  func scoreWithItself(position: Int, scratch: Memory<Double>) -> Float {
    let stored = Int(rows.storedRow[position])
    let norm = rows.side.examined.info[stored].norm
    sim_expand_row(scoring, rowSide, stored, scratch.pointer)
    return sim_reported_score(scoring, scratch.pointer, norm, rowSide, stored)
  }
}
