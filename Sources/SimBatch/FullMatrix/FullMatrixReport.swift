/// What the making of a full matrix did and what it cost; written by `--report`.
public struct FullMatrixReport: Encodable, Sendable {
  public struct Settings: Encodable, Sendable {
    public let metric: String
    public let format: String
    /// `f4` or `f2`.
    public let scoreType: String
    public let upper: Bool
    /// `stored`, `cluster` or `given`.
    public let order: String
    public let dimensions: Int
    public let centerColumns: Bool
    public let onBadRow: String
    public let threads: Int
    /// Rows and columns of a product, whatever was asked for.
    public let tile: Int
    public let blockRows: Int
    public let blockColumns: Int
    public let memoryBudget: Int
  }

  public struct Result: Encodable, Sendable {
    public let rows: Int
    public let columns: Int
    /// Scores written.
    public let scores: Int
    /// Pairs so near that they were scored in `Double`.
    public let nearPairs: Int
    public let errorBound: ErrorBound
  }

  public let input: MatrixReport
  public let queries: MatrixReport?
  public let settings: Settings
  public let result: Result
  public let work: WorkReport
  public let software: SoftwareReport
  /// Wall-clock seconds by stage.
  public let seconds: [String: Double]
  public let totalSeconds: Double

  init(
    options: FullMatrixOptions,
    output: FullMatrixOutput,
    placed: PlacedSides,
    work: ScreenWork,
    nearPairs: Int,
    clock: StageClock
  ) {
    let (sides, plan, workers) = (placed.sides, placed.plan, placed.workers)
    input = MatrixReport(sides.base)
    queries = sides.queries.map { MatrixReport($0) }
    settings = Settings(
      metric: options.measure.rawValue,
      format: output.format.rawValue,
      scoreType: output.scoreType.rawValue,
      upper: options.upper,
      order: options.order.name,
      dimensions: sides.base.dimensions,
      centerColumns: options.rows.centerColumns,
      onBadRow: options.rows.onBadRow.rawValue,
      threads: workers,
      tile: ScoreBlocks.squareSide,
      blockRows: plan.blocks.height,
      blockColumns: plan.blocks.width,
      memoryBudget: plan.budget
    )
    let shape = plan.blocks.shape
    result = Result(
      rows: shape.rowCount,
      columns: shape.columnCount,
      scores: shape.entryCount,
      nearPairs: nearPairs,
      errorBound: ErrorBound(sides, measure: options.measure, scoreType: output.scoreType)
    )
    let seconds = Dictionary(uniqueKeysWithValues: clock.seconds.map { ($0.stage, $0.seconds) })
    self.work = WorkReport(
      work,
      verified: nearPairs,
      seconds: seconds["compare"] ?? 0,
      workers: workers
    )
    software = SoftwareReport(kernels: placed.kernels)
    self.seconds = seconds
    totalSeconds = clock.total
  }

  /// One line about the job: shape, measure, time, error.
  ///
  /// - Parameter isDefaultMetric: whether nobody chose the measure, which is then said.
  public func summary(isDefaultMetric: Bool = false) -> String {
    let time = (totalSeconds * 1000).rounded() / 1000
    let kind = settings.upper ? "upper triangle" : "matrix"
    return """
      \(result.rows) × \(result.columns) \(kind), \
      \(settings.metric)\(isDefaultMetric ? " (default)" : "") of \
      \(settings.dimensions.counted("dimension")): \(time) s, \
      \(result.scores.counted("score")) \(result.errorBound)
      """
  }
}

/// How far a score of the full matrix may be from the exact one.
public struct ErrorBound: Encodable, Sendable, CustomStringConvertible {
  /// |written − exact| ≤ absolute + relative · |exact|.
  public let absolute: Double
  public let relative: Double

  /// From ``ScoreTiles``, with the longest rows under `dot`, and the rounding to the type of the
  /// output: half a unit of `Float` is within the bound of Pearson, cosine and dot, and added for
  /// Euclid; half a unit of a half is added where there are halves.
  init(_ sides: PreparedSides, measure: Measure, scoreType: ScoreType) {
    let dimensions = sides.base.dimensions
    let epsilon = ScreenBounds.slack(dimensions: dimensions)
    let rounding = scoreType.roundingError
    // Halves below the normal range are 2⁻²⁴ apart.
    let subnormal = scoreType == .f2 ? 0x1p-25 : 0
    switch measure {
    case .pearson, .cosine:
      absolute = epsilon * (1 + rounding) + subnormal
      relative = rounding
    case .dot:
      let underflow = ScreenBounds.underflow(dimensions: dimensions) / (sides.scale * sides.scale)
      absolute = (epsilon * sides.greatestScore + underflow) * (1 + rounding) + subnormal + 0x1p-149
      relative = rounding
    case .euclidean:
      absolute = subnormal + 0x1p-149
      relative = ScoreTiles.distanceError * (1 + rounding) + rounding
    }
  }

  /// `within 2.6e-05 of the exact ones`.
  public var description: String {
    let parts = [
      absolute > 1e-40 ? Self.digits(absolute) : nil,
      relative > 0 ? "\(Self.digits(relative * 100))%" : nil,
    ].compactMap { $0 }
    return "within \(parts.joined(separator: " and ")) of the exact ones"
  }

  /// Two digits, rounded up.
  private static func digits(_ value: Double) -> String {
    let unit = ColorScale.power(below: value) / 10
    return "\(Float((value / unit).rounded(.up) * unit))"
  }
}

extension PreparedSides {
  /// What no score's magnitude exceeds, but for rounding: 1; the product, or the sum, of the lengths of
  /// the longest rows.
  ///
  /// - Complexity: O(n).
  var greatestScore: Double {
    if base.examined.measure.hasUnitRows { return 1 }
    let length = longest(base)
    let other = queries.map(longest) ?? length
    return base.examined.measure.isDistance ? length + other : length * other
  }

  private func longest(_ side: PreparedSide) -> Double {
    (0..<side.rowCount).reduce(0) { max($0, side.norm($1)) } / scale
  }
}
