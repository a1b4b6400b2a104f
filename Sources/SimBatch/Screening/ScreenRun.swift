/// The screens of a comparison under way. One is chosen by a sample of pairs, and chosen again by what was
/// measured after the first few hundredths of the tiles, when thresholds are nearer to final, too.
struct ScreenRun {
  let plan: ScreenPlan
  private let thresholds: Thresholds
  private var current: (screen: any Screen, choice: ScreenChoice, perPair: Double?)?
  private var rates: MachineRates?
  /// Shares of the tiles, after each of which the choice is looked at again.
  private var reviews = [0.03, 0.15][...]
  /// Seconds of one worker that must be left: looking again takes about a twentieth of it.
  private static let leastReviewed = 2.0

  /// - Parameter thresholds: what candidates must reach; they may rise.
  init(_ plan: ScreenPlan, _ thresholds: Thresholds) {
    self.plan = plan
    self.thresholds = thresholds
    if plan.choice != .auto { reviews = [] }
  }

  /// Screens tiles until all are done or it is to stop.
  ///
  /// - Parameters:
  ///   - isOver: whether tiles that are left are for another time.
  ///   - compare: runs a screen on tiles.
  mutating func run(
    until isOver: () -> Bool,
    _ compare: (any Screen, TileQueue) throws(JobError) -> ScreenWork
  ) throws(JobError) -> ScreenWork {
    var sum = ScreenWork.none
    while !plan.isFinished {
      let screen = try screen()
      let count = reviews.first.map { max(2 * plan.workers, Int($0 * Double(plan.done.count))) }
      let tiles = plan.comparison.tiles(besides: plan.done, atMost: count ?? .max)
      var work = try compare(screen, tiles)
      for index in work.uses.indices { work.uses[index].expectedSecondsPerPair = current?.perPair }
      sum.add(work)
      if isOver() { break }
      if !reviews.isEmpty, !plan.isFinished { try review(work) }
    }
    return sum
  }

  /// The screen of the next tiles.
  private mutating func screen() throws(JobError) -> any Screen {
    if let current { return current.screen }
    guard plan.choice == .auto else { return try use(plan.choice, perPair: nil) }
    let rates = try MachineRates.measure(plan.comparison.kernels)
    self.rates = rates
    let best = try plan.estimate(thresholds, rates).best
    return try use(best.choice, perPair: best.perPair)
  }

  @discardableResult
  private mutating func use(_ choice: ScreenChoice, perPair: Double?) throws(JobError) -> any Screen
  {
    // The rows of the one before must be gone before those of another are made.
    current = nil
    let screen = try plan.screen(choice, thresholds)
    current = (screen, choice, perPair)
    return screen
  }

  /// Takes another screen where one is much cheaper, by what tiles have cost.
  private mutating func review(_ work: ScreenWork) throws(JobError) {
    reviews = reviews.dropFirst()
    let count = plan.comparison.tiles(besides: plan.done).countPairs()
    let seconds = work.uses.reduce(0) { $0 + $1.seconds }
    let perPair = seconds / Double(max(1, work.pairCount))
    guard let current, let measured = rates,
      perPair * Double(count.all - count.done) > Self.leastReviewed
    else { return }
    let rates = measured.corrected(by: work, dimensions: plan.comparison.dimensions)
    let estimate = try plan.estimate(thresholds, rates)
    guard let better = estimate.better(than: current.choice) else { return }
    try use(better.choice, perPair: better.perPair)
  }
}
