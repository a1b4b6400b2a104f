/// The batch scripts of a job for Slurm: the plan, the shards as an array, the merge.
///
/// A shell in front of the program takes Slurm's signal, which reaches the batch shell alone, hands it
/// on, and waits. What was interrupted (exit code 75: its state is saved) asks for a re-queue under its own
/// number, so that whatever waits for it goes on waiting. Anything else that goes wrong ends it, and those
/// that wait for it.
public struct SlurmScripts: Sendable {
  /// Seconds before the time limit at which work is asked to stop; Slurm may come up to 60 s earlier.
  public static let warningSeconds = 30
  /// The least time limit that leaves time to work in.
  public static let leastSeconds = 180
  /// Variables that would take the place of what the scripts say.
  public static let foreignVariables: Set = [
    "SBATCH_ARRAY_INX", "SBATCH_SIGNAL", "SBATCH_OPEN_MODE", "SBATCH_NO_REQUEUE",
  ]
  /// Options that make the three jobs what they are, in all ways of writing them.
  private static let ownOptions = ["array", "dependency", "wrap", "parsable", "test-only"]
  private static let ownLetters = ["a", "d"]

  public let plan: ClusterScript
  public let shards: ClusterScript
  public let merge: ClusterScript

  /// - Throws: ``ClusterError/misread(path:found:engine:)`` for a plan whose logs Slurm would put elsewhere.
  public init(_ job: ClusterJob) throws(ClusterError) {
    if let found = job.plan.first(where: { "%\\".contains($0) }) {
      throw .misread(path: job.plan, found: String(found), engine: "Slurm")
    }
    let limit = job.runningLimit.map { "%\($0)" } ?? ""
    plan = Self.script("plan", of: job, running: job.planCommand)
    shards = Self.script(
      "shards",
      of: job,
      ["--array=0-\(job.shardCount - 1)\(limit)"],
      log: "shard-%a.log",
      running: job.shardCommand()
    )
    merge = Self.script("merge", of: job, running: job.mergeCommand)
  }

  public var all: [ClusterScript] { [plan, shards, merge] }

  /// The first of a user's words for `sbatch` that would take from the three jobs what makes them a chain.
  public static func foreign(in words: [String]) -> String? {
    words.first { word in
      if word.hasPrefix("--") {
        // sbatch takes a beginning for the whole name.
        let name = word.dropFirst(2).prefix { $0 != "=" }
        return name.count > 1 && ownOptions.contains { $0.hasPrefix(name) }
      }
      return ownLetters.contains { word.hasPrefix("-" + $0) }
    }
  }

  private static func script(
    _ name: String,
    of job: ClusterJob,
    _ settings: [String] = [],
    log: String? = nil,
    running command: [String]
  ) -> ClusterScript {
    let limits = job.limits
    var settings = ["--job-name=simbatch-\(name)"] + settings
    settings += ["--output=\(log ?? name + ".log")", "--open-mode=append", "--requeue"]
    settings += ["--signal=B:TERM@\(warningSeconds)", "--nodes=1", "--ntasks=1"]
    settings.append("--cpus-per-task=\(limits.processors)")
    if let memory = limits.memory { settings.append("--mem=\(ByteCount(memory).argument)") }
    if let time = limits.time { settings.append("--time=\(time.text)") }
    let head = settings.map { "#SBATCH \($0)\n" }.joined()
    return ClusterScript(
      name: name + ".sh",
      text: "#!/bin/bash\n" + head + body(of: job, running: command)
    )
  }

  private static func body(of job: ClusterJob, running command: [String]) -> String {
    """

    cd -- \(ShellWord.quoted(job.directory)) || exit 74

    # Slurm's signal comes here alone: hand it on, and wait on.
    asked='' process=''
    stop() {
      asked=1
      if [ -n "$process" ]; then kill -TERM "$process"; fi
    }
    trap stop TERM
    \(command.map(ShellWord.quoted).joined(separator: " ")) &
    process=$!
    if [ -n "$asked" ]; then kill -TERM "$process"; fi
    while :; do
      asked=''
      wait "$process"
      code=$?
      [ -n "$asked" ] || break
    done

    # 75: interrupted, with its state saved. 143: asked to stop before it listened.
    if [ "$code" -ne 75 ] && [ "$code" -ne 143 ]; then
      [ "$code" -ne 137 ] || echo 'killed; if for memory, submit it again with more' >&2
      exit "$code"
    fi
    if [ "${SLURM_RESTART_COUNT:-0}" -ge \(job.retryLimit) ]; then
      echo "interrupted, and not for the first time: ${SLURM_RESTART_COUNT:-0} re-queues" >&2
      exit 75
    fi
    task=${SLURM_ARRAY_JOB_ID:+${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID}
    task=${task:-$SLURM_JOB_ID}
    for _ in 1 2 3 4 5; do
      # A re-queue would bring back to life what was cancelled: only while Slurm still wants it.
      state=$(timeout 20 squeue --noheader --jobs="$task" --format=%T) || state=''
      if [ "$state" = RUNNING ]; then
        echo "interrupted; asking for a re-queue" >&2
        timeout 20 scontrol requeue "$task" && break
      elif [ -n "$state" ]; then
        break
      fi
      sleep 5
    done
    exit 75

    """
  }
}
