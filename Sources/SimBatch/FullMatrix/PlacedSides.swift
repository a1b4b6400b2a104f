/// The rows of a full matrix, prepared and in their order, and the means to compare them.
struct PlacedSides {
  let sides: PreparedSides
  let rows: RowPlaces
  let columns: RowPlaces
  let plan: FullMatrixPlan
  let kernels: Kernels
  let workers: Int

  /// - Parameter target: what the memory of the job has to hold beside rows.
  /// - Throws: ``JobError`` for rows that cannot be judged, too little memory or a broken BLAS.
  /// - Complexity: O(n · d), and that of the order.
  init(_ job: FullMatrixJob, target: TargetMemory, clock: inout StageClock) throws {
    let start = try JobStart(job.options.resources)
    (kernels, workers) = (start.kernels, start.workers)
    plan = try FullMatrixPlan(
      job.shape,
      base: job.base,
      queries: job.queries,
      target: target,
      options: job.options,
      workers: workers
    )
    clock.end("start")
    let examined = try ExaminedSides(
      base: job.base,
      queries: job.queries,
      measure: job.options.measure,
      rows: job.options.rows,
      releasingPages: plan.scratch != nil,
      kernels: kernels,
      workers: workers
    )
    sides = try PreparedSides(
      examined,
      farthest: false,
      scratch: plan.scratch,
      kernels: kernels,
      workers: workers
    )
    clock.end("prepare")
    columns = try RowPlaces(
      sides.base,
      order: job.options.order.places(sides.base, workers: workers)
    )
    rows =
      try sides.queries.map { side throws(JobError) in try RowPlaces(side, order: nil) } ?? columns
    sides.releasePages()
    clock.end("order")
  }

  /// Products of these rows.
  ///
  /// - Parameter missing: stands where one of two rows is bad.
  func tiles(missing: Float) throws(JobError) -> ScoreTiles {
    let base = try OrderedSide(sides.base)
    let comparison = try Comparison(
      rows: try sides.queries.map { side throws(JobError) in try OrderedSide(side) } ?? base,
      columns: base,
      farthest: false,
      scale: sides.scale,
      kernels: kernels
    )
    return try ScoreTiles(
      comparison,
      rows: rows,
      columns: columns,
      sides: sides,
      missing: missing,
      workers: workers
    )
  }
}

extension JobSettings {
  /// What the scores of a full matrix and their places depend on, all but BLAS.
  init(_ options: FullMatrixOptions, _ placed: PlacedSides) {
    let sides = placed.sides
    var order = "stored"
    if !options.order.isStored {
      var sum = Checksum()
      for place in 0..<placed.columns.count {
        withUnsafeBytes(of: placed.columns.storedRow[place]) { sum.add($0) }
      }
      order = String(sum.value, radix: 16)
    }
    let own = [
      NamedValue("version", SimBatchVersion.current),
      NamedValue("job", "matrix"),
      NamedValue("metric", options.measure.rawValue),
      NamedValue("order", order),
      NamedValue("dims", sides.base.dimensions),
      NamedValue("center-columns", options.rows.centerColumns),
      NamedValue("on-bad-row", options.rows.onBadRow.rawValue),
    ]
    self.init(
      own + Self.describe("input", sides.base.examined)
        + (sides.queries.map { Self.describe("queries", $0.examined) }
          ?? [NamedValue("queries", "none")])
    )
  }

  /// What the bytes of its output depend on as well.
  func writing(_ output: FullMatrixOutput, _ shape: FullMatrixShape) -> JobSettings {
    JobSettings(
      values + [
        NamedValue("output format", output.format.rawValue),
        NamedValue("dtype", output.scoreType.rawValue),
        NamedValue("upper", shape.isUpper),
        NamedValue("BLAS kernel", BLAS.kernelName),
      ]
    )
  }
}
