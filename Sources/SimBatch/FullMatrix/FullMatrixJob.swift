import CSimKernels

/// The similarity of every row of a matrix with every other, or with every row of another: all
/// scores, not only the best.
///
/// Scores are the `Float` results of matrix products, with the error bound that the report states;
/// see ``ScoreTiles``. A matrix of one side is exactly symmetric.
public struct FullMatrixJob {
  private let base: StoredMatrix
  private let queries: StoredMatrix?
  private let options: FullMatrixOptions

  /// - Parameters:
  ///   - base: n × d; its rows are the columns of the matrix.
  ///   - queries: q × d; its rows are the rows, or nil for those of `base`.
  /// - Throws: ``JobError/usage(_:)`` or ``JobError/data(_:)`` where they do not fit together.
  public init(base: StoredMatrix, queries: StoredMatrix? = nil, options: FullMatrixOptions)
    throws(JobError)
  {
    try JobChecks.requireShapes(base: base, queries: queries, rows: options.rows)
    if queries != nil {
      guard !options.upper else {
        throw .usage("--upper is half of a matrix that meets itself; --queries are another matrix")
      }
      guard case .stored = options.order else {
        throw .usage("--order puts the rows of one matrix in order; with --queries there are two")
      }
    }
    if case .given(let order) = options.order { precondition(order.count == base.rowCount) }
    self.base = base
    self.queries = queries
    self.options = options
  }

  /// Rows, columns and number of scores.
  public var shape: FullMatrixShape {
    FullMatrixShape(
      rowCount: (queries ?? base).rowCount,
      columnCount: base.rowCount,
      isSelfJoin: queries == nil,
      isUpper: options.upper,
      measure: options.measure
    )
  }

  /// Computes everything and writes it to `output`.
  ///
  /// - Parameter orderOutput: takes the stored row of each place, a line each.
  /// - Throws: ``JobError`` for rows that cannot be judged, too little memory or a broken BLAS;
  ///   ``OutputError``.
  /// - Complexity: O(n² · d / 2) time, or O(q · n · d) with queries; O(n · d) memory,
  ///   of which all but O(n) may be in scratch files.
  public func run(
    to output: FullMatrixOutput,
    order orderOutput: KeptRowsOutput? = nil,
    progress: (any ProgressObserver)? = nil
  ) throws -> FullMatrixReport {
    var clock = StageClock()
    let start = try JobStart(options.resources)
    let (kernels, workers) = (start.kernels, start.workers)
    let target = output.target
    let plan = try FullMatrixPlan(
      shape,
      base: base,
      queries: queries,
      target: target,
      options: options,
      workers: workers
    )
    clock.end("start")

    let examined = try ExaminedSides(
      base: base,
      queries: queries,
      measure: options.measure,
      rows: options.rows,
      releasingPages: plan.scratch != nil,
      kernels: kernels,
      workers: workers
    )
    let sides = try PreparedSides(
      examined,
      farthest: false,
      scratch: plan.scratch,
      kernels: kernels,
      workers: workers
    )
    try target.prepare(
      plan.blocks,
      greatest: sides.greatestScore,
      kernels: kernels,
      workers: workers
    )
    clock.end("prepare")
    let columns = try RowPlaces(
      sides.base,
      order: options.order.places(sides.base, workers: workers)
    )
    let rows = try sides.queries.map { side throws(JobError) in try RowPlaces(side, order: nil) }
    sides.releasePages()
    clock.end("order")

    let tiles = try tiles(
      sides,
      rows: rows ?? columns,
      columns: columns,
      plan: plan,
      missing: target.missing,
      kernels: kernels,
      workers: workers
    )
    let work = try make(
      tiles,
      of: sides,
      plan: plan,
      target: target,
      workers: workers,
      progress: progress
    )
    clock.end("compare")
    try target.complete(rows: rows ?? columns, columns: columns)
    try orderOutput?.write((0..<columns.count).map { Int(columns.storedRow[$0]) })
    try output.commit(with: orderOutput)
    clock.end("write")
    return FullMatrixReport(
      options: options,
      output: output,
      sides: sides,
      kernels: kernels,
      workers: workers,
      plan: plan,
      work: work,
      nearPairs: tiles.nearPairs.current,
      clock: clock
    )
  }

  private func tiles(
    _ sides: PreparedSides,
    rows: RowPlaces,
    columns: RowPlaces,
    plan: FullMatrixPlan,
    missing: Float,
    kernels: Kernels,
    workers: Int
  ) throws(JobError) -> ScoreTiles {
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
      scale: sides.scale,
      missing: missing,
      workers: workers
    )
  }

  /// Makes all blocks; the workers take them in turn. While one writes, the others compute.
  private func make(
    _ tiles: ScoreTiles,
    of sides: PreparedSides,
    plan: FullMatrixPlan,
    target: any ScoreTarget,
    workers: Int,
    progress: (any ProgressObserver)?
  ) throws -> ScreenWork {
    let blocks = plan.blocks.blocks
    let next = Counter()
    let done = Counter()
    let panelRows = Counter()
    let failure = Synchronized<(any Error)?>(nil)
    let total = blocks.reduce(0) { $0 + $1.rows.count * $1.columns.count }
    let dimensions = options.rows.dimensions ?? base.dimensionCount
    Workers.run(workers) { worker in
      while failure.value == nil {
        let index = next.take()
        guard index < blocks.count else { return }
        let block = blocks[index]
        do {
          for place in plan.blocks.squares(of: block) {
            try target.take(tiles.make(place, of: block, worker: worker))
            let pairs = place.rows.count * place.columns.count
            done.add(pairs)
            progress?.progress(stage: "compare", done: min(done.current, total), total: total)
          }
          try target.finish(block, worker: worker)
          // Panels that other workers still use come back by themselves.
          sides.releasePages()
          panelRows.add(block.rows.count + block.columns.count)
        } catch {
          failure.update { $0 = $0 ?? error }
        }
      }
    }
    if let error = failure.value { throw error }
    let rowBytes = sides.base.stride * MemoryLayout<Float>.size
    return ScreenWork(
      name: "full",
      pairCount: done.current,
      operations: 2 * Double(done.current) * Double(dimensions),
      productSeconds: tiles.productSeconds,
      scratchBytes: sides.scratchByteCount,
      scratchBytesRead: panelRows.current * rowBytes
    )
  }
}
