/// The tiles that come first, since they are likely to hold answers of their rows: with thresholds from them a
/// fast screen drops nearly all pairs from the start.
///
/// Similar rows are in the same block. A block of rows has its answers in the block of columns whose mean row
/// is most like its own (least, in a search for the farthest); near ones of a self-join in itself.
struct SeedTiles {
  private let comparison: Comparison
  private let side: Int
  /// Rows of a block that stand for it.
  private static let sampled = 64

  init(_ comparison: Comparison, side: Int) {
    self.comparison = comparison
    self.side = side
  }

  /// - Complexity: O((n / side) · 64 · d), and the product of the mean rows.
  func places() throws(JobError) -> [TileQueue.Place] {
    let blocks = (comparison.rows.rowCount + side - 1) / side
    guard !comparison.isSelfJoin || comparison.farthest else {
      return (0..<blocks).map { TileQueue.Place(rowBlock: $0, columnBlock: $0) }
    }
    let rows = try means(comparison.rows)
    let columns = comparison.isSelfJoin ? rows : try means(comparison.columns)
    let likeness = try Memory<Float>(count: rows.offsets.count * columns.offsets.count)
    BLAS.multiply(
      left: rows.values.pointer,
      leftStride: comparison.dimensions,
      rows: rows.offsets.count,
      right: columns.values.pointer,
      rightStride: comparison.dimensions,
      columns: columns.offsets.count,
      dimensions: comparison.dimensions,
      sign: comparison.sign,
      tile: likeness.pointer,
      tileStride: columns.offsets.count
    )
    let places = rows.offsets.indices.map { row in
      func value(_ column: Int) -> Float {
        likeness.pointer[row * columns.offsets.count + column] + columns.offsets[column]
      }
      return place(row, columns.offsets.indices.max { value($0) < value($1) } ?? 0)
    }
    return Array(Set(places)).sorted {
      ($0.rowBlock, $0.columnBlock) < ($1.rowBlock, $1.columnBlock)
    }
  }

  /// A self-join has the tiles on and above the diagonal.
  private func place(_ row: Int, _ column: Int) -> TileQueue.Place {
    comparison.isSelfJoin
      ? TileQueue.Place(rowBlock: min(row, column), columnBlock: max(row, column))
      : TileQueue.Place(rowBlock: row, columnBlock: column)
  }

  /// By block: the mean of some of its prepared rows, and of their offsets.
  private func means(_ ordered: OrderedSide) throws(JobError) -> (
    values: Memory<Float>, offsets: [Float]
  ) {
    let (count, d) = (ordered.rowCount, ordered.dimensions)
    let blocks = (count + side - 1) / side
    let values = try Memory<Float>(count: blocks * d)
    var offsets = [Float](repeating: 0, count: blocks)
    for block in 0..<blocks {
      let rows = block * side..<min((block + 1) * side, count)
      let sample = stride(
        from: rows.lowerBound,
        to: rows.upperBound,
        by: max(1, side / Self.sampled)
      )
      let share = 1 / Float(sample.underestimatedCount)
      let mean = values.pointer + block * d
      for position in sample {
        let row =
          ordered.side.values.pointer + Int(ordered.preparedRow[position]) * ordered.side.stride
        for l in 0..<d { mean[l] += share * row[l] }
        offsets[block] += share * ordered.bounds.offset(position)
      }
    }
    return (values, offsets)
  }
}
