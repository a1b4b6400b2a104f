import CSimKernels

/// What a comparison may be screened by, and builds it.
struct ScreenPlan {
  let comparison: Comparison
  let axes: PrincipalAxes?
  /// The tiles that need no screen.
  let done: DoneTiles
  let workers: Int
  let choice: ScreenChoice
  /// k of a top-k job, whose thresholds rise while it runs; nil where they are fixed.
  let neighborCount: Int?

  /// - Parameters:
  ///   - tileSide: rows of a tile, at most.
  ///   - done: the tiles that an earlier run has compared; nil for none.
  init(
    comparison: Comparison,
    axes: PrincipalAxes?,
    tileSide: Int,
    done: DoneTiles?,
    workers: Int,
    choice: ScreenChoice,
    neighborCount: Int? = nil
  ) {
    self.comparison = comparison
    self.axes = axes
    let ownSide = choice == .full ? tileSide : Int8Screen.tileSide(tileSide)
    self.done = done ?? comparison.noTiles(side: ownSide)
    self.workers = workers
    // Fast screens take whole panels; the tiles of an earlier run may be others.
    self.choice = self.done.side == Int8Screen.tileSide(self.done.side) ? choice : .full
    self.neighborCount = neighborCount
  }

  /// Rows of a tile.
  var tileSide: Int { done.side }

  var isFinished: Bool { comparison.tiles(besides: done).next() == nil }

  /// Below this many multiplications, preparing another screen costs more than it can save: axes,
  /// a sample and quantised rows take as long as `sgemm` takes for about so many.
  private static let leastProducts = 6e9
  /// The same where rows must be put in order first.
  private static let leastProductsInOrder = 1.6e10
  /// Int8 sums of more columns could overflow.
  private static let mostInt8Columns = 1 << 15
  /// Directions beyond these cost too much to find.
  private static let mostProjectedDimensions = 2048

  /// Whether a screen other than the full one may be built for these sides.
  ///
  /// - Parameter ordersRows: thresholds must be found first, as for a top-k job.
  static func considersOthers(
    _ choice: ScreenChoice,
    rows: PreparedSide,
    columns: PreparedSide,
    ordersRows: Bool
  ) -> Bool {
    guard rows.rowCount > 0, columns.rowCount > 0 else { return false }
    switch choice {
    case .full: return false
    case .prefix, .int8: return true
    case .auto:
      let pairs = Double(rows.rowCount) * Double(columns.rowCount) / (rows === columns ? 2 : 1)
      return pairs * Double(rows.dimensions) >= (ordersRows ? leastProductsInOrder : leastProducts)
    }
  }

  /// Principal axes of the rows that are searched, where they can be used.
  static func axes(of side: PreparedSide) throws(JobError) -> PrincipalAxes? {
    guard side.dimensions >= 8, side.dimensions <= mostProjectedDimensions else { return nil }
    return try PrincipalAxes.of(side)
  }

  /// - Parameters:
  ///   - choice: not auto.
  ///   - thresholds: what candidates must reach.
  func screen(_ choice: ScreenChoice, _ thresholds: Thresholds) throws(JobError) -> any Screen {
    switch choice {
    case .auto, .full: full
    case .prefix(let columns): try prefix(columns ?? 128, thresholds)
    case .int8(let columns): try int8(columns ?? comparison.dimensions, thresholds)
    }
  }

  /// What each screen would cost on the tiles that are left.
  ///
  /// - Parameter thresholds: those of now; the nearer to final, the better the estimate.
  func estimate(_ thresholds: Thresholds, _ rates: MachineRates) throws(JobError) -> ScreenEstimate
  {
    let count = comparison.tiles(besides: done).countPairs()
    return try ScreenEstimate(
      comparison,
      axes: axes,
      thresholds: thresholds,
      neighborCount: neighborCount,
      doneShare: Double(count.done) / Double(max(1, count.all)),
      rates: rates
    )
  }

  /// The screen that needs no thresholds.
  var full: FullScreen {
    FullScreen(comparison: comparison, tileSide: tileSide, workers: workers)
  }

  private func prefix(_ columns: Int, _ thresholds: Thresholds)
    throws(JobError) -> any Screen
  {
    guard let axes, columns < comparison.dimensions else {
      return full
    }
    return try PrefixScreen(
      comparison,
      projection: Projection(
        axes,
        count: max(1, columns - 1),
        mixed: false,
        kernels: comparison.kernels
      ),
      thresholds: thresholds,
      tileSide: tileSide,
      workers: workers
    )
  }

  private func int8(_ columns: Int, _ thresholds: Thresholds)
    throws(JobError) -> any Screen
  {
    guard comparison.dimensions <= Self.mostInt8Columns else {
      return full
    }
    var projection: Projection?
    if let axes, columns < comparison.dimensions {
      let tail = QuantizedRows.tailColumns
      // Whole groups of four columns.
      projection = try Projection(
        axes,
        count: max(4, columns / 4 * 4 - tail),
        mixed: true,
        kernels: comparison.kernels
      )
    }
    return try Int8Screen(
      comparison,
      projection: projection,
      thresholds: thresholds,
      tileSide: tileSide,
      workers: workers
    )
  }
}
