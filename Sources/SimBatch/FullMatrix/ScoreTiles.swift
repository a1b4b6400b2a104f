import CSimKernels

/// Makes squares of scores: one product, its scores in `Float`, and near pairs again in `Double`.
///
/// ε and τ are those of ``ScreenBounds``, and prepared rows p are as ``RowBounds`` has them.
///
/// * Pearson, cosine: |score − true| ≤ ε. A product of 1 − ε or more is *near*: the rows may be
///   identical.
/// * Dot: |score − true| ≤ ε‖x‖‖y‖ + τ.
/// * Euclid: with h = ‖p‖²/2 the product gives h(x) + h(y) − x·y, half of the squared distance, to
///   within e = ε(h(x) + h(y)) + τ. Up to 1024 e it is near. Beyond, the squared distance is known to
///   1 in 1023, so the distance to 1 in 2000.
///
/// Near pairs get the score that other jobs report: from the stored values, in `Double`, rounded
/// once. Rows that are the same prepared row are identical: score 1, distance 0.
final class ScoreTiles: ScoreSource {
  /// Distances are off by at most this, relative to themselves.
  static let distanceError = 1 / 2000.0
  private static let nearFactor = 1024.0
  private static let side = ScoreBlocks.squareSide

  private let comparison: Comparison
  private let sides: PreparedSides
  private let rows: RowPlaces
  private let columns: RowPlaces
  private let missing: Float
  private let products: Memory<Float>
  private let copies: Memory<Float>
  private let halves: Memory<Float>
  private let near: Memory<UInt32>
  private let expanded: Memory<Double>
  private let rule: Memory<sim_score_rule>
  private let nearPairs = Counter()
  private let seconds: Memory<Double>

  /// - Parameters:
  ///   - comparison: of the sides of `rows` and `columns`.
  ///   - sides: what `rows` and `columns` are places of.
  init(
    _ comparison: Comparison,
    rows: RowPlaces,
    columns: RowPlaces,
    sides: PreparedSides,
    missing: Float,
    workers: Int
  ) throws(JobError) {
    self.comparison = comparison
    self.rows = rows
    self.columns = columns
    self.sides = sides
    self.missing = missing
    products = try ProductTile.memory(side: Self.side, workers: workers)
    copies = try Memory(count: workers * 2 * Self.side * rows.side.stride)
    halves = try Memory(count: workers * Self.side)
    near = try Memory(count: workers * Self.side)
    expanded = try Memory(count: workers * comparison.dimensions)
    seconds = try Memory(count: workers)
    rule = try Memory([Self.rule(comparison, scale: sides.scale)])
  }

  /// Bytes that `workers` need.
  static func byteCount(dimensions: Int, workers: Int) -> Int {
    FullScreen.byteCount(tileSide: Self.side, workers: workers)
      + workers * (8 * Self.side + 8 * dimensions)
      + PreparedSide.byteCount(rowCount: workers * 2 * Self.side, dimensions: dimensions)
  }

  private static func rule(_ comparison: Comparison, scale: Double) -> sim_score_rule {
    let epsilon = ScreenBounds.slack(dimensions: comparison.dimensions)
    let underflow = ScreenBounds.underflow(dimensions: comparison.dimensions)
    var rule = sim_score_rule()
    rule.measure = comparison.measure.kernelValue
    rule.near_product = Float(1 - epsilon).nextDown
    rule.near_share = Float(nearFactor * epsilon).nextUp
    rule.near_offset = Float(nearFactor * underflow).nextUp
    rule.factor = Float(comparison.measure == .dot ? 1 / (scale * scale) : 1 / scale)
    return rule
  }

  /// Seconds inside products, added over workers.
  var productSeconds: Double { (0..<seconds.count).reduce(0) { $0 + seconds[$1] } }

  var nearPairCount: Int { nearPairs.current }

  func releasePages() { sides.releasePages() }

  func scores(of place: ScoreBlock, block: ScoreBlock, worker: Int) -> ScoreTile {
    let stride = ProductTile.stride(side: Self.side)
    let values = products.pointer + worker * Self.side * stride
    multiply(place, worker: worker, values: values, stride: stride)
    score(place, worker: worker, values: values, stride: stride)
    for column in columns.bad(in: place.columns) {
      for row in 0..<place.rows.count { values[row * stride + column] = missing }
    }
    if place.isDiagonal {
      sim_mirror_upper(values, MemoryLayout<Float>.size, place.rows.count, stride)
    }
    return ScoreTile(worker: worker, block: block, place: place, values: values, stride: stride)
  }

  private func multiply(
    _ place: ScoreBlock,
    worker: Int,
    values: UnsafeMutablePointer<Float>,
    stride: Int
  ) {
    let rowStride = rows.side.stride
    let own = copies.pointer + worker * 2 * Self.side * rowStride
    let left = rows.gather(place.rows, copies: own)
    let right = columns.gather(place.columns, copies: own + Self.side * rowStride)
    let start = StageClock.now
    BLAS.multiply(
      left: left,
      leftStride: rowStride,
      rows: place.rows.count,
      right: right,
      rightStride: rowStride,
      columns: place.columns.count,
      dimensions: comparison.dimensions,
      sign: 1,
      tile: values,
      tileStride: stride
    )
    seconds[worker] += StageClock.now - start
  }

  /// Turns products into scores, row by row.
  private func score(
    _ place: ScoreBlock,
    worker: Int,
    values: UnsafeMutablePointer<Float>,
    stride: Int
  ) {
    let columnHalves = halves.pointer + worker * Self.side
    if comparison.measure == .euclidean {
      for (index, column) in place.columns.enumerated() {
        columnHalves[index] = half(columns, column)
      }
    }
    for (index, row) in place.rows.enumerated() {
      let line = values + index * stride
      guard rows.preparedRow[row] != DistinctRows.none else {
        line.update(repeating: missing, count: place.columns.count)
        continue
      }
      // Below the diagonal of a whole tile, its upper half will be mirrored.
      let first = place.isDiagonal ? index : 0
      var ownRule = rule[0]
      ownRule.column_half = UnsafePointer(columnHalves + first)
      let found = near.pointer + worker * Self.side
      let count = sim_scores_of_products(
        comparison.kernels.table,
        &ownRule,
        comparison.measure == .euclidean ? half(rows, row) : 0,
        line + first,
        place.columns.count - first,
        found
      )
      guard count > 0 else { continue }
      scoreNear(row, place, (0..<count).map { Int(found[$0]) + first }, line, worker: worker)
    }
  }

  /// ‖p‖²/2 of the row at a place; 0 for a bad row.
  private func half(_ places: RowPlaces, _ place: Int) -> Float {
    let prepared = places.preparedRow[place]
    return prepared == DistinctRows.none ? 0 : Float(places.side.squaredNorm(Int(prepared)) / 2)
  }

  /// Scores near columns of a row again.
  private func scoreNear(
    _ row: Int,
    _ place: ScoreBlock,
    _ near: [Int],
    _ line: UnsafeMutablePointer<Float>,
    worker: Int
  ) {
    let prepared = rows.preparedRow[row]
    let x = expanded.pointer + worker * comparison.dimensions
    var isExpanded = false
    for index in near {
      let column = place.columns.lowerBound + index
      let other = columns.preparedRow[column]
      guard other != DistinctRows.none else { continue }
      if rows === columns, other == prepared {
        line[index] = comparison.measure.isDistance ? 0 : 1
        continue
      }
      let stored = Int(rows.storedRow[row])
      if !isExpanded { sim_expand_row(comparison.scoring, comparison.rowSide, stored, x) }
      isExpanded = true
      nearPairs.add(1)
      line[index] = sim_reported_score(
        comparison.scoring,
        x,
        rows.side.examined.info[stored].norm,
        comparison.columnSide,
        Int(columns.storedRow[column])
      )
    }
  }
}
