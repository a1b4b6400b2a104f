/// The parts of a plan: what its shards have found.
struct PartFiles {
  /// By shard.
  let files: [StateFile]
  /// What all shards have done.
  let work: BlockWork

  /// Checks that every shard has a part, whole and of this plan.
  ///
  /// - Throws: ``JobError/data(_:)`` that names all shards without one, and why.
  /// - Complexity: O(bytes of all parts).
  init(_ plan: ShardPlan, in folder: PlanFolder) throws(JobError) {
    var files: [StateFile] = []
    var missing: [Int] = []
    var faults: [(shard: Int, text: String)] = []
    for shard in 0..<plan.shardCount {
      do {
        guard let file = try Self.part(shard, of: plan, in: folder) else {
          missing.append(shard)
          continue
        }
        files.append(file)
      } catch {
        faults.append((shard, "\(error)"))
      }
    }
    guard missing.isEmpty, faults.isEmpty else {
      throw .data(Self.complaint(plan, folder, missing: missing, faults: faults))
    }
    var work = BlockWork.none
    for file in files { work.add(try BlockWork(file)) }
    self.files = files
    self.work = work
  }

  /// Lets the system have back the memory of all parts.
  func releasePages() {
    for file in files { file.bytes.releasePages(0..<file.bytes.count) }
  }

  /// The part of a shard; nil where there is none.
  ///
  /// - Throws: ``JobError/data(_:)`` where it is damaged or of another plan.
  static func part(_ shard: Int, of plan: ShardPlan, in folder: PlanFolder) throws -> StateFile? {
    let path = folder.partPath(shard)
    guard FileSystem.exists(path) else { return nil }
    let file = try StateFile(.part, InputFile.open(path))
    for line in head(shard, of: plan) where file.value(line.name) != line.value {
      throw file.damaged(
        "it is a part of another plan: \(line.name) is \(file.value(line.name) ?? "none") there, "
          + "\(line.value) here"
      )
    }
    return file
  }

  private static func head(_ shard: Int, of plan: ShardPlan) -> [NamedValue] {
    [
      NamedValue("version", plan.version),
      NamedValue("plan", plan.fingerprint),
      NamedValue("shard", shard),
    ]
  }

  /// Writes the part of a shard, whole or not at all; another copy of the shard may do the same.
  static func write(
    _ shard: Int,
    of plan: ShardPlan,
    _ done: BlockWork,
    in folder: PlanFolder,
    payload: (inout StateWriter) throws -> Void
  ) throws {
    let lines = head(shard, of: plan) + done.lines
    try StateFile.write(
      .part,
      lines,
      to: folder.partPath(shard),
      isPrivate: false,
      payload: payload
    )
  }

  static func complaint(
    _ plan: ShardPlan,
    _ folder: PlanFolder,
    missing: [Int],
    faults: [(shard: Int, text: String)]
  ) -> String {
    var parts: [String] = []
    if !missing.isEmpty {
      parts.append("not done: shard\(missing.count > 1 ? "s" : "") \(Self.runs(missing))")
    }
    parts += faults.prefix(5).map { "shard \($0.shard): \($0.text)" }
    if faults.count > 5 { parts.append("and \(faults.count - 5) more") }
    let count = missing.count + faults.count
    return """
      \(folder.path): \(count) of \(plan.shardCount.counted("shard")) cannot be merged: \
      \(parts.joined(separator: "; "))
      """
  }

  /// `0-3, 7`.
  private static func runs(_ numbers: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = runs.last, last.upperBound == number - 1 {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ", ")
  }
}
