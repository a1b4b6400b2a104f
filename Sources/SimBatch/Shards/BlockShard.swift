/// A shard of a job by pairs of blocks: what an earlier run of it has left, and how it ends.
struct BlockShard {
  let plan: ShardPlan
  let shard: Int
  let folder: PlanFolder
  /// What an earlier run left; nil where there was none, or it is to be forgotten.
  let earlier: StateFile?
  private let options: CheckpointOptions
  private var clock = StageClock()

  /// - Throws: ``JobError/data(_:)`` where the state that is there is damaged.
  init(_ shard: Int, of plan: ShardPlan, in folder: PlanFolder, _ options: CheckpointOptions) throws
  {
    self.plan = plan
    self.shard = shard
    self.folder = folder
    self.options = options
    if options.restarts { FileSystem.remove(options.path) }
    earlier = try StateFile.readState(options.path)
  }

  var region: PairRegion { plan.regions[shard] }

  /// - Throws: ``JobError/data(_:)`` where it was another job that left a state.
  func checkpoints(blockSide: Int) throws(JobError) -> Checkpoints {
    try Checkpoints(
      options,
      settings: plan.settings(ofShard: shard),
      blockSide: blockSide,
      earlier: earlier
    )
  }

  /// Writes the part and removes the state.
  ///
  /// - Parameters:
  ///   - done: all that was done, by this run and by earlier ones.
  ///   - before: what of it earlier runs had done.
  ///   - payload: appends what was found.
  /// - Throws: ``OutputError``.
  func finish(
    _ done: BlockWork,
    before: BlockWork,
    payload: (inout StateWriter) throws -> Void
  ) throws -> ShardReport {
    try PartFiles.write(shard, of: plan, done, in: folder, payload: payload)
    FileSystem.remove(options.path)
    var clock = clock
    clock.end("shard")
    return ShardReport(
      shard: shard,
      region: region,
      done: done,
      resumedBlockPairs: before.pairs,
      seconds: clock.total
    )
  }
}
