import FoundationEssentials

/// A job that is divided into shards, which run anywhere and in any order.
public struct ShardPlan: Codable, Sendable {
  /// That made it; shards of other versions are refused.
  public let version: String
  /// `neighbors`, `duplicates` or `matrix`.
  public let job: String
  /// The job as it was given: the words of its command, and the folder that paths start from.
  public let words: [String]
  public let folder: String
  /// All that the answer depends on.
  let settings: [NamedValue]
  /// By shard: its pairs, and what they are expected to cost.
  let regions: [PairRegion]
  let costs: [Double]

  public var shardCount: Int { regions.count }

  /// The share of a shard in the whole, as expected.
  public func costShare(ofShard shard: Int) -> Double {
    let total = costs.reduce(0, +)
    return total > 0 ? costs[shard] / total : 1 / Double(shardCount)
  }

  /// Tells plans apart: the same for the same job on the same rows, divided in the same way.
  public var fingerprint: String {
    var checksum = Checksum()
    checksum.add(Array("\(version)\n\(job)\n".utf8))
    for setting in settings { checksum.add(Array("\(setting.name)=\(setting.value)\n".utf8)) }
    for region in regions {
      checksum.add(Array("\(region.rows) \(region.columns) \(region.isSelfJoin)\n".utf8))
    }
    return String(checksum.value, radix: 16)
  }

  /// Puts the plan in place, and its folders. A plan of the same job that is there already stays, with
  /// all that its shards have found.
  ///
  /// - Throws: ``JobError/data(_:)`` where another plan is there.
  func write(to folder: PlanFolder, rows: (String) throws -> Void) throws {
    try folder.create()
    if FileSystem.exists(folder.planPath) {
      let present = try Self.read(from: folder)
      guard present.fingerprint == fingerprint else {
        let difference =
          JobSettings(present.settings).difference(from: JobSettings(settings))
          ?? "its shards are others"
        throw JobError.data(
          "\(folder.path): there is another plan: \(difference); choose another folder, or remove it"
        )
      }
    }
    try rows(folder.rowsPath)
    try JSONReport(folder.planPath).finish(self)
  }

  /// - Throws: ``JobError/data(_:)`` where the plan is damaged or of another version; ``InputError``
  ///   where there is none.
  public static func read(from folder: PlanFolder) throws -> ShardPlan {
    let file = try InputFile.open(folder.planPath)
    func malformed(_ detail: String) -> JobError { .data("\(file.name): \(detail)") }
    let plan: ShardPlan
    do {
      plan = try JSONDecoder().decode(ShardPlan.self, from: Data(file.bytes.prefix(.max)))
    } catch {
      throw malformed("it is no plan, or damaged: make it again")
    }
    guard plan.version == SimBatchVersion.current else {
      throw malformed(
        """
        the plan was made by simbatch \(plan.version), this is \(SimBatchVersion.current); \
        make it again
        """
      )
    }
    guard !plan.regions.isEmpty, plan.costs.count == plan.regions.count else {
      throw malformed("it has no shards: make it again")
    }
    return plan
  }

  /// Fails unless a job has the settings of the plan.
  ///
  /// - Throws: ``JobError/data(_:)`` that says what differs.
  func require(_ settings: JobSettings, in folder: PlanFolder) throws(JobError) {
    guard let difference = JobSettings(self.settings).difference(from: settings) else { return }
    throw .data("\(folder.path): the plan is of another job: \(difference)")
  }

  /// What the state of a shard depends on.
  func settings(ofShard shard: Int) -> JobSettings {
    JobSettings([NamedValue("plan", fingerprint), NamedValue("shard", shard)] + settings)
  }

  /// - Throws: ``JobError/usage(_:)`` for a shard that there is not.
  public func check(shard: Int) throws(JobError) {
    guard (0..<shardCount).contains(shard) else {
      throw .usage("--shard \(shard): expected 0 to \(shardCount - 1)")
    }
  }
}

/// What is asked of a plan.
public struct PlanRequest: Sendable {
  public var folder: PlanFolder
  public var shardCount: Int
  /// See ``ShardPlan/words`` and ``ShardPlan/folder``.
  public var words: [String]
  public var directory: String

  public init(folder: PlanFolder, shardCount: Int, words: [String], directory: String) {
    self.folder = folder
    self.shardCount = shardCount
    self.words = words
    self.directory = directory
  }

  /// The plan of a job whose pairs are `whole`.
  ///
  /// - Parameter granularity: see ``RegionSplit``.
  func plan(
    _ job: String,
    _ settings: JobSettings,
    _ whole: PairRegion,
    costs: PairCosts,
    granularity: Int = 1
  ) -> ShardPlan {
    let split = RegionSplit(costs: costs, granularity: granularity)
    let regions = split.regions(of: whole, count: shardCount)
    return ShardPlan(
      version: SimBatchVersion.current,
      job: job,
      words: words,
      folder: directory,
      settings: settings.values,
      regions: regions,
      costs: regions.map(costs.cost)
    )
  }
}
