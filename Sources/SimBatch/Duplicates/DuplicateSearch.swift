/// Finds the near-duplicates of a matrix: exact, over all pairs of rows.
///
/// `prepare a pair of blocks of rows → pairs, tile by tile → keep order → groups`. Usually all rows are
/// one block. Decisions depend on nothing but rows and options: not on threads, tiles, blocks, memory,
/// kernels or BLAS.
public struct DuplicateSearch {
  let matrix: StoredMatrix
  let old: StoredMatrix?
  let options: DuplicateOptions
  /// Where a long search saves its state; nil for one that starts over when interrupted.
  public var checkpoints: CheckpointOptions?
  /// The rows that are decided, ascending; nil for all.
  let subset: [UInt32]?

  /// - Parameters:
  ///   - rows: n × d; the rows to be decided.
  ///   - against: m × d; rows that are always kept and that others may be duplicates of.
  /// - Throws: ``JobError`` where rows and options do not fit together.
  public init(rows: StoredMatrix, against old: StoredMatrix? = nil, options: DuplicateOptions)
    throws(JobError)
  {
    try self.init(rows: rows, against: old, options: options, only: nil)
  }

  /// - Parameter subset: the rows that are decided, ascending, in the keep order ``KeepOrder/first``;
  ///   others count as bad. nil for all.
  init(
    rows: StoredMatrix,
    against old: StoredMatrix?,
    options: DuplicateOptions,
    only subset: [UInt32]?
  ) throws(JobError) {
    try JobChecks.requireShapes(
      base: old ?? rows,
      queries: old == nil ? nil : rows,
      rows: options.rows
    )
    guard options.grouping == .representative || old == nil else {
      throw .usage("--group connected has no kept rows to compare with; it cannot use --against")
    }
    guard options.maximalPairs >= 0 else {
      throw .usage("--max-pairs \(options.maximalPairs): expected at least 0")
    }
    switch options.threshold {
    case .limit(let limit): try options.measure.requireReachable(limit)
    case .target(let rowCount, let floor):
      try options.measure.requireReachable(floor)
      guard rowCount >= 1 else { throw .usage("--target \(rowCount): expected at least 1") }
      if case .central = options.keepOrder {
        throw .usage(
          "--keep central depends on the limit, and --target looks for one: choose another"
        )
      }
    }
    matrix = rows
    self.old = old
    self.options = options
    self.subset = subset
  }

  /// Decides every row.
  ///
  /// - Parameter pairs: where the pairs that reach the limit go, or nil.
  /// - Throws: ``JobError`` for rows that cannot be judged, too little memory or a broken BLAS;
  ///   ``JobError/interrupted(state:)``; ``DuplicateError`` for too many pairs; ``OutputError`` for
  ///   pairs that cannot be written.
  /// - Complexity: O(n · (n / 2 + m) · d) time; O((n + m) · d) memory where it is allowed, else
  ///   O(n + m), and O(rows · d) time more for each block that is prepared anew. Pairs that do not
  ///   fit are in nameless files.
  public func run(pairs output: PairOutput? = nil, progress: (any ProgressObserver)? = nil) throws
    -> (decisions: DuplicateDecisions, report: DuplicateReport)
  {
    if let checkpoints, checkpoints.restarts { FileSystem.remove(checkpoints.path) }
    let earlier = try checkpoints.flatMap { try StateFile.readState($0.path) }
    let memory = try memory(workers: options.resources.workerCount, earlier: earlier)
    var clock = StageClock()
    let start = try JobStart(options.resources)
    clock.end("start")
    let examined = try examined(start, releasingPages: memory.blockSide < matrix.rowCount)
    let (job, found) = try found(
      examined,
      memory,
      start,
      earlier,
      pairs: output,
      progress: progress,
      &clock
    )
    return try decide(
      JoinedPairs(sources: found.pairs.map { [$0] } ?? []),
      job,
      found.work,
      to: output,
      clock
    )
  }

  /// Removes the state of this search: everything that it found is in place.
  public func removeState() {
    if let checkpoints { FileSystem.remove(checkpoints.path) }
  }

  /// How memory is divided for blocks that an earlier run, the user or the budget chooses.
  ///
  /// - Throws: ``JobError/overBudget(needed:budget:)`` where memory allows none.
  func memory(workers: Int, earlier: StateFile?) throws(JobError) -> DuplicateMemory {
    var side = options.resources.blockSide
    if let earlier { side = try Checkpoints.blockSide(of: earlier) }
    return try .fitting(self, blockSide: side, workers: workers)
  }

  /// The stored rows that are decided, in keep order; nil for all in the order of their numbers. Of
  /// central rows only which there are.
  var knownOrder: [UInt32]? {
    options.keepOrder.isCentral
      ? subset : subset ?? options.keepOrder.order(rowCount: matrix.rowCount)
  }

  /// All pairs that may reach the limit: those of rows with each other, and of old rows with rows,
  /// in one numbering in which old rows come first.
  var region: PairRegion {
    let oldCount = old?.rowCount ?? 0
    let all = 0..<oldCount + matrix.rowCount
    return PairRegion(rows: all, columns: oldCount..<all.upperBound, isSelfJoin: true)
  }

  /// The blocks of a region, none of which has both old rows and others.
  func blockPlan(_ region: PairRegion, _ memory: DuplicateMemory) -> BlockPlan {
    BlockPlan(region, side: memory.blockSide, border: old?.rowCount ?? 0)
  }

  /// Examines all rows.
  ///
  /// - Parameter releasingPages: keeps no more of mapped rows in memory than is being read.
  func examined(_ start: JobStart, releasingPages: Bool = true) throws(JobError) -> ExaminedSides {
    try ExaminedSides(
      base: old ?? matrix,
      queries: old == nil ? nil : matrix,
      measure: options.measure,
      rows: options.rows,
      releasingPages: releasingPages,
      kernels: start.kernels,
      workers: start.workers
    )
  }

  /// What the stages of this search share; sets are in the order of their lowest rows.
  func job(_ examined: ExaminedSides, scale: Double, _ memory: DuplicateMemory, _ start: JobStart)
    throws -> DuplicateJob
  {
    func sets(_ rows: ExaminedRows, _ order: [UInt32]?) throws(JobError) -> RowSets {
      RowSets(examined: rows, distinct: try DistinctRows(rows, merging: true, order: order))
    }
    let sets = DuplicateSets(
      rows: try sets(examined.queries ?? examined.base, subset),
      old: examined.queries == nil ? nil : try sets(examined.base, nil),
      scoring: DuplicateScoring(kernels: start.kernels, measure: options.measure, scale: scale)
    )
    return DuplicateJob(
      matrix: matrix,
      options: options,
      sets: sets,
      memory: memory,
      workers: start.workers,
      calibrated: try options.calibration?.drawn(
        from: sets.examined,
        kernels: start.kernels,
        workers: start.workers
      )
    )
  }
}
