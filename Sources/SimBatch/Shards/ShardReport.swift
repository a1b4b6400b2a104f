/// What a shard did and what it cost.
public struct ShardReport: Encodable, Sendable {
  public let shard: Int
  /// Stored rows that the shard read, and pairs that it compared.
  public let rows: Int
  public let pairsCompared: Int
  public let pairsAfterFirstLevel: Int
  public let pairsAfterSecondLevel: Int
  public let candidatesVerified: Int
  /// Bytes of stored rows that were read to prepare blocks.
  public let bytesRead: Int
  /// Pairs of blocks, and those that earlier runs had done.
  public let blockPairs: Int
  public let blockPairsResumed: Int
  public let seconds: Double
  /// Whether the shard's part was there already.
  public let wasDone: Bool

  init(
    shard: Int,
    region: PairRegion,
    done: BlockWork,
    resumedBlockPairs: Int,
    seconds: Double,
    wasDone: Bool = false
  ) {
    self.shard = shard
    rows = region.rowCount
    pairsCompared = done.work.pairCount
    pairsAfterFirstLevel = done.work.firstLevelPairs
    pairsAfterSecondLevel = done.work.secondLevelPairs
    candidatesVerified = done.verified
    bytesRead = done.work.bytesRead ?? 0
    blockPairs = done.pairs
    blockPairsResumed = resumedBlockPairs
    self.seconds = seconds
    self.wasDone = wasDone
  }

  /// The report of a shard whose part is there already; nil where it is not, or not whole.
  public static func ofFinished(_ shard: Int, of plan: ShardPlan, in folder: PlanFolder) throws
    -> ShardReport?
  {
    try plan.check(shard: shard)
    // A part that is damaged, or of another plan, is made again.
    guard let file = try? PartFiles.part(shard, of: plan, in: folder),
      let done = try? BlockWork(file)
    else { return nil }
    if plan.job == "matrix" {
      let settings = plan.settings(ofShard: shard)
      guard (try? MatrixPart(file, region: plan.regions[shard], settings: settings)) != nil
      else { return nil }
    }
    return ShardReport(
      shard: shard,
      region: plan.regions[shard],
      done: done,
      resumedBlockPairs: done.pairs,
      seconds: 0,
      wasDone: true
    )
  }

  /// One line about the shard.
  public var summary: String {
    if wasDone { return "shard \(shard): done already" }
    let time = (seconds * 1000).rounded() / 1000
    let pairs = pairsCompared.counted("pair")
    return "shard \(shard): \(pairs) of \(rows.counted("row")) in \(time) s"
  }
}
