/// Which screens a neighbor search runs, and in what order rows pass them.
///
/// Thresholds decide what a fast screen can drop, and they start at nothing. So rows are put near
/// similar ones, the tiles on the diagonal are computed in full, and the fast screen then meets
/// thresholds that are nearly final.
struct NeighborScreening {
  let comparison: Comparison
  private let plan: ScreenPlan
  /// Diagonal tiles are computed in full first.
  private let seeds: Bool
  /// The screen of the other tiles; nil before it is chosen.
  private var screen: (any Screen)?

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
    let first = seeds ? try runDiagonal(lists, slice: slice) : .none
    if seeds, slice.isOver { return first }
    let screen: any Screen
    if let chosen = self.screen {
      screen = chosen
    } else {
      screen = try plan.screen(lists.thresholds)
      self.screen = screen
    }
    var work = try lists.collect(
      screen,
      comparison.tiles(besides: done),
      slice: slice,
      progress: progress
    )
    work.pairCount += first.pairCount
    work.productSeconds += first.productSeconds
    return work
  }

  /// Computes the tiles on the diagonal in full: rows meet those that are likely to be near.
  func runDiagonal(_ lists: NeighborComparison, slice: TimeSlice = .unlimited) throws(JobError)
    -> ScreenWork
  {
    let diagonal = comparison.tiles(besides: done, shifts: 0..<1)
    return try lists.collect(plan.full, diagonal, slice: slice, progress: nil)
  }
}
