import SimBatch

/// What the engine of a cluster tells a shard through the environment.
enum EngineShard {
  private static let names = [
    "SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX",
  ]

  /// - Throws: ``JobError/usage(_:)`` where it says nothing, or no number.
  static func number() throws(JobError) -> Int {
    for name in names {
      guard let text = value(name) else { continue }
      guard let number = Int(text), number >= 0 else {
        throw .usage("\(name)=\(text): expected the number of a shard")
      }
      return number
    }
    throw .usage("which shard? give it --shard, or run it as an array of Slurm, Kubernetes or AWS")
  }

  /// Processors that Slurm grants to a task.
  static var processorCount: Int? { value("SLURM_CPUS_PER_TASK").flatMap { Int($0) } }

  /// How the engine names the run.
  static var jobName: String? {
    if let job = value("SLURM_ARRAY_JOB_ID"), let task = value("SLURM_ARRAY_TASK_ID") {
      return "slurm \(job)_\(task)"
    }
    return value("JOB_NAME") ?? value("AWS_BATCH_JOB_ID")
  }

  private static func value(_ name: String) -> String? { EnvironmentVariable.value(name) }
}
