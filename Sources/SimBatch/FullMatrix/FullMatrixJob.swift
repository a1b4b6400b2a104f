import CSimKernels

/// The similarity of every row of a matrix with every other, or with every row of another: all
/// scores, not only the best.
///
/// Scores are the `Float` results of matrix products, with the error bound that the report states;
/// see ``ScoreTiles``. A matrix of one side is exactly symmetric.
public struct FullMatrixJob {
  let base: StoredMatrix
  let queries: StoredMatrix?
  var options: FullMatrixOptions
  /// Where a long job saves its state; nil for one that starts over when interrupted.
  public var checkpoints: CheckpointOptions?

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

  /// Which rows of the whole input the base has.
  public var rowNumbers: RowNumbers { base.rowNumbers }

  /// Multiplications, and bytes of output, from which on a job saves its state: about a minute of a
  /// machine of two cores.
  private static let leastSavedProducts = 2e12
  private static let leastSavedBytes = 2e10

  /// ``checkpoints`` of a job that is long enough to save its state, or that has one already; what its
  /// output is to be opened with.
  public var usedCheckpoints: CheckpointOptions? {
    guard let checkpoints else { return nil }
    let dimensions = Double(options.rows.dimensions ?? base.dimensionCount)
    let scores = Double(shape.rowCount) * Double(shape.columnCount)
    let isLong =
      scores * dimensions / (queries == nil ? 2 : 1) >= Self.leastSavedProducts
      || 2 * scores >= Self.leastSavedBytes
    let isBegun = (try? PrivateFile.kind(of: checkpoints.path)) != nil
    return isLong || isBegun || checkpoints.seconds == 0 ? checkpoints : nil
  }

  /// Computes everything and writes it to `output`.
  ///
  /// - Parameter orderOutput: takes the stored row of each place, a line each.
  /// - Throws: ``JobError`` for rows that cannot be judged, too little memory or a broken BLAS;
  ///   ``JobError/interrupted(state:)`` when asked to stop, with the state saved; ``OutputError``.
  /// - Complexity: O(n² · d / 2) time, or O(q · n · d) with queries; O(n · d) memory,
  ///   of which all but O(n) may be in scratch files.
  public func run(
    to output: FullMatrixOutput,
    order orderOutput: KeptRowsOutput? = nil,
    progress: (any ProgressObserver)? = nil
  ) throws -> FullMatrixReport {
    var clock = StageClock()
    let placed = try PlacedSides(self, target: output.target.memory, clock: &clock)
    return try write(
      to: output,
      order: orderOutput,
      placed,
      from: placed.tiles(missing: output.target.missing),
      progress: progress,
      clock: &clock
    )
  }

  /// Takes all scores to the output and puts it in place.
  func write(
    to output: FullMatrixOutput,
    order orderOutput: KeptRowsOutput?,
    _ placed: PlacedSides,
    from scores: any ScoreSource,
    progress: (any ProgressObserver)?,
    clock: inout StageClock
  ) throws -> FullMatrixReport {
    let target = output.target
    try target.prepare(
      placed.plan.blocks,
      greatest: placed.sides.greatestScore,
      kernels: placed.kernels,
      workers: placed.workers
    )
    let saving = try saving(placed, output)
    let done = try compare(scores, target, placed, saving, progress: progress)
    clock.end("compare")
    try target.complete(rows: placed.rows, columns: placed.columns)
    try orderOutput?.write((0..<placed.columns.count).map { Int(placed.columns.storedRow[$0]) })
    try output.commit(with: orderOutput)
    saving?.remove()
    clock.end("write")
    return FullMatrixReport(
      options: options,
      output: output,
      placed: placed,
      work: work(done, scores, placed, earlier: saving?.earlier ?? .none),
      nearPairs: scores.nearPairCount + (saving?.earlier.verified ?? 0),
      clock: clock
    )
  }

  /// What saves the state of this job, where its output is one that a later run can go on with.
  private func saving(_ placed: PlacedSides, _ output: FullMatrixOutput) throws -> SquareSaving? {
    guard let checkpoints, let file = output.resumable else { return nil }
    return try SquareSaving(
      SquareGrid(shape),
      file: file,
      Checkpoints(
        checkpoints,
        settings: JobSettings(options, placed).writing(output, shape),
        blockSide: ScoreBlocks.squareSide,
        earlier: checkpoints.restarts ? nil : StateFile.readState(checkpoints.path)
      )
    )
  }

  private func compare(
    _ scores: any ScoreSource,
    _ target: any ScoreTarget,
    _ placed: PlacedSides,
    _ saving: SquareSaving?,
    progress: (any ProgressObserver)?
  ) throws -> ScoreLoop.Done {
    let blocks = placed.plan.blocks
    var loop = ScoreLoop(source: scores, target: target, workers: placed.workers)
    guard let saving, let stop = checkpoints?.stop else {
      guard let done = try loop.run(blocks.blocks, squares: blocks.squares, progress: progress)
      else { preconditionFailure("nothing asks this job to stop") }
      return done
    }
    (loop.saving, loop.stop) = (saving, stop)
    return try stop.whileSaving {
      guard let done = try loop.run(blocks.blocks, squares: blocks.squares, progress: progress)
      else { try saving.interrupt() }
      try saving.finish()
      return done
    }
  }

  private func work(
    _ done: ScoreLoop.Done,
    _ scores: any ScoreSource,
    _ placed: PlacedSides,
    earlier: BlockWork
  ) -> ScreenWork {
    let rowBytes = placed.sides.base.stride * MemoryLayout<Float>.size
    let dimensions = options.rows.dimensions ?? base.dimensionCount
    var work = ScreenWork(
      name: "full",
      pairCount: earlier.work.pairCount + done.pairCount,
      operations: 2 * Double(done.pairCount) * Double(dimensions),
      productSeconds: scores.productSeconds
    )
    work.scratchBytes = placed.sides.scratchByteCount
    work.scratchBytesRead = done.panelRowCount * rowBytes
    return work
  }
}
