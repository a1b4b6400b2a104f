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
  private let stop: StopRequest?

  /// - Parameters:
  ///   - knowsThresholds: whether lists start with thresholds that earlier comparisons found.
  ///   - stop: ends the screens early.
  init(
    _ sides: PreparedSides,
    options: NeighborOptions,
    knowsThresholds: Bool = false,
    plan: MemoryPlan,
    stop: StopRequest? = nil,
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
    func ordered(_ side: PreparedSide) throws(JobError) -> OrderedSide {
      guard let axes, axes.showsStructure else { return try OrderedSide(side) }
      return try OrderedSide(
        side,
        order: RowOrdering.order(side, axes: axes, workers: workers)
      )
    }
    let base = try ordered(sides.base)
    comparison = try Comparison(
      rows: sides.queries == nil ? base : try ordered(own),
      columns: base,
      farthest: options.farthest,
      scale: sides.scale,
      kernels: kernels
    )
    self.plan = ScreenPlan(
      comparison: comparison,
      axes: axes,
      tileSide: choice == .full ? plan.tileSide : Int8Screen.tileSide(plan.tileSide),
      workers: workers,
      choice: choice,
      neighborCount: options.count
    )
    seeds = choice != .full && !knowsThresholds
    self.stop = stop
  }

  /// Runs the screens; `lists` collects what they find.
  func run(_ lists: NeighborComparison, progress: (any ProgressObserver)?) throws(JobError)
    -> ScreenWork
  {
    guard seeds else {
      return try lists.collect(
        plan.screen(lists.thresholds, skipsDiagonal: false),
        stop: stop,
        progress: progress
      )
    }
    let first = try runDiagonal(lists)
    let screen = try plan.screen(lists.thresholds, skipsDiagonal: true)
    var work = try lists.collect(screen, stop: stop, progress: progress)
    work.pairCount += first.pairCount
    work.productSeconds += first.productSeconds
    return work
  }

  /// Computes the tiles on the diagonal in full: rows meet those that are likely to be near.
  func runDiagonal(_ lists: NeighborComparison) throws(JobError) -> ScreenWork {
    let diagonal = FullScreen(
      comparison: comparison,
      tileSide: plan.tileSide,
      workers: plan.workers,
      shifts: 0..<1
    )
    return try lists.collect(diagonal, stop: stop, progress: nil)
  }
}
