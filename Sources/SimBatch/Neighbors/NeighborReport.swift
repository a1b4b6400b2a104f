/// What a neighbor search did and what it cost; written by `--report`.
public struct NeighborReport: Encodable, Sendable {
  public struct Settings: Encodable, Sendable {
    public let metric: String
    public let neighbors: Int
    public let farthest: Bool
    public let selfNeighbor: String
    public let limit: Float?
    public let dimensions: Int
    public let centerColumns: Bool
    public let onBadRow: String
    public let threads: Int
    public let tile: Int
    public let memoryBudget: Int
  }

  public let input: MatrixReport
  public let queries: MatrixReport?
  public let settings: Settings
  public let work: WorkReport
  public let software: SoftwareReport
  /// What random pairs score; nil without calibration.
  public let randomPairs: NullDistributionReport?
  /// Wall-clock seconds by stage.
  public let seconds: [String: Double]
  public let totalSeconds: Double

  init(_ options: NeighborOptions, _ done: AnsweredSearch) {
    input = MatrixReport(done.examined.base, distinctRows: done.outcome.distinctRows)
    queries = done.examined.queries.map { MatrixReport($0, distinctRows: $0.goodRowCount) }
    settings = Settings(
      metric: options.measure.rawValue,
      neighbors: options.count,
      farthest: options.farthest,
      selfNeighbor: options.selfNeighbor.rawValue,
      limit: options.limit,
      dimensions: done.examined.base.source.dimensions,
      centerColumns: options.rows.centerColumns,
      onBadRow: options.rows.onBadRow.rawValue,
      threads: done.workers,
      tile: done.plan.tileSide,
      memoryBudget: done.plan.budget
    )
    let seconds = Dictionary(
      uniqueKeysWithValues: done.clock.seconds.map { ($0.stage, $0.seconds) }
    )
    self.work = WorkReport(
      done.outcome.work,
      verified: done.outcome.verified,
      seconds: done.outcome.shardSeconds ?? seconds["compare"] ?? 0,
      workers: done.workers
    )
    software = SoftwareReport(kernels: done.kernels)
    randomPairs = done.calibrated?.report
    self.seconds = seconds
    totalSeconds = done.clock.total
  }
}
