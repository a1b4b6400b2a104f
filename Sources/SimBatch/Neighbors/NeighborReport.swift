/// What a neighbor search did and what it cost; written by `--report`.
public struct NeighborReport: Encodable, Sendable {
  public struct Matrix: Encodable, Sendable {
    public let name: String
    public let format: String
    public let elementType: String
    public let rows: Int
    public let dimensions: Int
    /// Rows the measure could not judge.
    public let badRows: Int
    /// Good rows, identical ones counted once; nil where they were not told apart.
    public let distinctRows: Int?
    /// What mapped the rows before anything else (`--map`), where a map did.
    public let map: AppliedMap?
  }

  public struct Settings: Encodable, Sendable {
    public let metric: String
    public let neighbors: Int
    public let farthest: Bool
    public let includeSelf: Bool
    public let limit: Float?
    public let dimensions: Int
    public let centerColumns: Bool
    public let onBadRow: String
    public let threads: Int
    public let tile: Int
    public let memoryBudget: Int
  }

  public struct Software: Encodable, Sendable {
    public let simbatch: String
    public let openBLAS: String
    public let blasKernel: String
    public let kernels: String
  }

  public let input: Matrix
  public let queries: Matrix?
  public let settings: Settings
  public let work: WorkReport
  public let software: Software
  /// Wall-clock seconds by stage.
  public let seconds: [String: Double]
  public let totalSeconds: Double

  init(
    base: StoredMatrix,
    queries: StoredMatrix?,
    options: NeighborOptions,
    neighborCount: Int,
    examined: ExaminedSides,
    kernels: Kernels,
    workers: Int,
    plan: MemoryPlan,
    outcome: NeighborOutcome,
    clock: StageClock
  ) {
    input = Self.describe(base, examined.base, distinctRows: outcome.distinctRows)
    self.queries = queries.flatMap { matrix in
      examined.queries.map { Self.describe(matrix, $0, distinctRows: $0.goodRowCount) }
    }
    settings = Settings(
      metric: options.measure.rawValue,
      neighbors: neighborCount,
      farthest: options.farthest,
      includeSelf: options.includeSelf,
      limit: options.limit,
      dimensions: examined.base.source.dimensions,
      centerColumns: options.rows.centerColumns,
      onBadRow: options.rows.onBadRow.rawValue,
      threads: workers,
      tile: plan.tileSide,
      memoryBudget: plan.budget
    )
    let seconds = Dictionary(uniqueKeysWithValues: clock.seconds.map { ($0.stage, $0.seconds) })
    self.work = WorkReport(
      outcome.work,
      verified: outcome.verified,
      seconds: seconds["compare"] ?? 0,
      workers: workers
    )
    software = Software(
      simbatch: SimBatchVersion.current,
      openBLAS: BLAS.version,
      blasKernel: BLAS.kernelName,
      kernels: kernels.name
    )
    self.seconds = seconds
    totalSeconds = clock.total
  }

  static func describe(_ matrix: StoredMatrix, side: PreparedSide) -> Matrix {
    describe(matrix, side.examined, distinctRows: side.rowCount)
  }

  private static func describe(
    _ matrix: StoredMatrix,
    _ examined: ExaminedRows,
    distinctRows: Int?
  ) -> Matrix {
    Matrix(
      name: matrix.name,
      format: matrix.format.rawValue,
      elementType: matrix.elementType.rawValue,
      rows: matrix.rowCount,
      dimensions: matrix.dimensionCount,
      badRows: examined.badRowCount,
      distinctRows: distinctRows,
      map: matrix.map
    )
  }
}
