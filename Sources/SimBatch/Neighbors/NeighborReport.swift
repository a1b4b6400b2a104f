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
    /// Good rows, identical ones counted once.
    public let distinctRows: Int
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

  public struct Work: Encodable, Sendable {
    /// The screen that ran, with its columns.
    public let screen: String
    public let pairsCompared: Int
    /// Pairs that the first level of the screen let through, and its second (0 without one).
    public let pairsAfterFirstLevel: Int
    public let pairsAfterSecondLevel: Int
    public let candidatesVerified: Int
    /// Rate of the comparing stage, counting only the operations that its pairs needed: of `Float`,
    /// or of 8-bit numbers for `int8`.
    public let gigaoperationsPerSecond: Double
    /// Rate inside the products of the screen, all workers together.
    public let productGigaoperationsPerSecond: Double
    /// What the instructions of these products could do at the most, measured on this machine.
    public let instructionPeakGigaoperationsPerSecond: Double
    /// Share of the workers' time in that stage that was inside `sgemm`.
    public let shareInMatrixProduct: Double
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
  public let work: Work
  public let software: Software
  /// Wall-clock seconds by stage.
  public let seconds: [String: Double]
  public let totalSeconds: Double

  init(
    base: StoredMatrix,
    queries: StoredMatrix?,
    options: NeighborOptions,
    neighborCount: Int,
    sides: PreparedSides,
    kernels: Kernels,
    workers: Int,
    plan: MemoryPlan,
    work: ScreenWork,
    verified: Int,
    clock: StageClock
  ) {
    input = Self.describe(base, side: sides.base)
    self.queries = queries.flatMap { matrix in
      sides.queries.map { Self.describe(matrix, side: $0) }
    }
    settings = Settings(
      metric: options.measure.rawValue,
      neighbors: neighborCount,
      farthest: options.farthest,
      includeSelf: options.includeSelf,
      limit: options.limit,
      dimensions: sides.base.dimensions,
      centerColumns: options.rows.centerColumns,
      onBadRow: options.rows.onBadRow.rawValue,
      threads: workers,
      tile: plan.tileSide,
      memoryBudget: plan.budget
    )
    let seconds = Dictionary(uniqueKeysWithValues: clock.seconds.map { ($0.stage, $0.seconds) })
    let compare = max(seconds["compare"] ?? 0, 1e-9)
    self.work = Work(
      screen: work.name,
      pairsCompared: work.pairCount,
      pairsAfterFirstLevel: work.firstLevelPairs,
      pairsAfterSecondLevel: work.secondLevelPairs,
      candidatesVerified: verified,
      gigaoperationsPerSecond: work.operations / compare / 1e9,
      productGigaoperationsPerSecond: work.operations / max(work.productSeconds, 1e-9)
        * Double(workers) / 1e9,
      instructionPeakGigaoperationsPerSecond: MachineInfo.peakRate(
        of: work.isInteger ? .int8 : .float,
        threads: workers
      ),
      shareInMatrixProduct: work.productSeconds / (compare * Double(workers))
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
    Matrix(
      name: matrix.name,
      format: matrix.format.rawValue,
      elementType: matrix.elementType.rawValue,
      rows: matrix.rowCount,
      dimensions: matrix.dimensionCount,
      badRows: side.examined.badRowCount,
      distinctRows: side.rowCount
    )
  }
}
