/// A full matrix that many machines share: one plans, each computes the scores of some regions, one
/// writes them all.
///
/// All squares of scores are those of a job in one piece, so the bytes are, too, where BLAS has the same
/// kernels.
extension FullMatrixJob {
  /// Puts the rows in order and divides the matrix into shards.
  ///
  /// - Throws: ``JobError``; ``OutputError`` where the folder cannot be written.
  /// - Complexity: O(n · d), and that of the order.
  public func plan(_ request: PlanRequest) throws -> ShardPlan {
    var clock = StageClock()
    let placed = try PlacedSides(self, target: TargetMemory(), clock: &clock)
    let plan = request.plan(
      "matrix",
      JobSettings(options, placed),
      PairRegion(baseCount: base.rowCount, queryCount: queries?.rowCount),
      costs: .even,
      granularity: ScoreBlocks.squareSide
    )
    try plan.write(to: request.folder) { path in
      let order =
        options.order.isStored
        ? [] : (0..<placed.columns.count).map { placed.columns.storedRow[$0] }
      try StateFile.write(.order, [], to: path, isPrivate: false) { try $0.append(order) }
    }
    return plan
  }

  /// Computes the scores of a shard, piece by piece, unless they are there already.
  ///
  /// - Throws: ``JobError/data(_:)`` where the job is not that of the plan, or rows have changed;
  ///   ``JobError/interrupted(state:)``; ``OutputError``.
  /// - Complexity: O(pairs · d) time; O(n · d) memory, of which all but O(n) may be in scratch files.
  public func run(
    shard: Int,
    of plan: ShardPlan,
    in folder: PlanFolder,
    checkpoints: CheckpointOptions,
    progress: (any ProgressObserver)? = nil
  ) throws -> ShardReport {
    var clock = StageClock()
    let placed = try placed(
      plan,
      in: folder,
      target: PartTarget.memory(workers: options.resources.workerCount),
      clock: &clock
    )
    let region = plan.regions[shard]
    let maker = PieceMaker(
      shape: shape,
      placed: placed,
      source: try placed.tiles(missing: .nan),
      settings: plan.settings(ofShard: shard),
      restarts: checkpoints.restarts,
      stop: checkpoints.stop
    )
    let found = try checkpoints.stop.whileSaving {
      guard
        let found = try maker.pieces(of: region, folder.partPath(shard), progress: progress)
      else { throw JobError.interrupted(state: folder.partsPath) }
      return found
    }
    let done = work(region, found.made, maker.source, dimensions: placed.sides.base.dimensions)
    try PartFiles.write(shard, of: plan, done, in: folder) { writer in
      try writer.append(found.made.map(\.file.checksum))
    }
    clock.end("compare")
    return ShardReport(
      shard: shard,
      region: region,
      done: done,
      resumedBlockPairs: found.squaresBefore,
      seconds: clock.total
    )
  }

  private func work(
    _ region: PairRegion,
    _ pieces: [MatrixPiece],
    _ source: ScoreTiles,
    dimensions: Int
  ) -> BlockWork {
    let squares = SquareGrid(shape).squares(of: region)
    let pairs = squares.reduce(0) { $0 + $1.rows.count * $1.columns.count }
    var work = BlockWork.none
    work.pairs = squares.count
    work.verified = pieces.reduce(0) { $0 + $1.nearPairCount }
    work.work = ScreenWork(
      name: "full",
      pairCount: pairs,
      operations: 2 * Double(pairs) * Double(dimensions),
      productSeconds: source.productSeconds
    )
    return work
  }

  /// Writes what all shards have computed to `output`.
  ///
  /// - Throws: ``JobError/data(_:)`` that names the shards whose parts are missing, damaged or of
  ///   another plan; what ``run(to:order:progress:)`` throws.
  /// - Complexity: O(n²) time; memory as that of a job in one piece.
  public func merge(
    _ plan: ShardPlan,
    in folder: PlanFolder,
    to output: FullMatrixOutput,
    order orderOutput: KeptRowsOutput? = nil,
    progress: (any ProgressObserver)? = nil
  ) throws -> FullMatrixReport {
    let files = try PartFiles(plan, in: folder)
    var pieces: [MatrixPiece] = []
    var faults: [(shard: Int, text: String)] = []
    for (shard, list) in files.files.enumerated() {
      do {
        pieces += try MatrixPart(
          list,
          region: plan.regions[shard],
          settings: plan.settings(ofShard: shard)
        ).pieces
      } catch {
        faults.append((shard, "\(error)"))
      }
    }
    guard faults.isEmpty else {
      throw JobError.data(PartFiles.complaint(plan, folder, missing: [], faults: faults))
    }
    let parts = try PartScores(
      pieces,
      of: SquareGrid(shape),
      productSeconds: files.work.work.productSeconds
    )
    var clock = StageClock()
    let placed = try placed(plan, in: folder, target: output.target.memory, clock: &clock)
    return try write(
      to: output,
      order: orderOutput,
      placed,
      from: parts.serving(placed, missing: output.target.missing),
      progress: progress,
      clock: &clock
    )
  }

  /// The rows of the plan, once it is sure that the job is the plan's.
  private func placed(
    _ plan: ShardPlan,
    in folder: PlanFolder,
    target: TargetMemory,
    clock: inout StageClock
  ) throws -> PlacedSides {
    var job = self
    if !options.order.isStored {
      let file = try StateFile(.order, InputFile.open(folder.rowsPath))
      try file.requirePayload(base.rowCount * MemoryLayout<UInt32>.size)
      let order = file.values(UInt32.self, count: base.rowCount, at: 0)
      guard Set(order).count == base.rowCount, order.allSatisfy({ $0 < base.rowCount }) else {
        throw file.damaged("expected every row once")
      }
      job.options.order = .given(order)
    }
    let placed = try PlacedSides(job, target: target, clock: &clock)
    try plan.require(JobSettings(options, placed), in: folder)
    return placed
  }
}
