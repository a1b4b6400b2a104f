/// Which tiles of a neighbor search are screened first, and by what.
///
/// Thresholds decide what a fast screen can drop, and they start at nothing. So rows are put near
/// similar ones, the tiles that are likely to hold answers are computed in full, and the fast screen then
/// meets thresholds that are nearly final.
struct NeighborScreening {
  let comparison: Comparison
  private let plan: ScreenPlan
  /// Whether tiles that are likely to hold answers come first.
  private let seeds: Bool
  /// The screens of the other tiles; nil before they begin.
  private var screens: ScreenRun?

  /// - Parameters:
  ///   - knowsThresholds: whether lists start with thresholds that earlier comparisons found.
  ///   - saved: what an earlier run has saved of this comparison; nil to begin it.
  init(
    _ sides: PreparedSides,
    options: NeighborOptions,
    knowsThresholds: Bool = false,
    saved: SavedLists? = nil,
    plan: MemoryPlan,
    kernels: Kernels,
    workers: Int
  ) throws(JobError) {
    let own = sides.queries ?? sides.base
    let choice =
      plan.allowsOtherScreens
        && ScreenPlan.considersOthers(
          options.resources.screen,
          rows: own,
          columns: sides.base,
          ordersRows: true
        )
      ? options.resources.screen : .full
    let axes = choice == .full ? nil : try ScreenPlan.axes(of: sides.base)
    func ordered(_ side: PreparedSide, _ known: [UInt32]?) throws(JobError) -> OrderedSide {
      if let known { return try OrderedSide(side, order: known) }
      guard let axes, axes.showsStructure else { return try OrderedSide(side) }
      return try OrderedSide(
        side,
        order: RowOrdering.order(side, axes: axes, workers: workers)
      )
    }
    let base = try ordered(sides.base, saved?.columnOrder)
    comparison = try Comparison(
      rows: sides.queries == nil ? base : try ordered(own, saved?.rowOrder),
      columns: base,
      farthest: options.farthest,
      scale: sides.scale,
      kernels: kernels
    )
    self.plan = ScreenPlan(
      comparison: comparison,
      axes: axes,
      tileSide: plan.tileSide,
      done: saved?.done,
      workers: workers,
      choice: choice,
      neighborCount: options.count
    )
    seeds = self.plan.choice != .full && !knowsThresholds
  }

  /// The tiles that have been compared.
  var done: DoneTiles { plan.done }

  var isFinished: Bool { plan.isFinished }

  /// Screens tiles until all are done or the slice is over; `lists` collects what they find.
  mutating func run(
    _ lists: NeighborComparison,
    slice: TimeSlice = .unlimited,
    progress: (any ProgressObserver)?
  ) throws(JobError) -> ScreenWork {
    var work = ScreenWork.none
    if seeds, screens == nil {
      work = try runSeeds(lists, slice: slice)
      if slice.isOver { return work }
    }
    var screens = self.screens ?? ScreenRun(plan, lists.thresholds)
    work.add(
      try screens.run(until: { slice.isOver }) { screen, tiles throws(JobError) in
        try lists.collect(screen, tiles, slice: slice, progress: progress)
      }
    )
    self.screens = screens
    return work
  }

  /// Computes the tiles that are likely to hold answers in full.
  func runSeeds(_ lists: NeighborComparison, slice: TimeSlice = .unlimited) throws(JobError)
    -> ScreenWork
  {
    let places = try SeedTiles(comparison, side: done.side).places()
    let tiles = comparison.tiles(besides: done, only: places)
    return try lists.collect(plan.full, tiles, slice: slice, progress: nil)
  }
}
